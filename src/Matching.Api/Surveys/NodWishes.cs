using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Api.Pooling;
using Matching.Core;

namespace Matching.Api.Surveys;

/// <summary>Needs that answers named (问卷里的需求), with what became of them: those that wait first.</summary>
internal sealed record ListWishes(string Survey) : IRequest<IReadOnlyList<WishView>>;

public sealed record WishView(long Id, string Number, string Category, string CategoryName, string Text, string Area, string Place, WishState State, string? Demand, DateTimeOffset At, ContactView? Contact)
{
    public string StateName => Words.Of(State);
}

/// <summary>What a person decides on a need from an answer. Nothing becomes a demand by itself.</summary>
public enum WishAct { NewDemands, Support, Dismiss }

/// <summary>Nods on many needs at once (批量核实): each becomes a demand of its own, or all support one that stands, or they are set aside with a reason.</summary>
/// <param name="Demand">The demand that they support.</param>
public sealed record NodWishes(string Survey, IReadOnlyList<long> Wishes, WishAct Act, string? Demand, string Reason) : ICommand<IReadOnlyList<WishView>>;

public sealed record NodBody
{
    public required IReadOnlyList<long> Wishes { get; init; }

    public required WishAct Act { get; init; }

    public string? Demand { get; init; }

    public string Reason { get; init; } = "";
}

internal sealed class NodWishesRules : AbstractValidator<NodWishes>
{
    private const int MostAtOnce = 200;

    public NodWishesRules()
    {
        RuleFor(nod => nod.Act).IsInEnum();
        RuleFor(nod => nod.Wishes).Must(wishes => wishes is { Count: > 0 and <= MostAtOnce }).WithMessage(_ => Words.Say("Survey.ChooseWishes", MostAtOnce));
        RuleFor(nod => nod.Demand).PlainText(1, 40);
        RuleFor(nod => nod.Demand).Must((nod, demand) => nod.Act != WishAct.Support || demand is not null).WithMessage(_ => Words.Say("Survey.DemandWanted"));
        RuleFor(nod => nod.Reason).NotNull().PlainText(0, 500);
        RuleFor(nod => nod.Reason).Must((nod, reason) => nod.Act != WishAct.Dismiss || reason?.Trim().Length >= 2).WithMessage(_ => Words.Say("Part.ReasonWanted"));
    }
}

internal sealed class NodWishesHandler(
    Database database, CurrentWrite write, CallContext context, EventLog events, SurveyViews views, PartBook parts, PersonRecords people, LookUpCodes lookUps, DemandIntake intake, KnownAreas areas, Rulings rulings,
    TimeProvider clock) : IRequestHandler<ListWishes, IReadOnlyList<WishView>>, IRequestHandler<NodWishes, IReadOnlyList<WishView>>
{
    private Session Session => write.Session;

    public Task<IReadOnlyList<WishView>> Handle(ListWishes request, CancellationToken stop) => Task.FromResult(database.Read(session => List(session, views.Find(session, request.Survey))));

    public Task<IReadOnlyList<WishView>> Handle(NodWishes request, CancellationToken stop)
    {
        var survey = views.Find(Session, request.Survey);
        foreach (var id in request.Wishes.Distinct())
        {
            var wish = WishRow.Get(Session, survey.Id, id) is var found && context.Sight.CoversArea(found.Area) ? found : throw new NotThereException("Wish", $"{id}");
            if (wish.State != WishState.Waiting)
                throw new RuleBrokenException("wish-decided", wish.State);
            var decided = wish with { DecidedBy = context.Who, DecidedAt = clock.GetUtcNow(), Why = FreeText.Cleaned(request.Reason) };
            decided = request.Act switch
            {
                WishAct.NewDemands => decided with { State = WishState.Demand, Demand = intake.Open(wish.Words, survey.Title, wish.Category, wish.Area, 1, DemandSource.Survey, wish.Person, wish.Number) },
                WishAct.Support => decided with { State = WishState.Supported, Demand = Join(wish, request.Demand!) },
                _ => decided with { State = WishState.Dismissed },
            };
            decided.SaveTo(Session);
            events.Append($"survey/{survey.Code}", nameof(NodWishes), survey.StateName, survey.StateName, $"{wish.Number} {request.Act} {decided.Demand}".TrimEnd());
        }
        return Task.FromResult(List(Session, survey));
    }

    private string Join(WishRow wish, string code)
    {
        if (!context.Sight.SeesDemand(Session, code))
            throw new NotThereException("Demand", code);
        var common = DemandRow.ToChange(Session, code, seenVersion: null);
        PartBook.RefuseToGrow(common);
        parts.Grow(common, 1, wish.Number);
        var (now, number) = (clock.GetUtcNow(), Codes.NextDemand(Session, ChinaTime.Local(clock.GetUtcNow()).Year));
        new SupporterRow
        {
            Demand = common.Code, Area = wish.Area, Note = wish.Words, FiledBy = context.Who, FiledAt = now, CodeOwner = number, LookUpHash = lookUps.Hash(number, lookUps.Next()), Person = wish.Person,
        }.InsertInto(Session);
        return common.Code;
    }

    private IReadOnlyList<WishView> List(Session session, SurveyRow survey)
    {
        var wishes = WishRow.Of(session, survey.Id).Where(wish => context.Sight.CoversArea(wish.Area)).OrderBy(wish => wish.State == WishState.Waiting ? 0 : 1).ToList();
        var persons = PersonRow.Among(session, [.. wishes.Select(wish => wish.Person).OfType<long>().Distinct()]);
        return [.. wishes.Select(wish => new WishView(wish.Id, wish.Number, wish.Category, rulings.NameOf(wish.Category), wish.Words, wish.Area, areas.PathOf(wish.Area), wish.State, wish.Demand, wish.At,
            wish.Person is { } id && persons.TryGetValue(id, out var person) ? people.Masked(person) : null))];
    }
}
