using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Text;

namespace Matching.Api.Demands;

/// <summary>What is shown while a demand is being written: likely categories, the kind of resource it asks for, and what
/// neighbours reported already. Nothing is written.</summary>
public sealed record SuggestForDemand : IRequest<DemandSuggestions>
{
    public required string Title { get; init; }

    public required AreaCode Area { get; init; }

    public string Detail { get; init; } = "";
}

/// <param name="Kinds">Kinds of offer that the text asks for; empty when it doesn't say.</param>
/// <param name="ModelVersion">0 = the starting model; else what was learnt from this store.</param>
public sealed record DemandSuggestions(IReadOnlyList<SuggestedCategory> Categories, IReadOnlyList<SuggestedKind> Kinds, IReadOnlyList<Neighbour> Neighbours, int ModelVersion);

/// <param name="Certainty">In millionths; a suggestion stays a soft factor until a person confirms it.</param>
public sealed record SuggestedCategory(string Code, string Name, int Certainty);

public sealed record SuggestedKind(OfferKind Kind, string Name);

/// <summary>A live demand of the same community that is much like this one: support it instead of filing it again. Residents are told
/// of their neighbours' too: the title alone, in which nothing personal stands.</summary>
public sealed record Neighbour(string Code, string Title, AreaCode Area, DemandState State, string StateName, int Likeness);

internal sealed class SuggestForDemandRules : AbstractValidator<SuggestForDemand>
{
    public SuggestForDemandRules(KnownAreas areas)
    {
        RuleFor(demand => demand.Title).PlainText(2, 200);
        RuleFor(demand => demand.Detail).PlainText(0, 4000);
        RuleFor(demand => demand.Area).Must(area => areas.Has(area)).WithMessage(demand => Words.Say("Csv.UnknownArea", demand.Area));
    }
}

internal sealed class SuggestForDemandHandler(Database database, CallContext context, Rulings rulings) : IRequestHandler<SuggestForDemand, DemandSuggestions>
{
    private const string WhereLiveNearby = $"""

        where (@AsResident = 1 or {Sight.OfDemands})
            and d.area like @Area escape '!' and d.state not in ('Closed', 'Confirmed', 'Merged', 'Rejected', 'Withdrawn')
        order by d.seq desc
        limit 500
        """;

    private const int MostCategories = 3;
    private const int MostNeighbours = 5;

    public Task<DemandSuggestions> Handle(SuggestForDemand request, CancellationToken stop)
    {
        var text = $"{request.Title}\n{request.Detail}";
        var community = request.Area.At(AreaLevel.Community) ?? request.Area;
        var nearby = database.Read(session => session.Query<DemandRow>(DemandRow.Select + WhereLiveNearby,
            context.Sight.With(new { Area = LikePattern.StartingWith(community.Value), AsResident = context.ActingRole == Role.Resident ? 1 : 0 })));
        var neighbours = LikeDemands.To(request.Title, request.Detail, nearby).Take(MostNeighbours);
        return Task.FromResult(new DemandSuggestions(
            [.. rulings.Suggest(text, MostCategories).Select(found => new SuggestedCategory(found.Category.Code, found.Category.Name, (int)(1_000_000 * found.Certainty)))],
            [.. TextModel.Shipped.KindsAsked(text).Select(kind => new SuggestedKind(kind, Words.Of(kind)))],
            [.. neighbours.Select(found => new Neighbour(found.Row.Code, found.Row.Title, new AreaCode(found.Row.Area), found.Row.State, Words.Of(found.Row.State), found.Likeness))],
            rulings.TextModelVersion));
    }
}
