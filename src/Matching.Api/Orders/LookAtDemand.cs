using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Api.Units;

namespace Matching.Api.Orders;

/// <summary>A unit looks at a demand before it takes it on: which of its windows suits best, or who was faster and what else there is.</summary>
internal sealed record LookAtDemand(string Code) : IRequest<DemandToTake>;

/// <param name="Match">Null when it can't be taken.</param>
/// <param name="Winner">The unit that has taken it, or null.</param>
/// <param name="Similar">At most three others that the unit could serve, of the same category first.</param>
public sealed record DemandToTake(string Code, string Title, OpenMatch? Match, string? Winner, IReadOnlyList<OpenMatch> Similar);

internal sealed class LookAtDemandHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<LookAtDemand, DemandToTake>
{
    private const int MostSimilar = 3;

    private const string WhereSeen = $"\nwhere d.code = @Code and ({Sight.Servable} or {Sight.OfDemands})";

    public Task<DemandToTake> Handle(LookAtDemand request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var demand = session.One<DemandRow>(DemandRow.Select + WhereSeen, context.Sight.With(new { request.Code })) ?? throw new NotThereException("Demand", request.Code);
        if (context.Unit is not { } unit)
            return new DemandToTake(demand.Code, demand.Title, null, null, []);
        var now = clock.GetUtcNow();
        var home = UnitRow.Get(session, unit);
        var best = UnitMatches.Of(session, context.Sight, rulings, unit, now);
        var name = rulings.NameOf(demand.Category);
        return new DemandToTake(demand.Code, demand.Title,
            best.Where(one => one.Demand.Code == demand.Code).Select(one => RecommendOrdersHandler.Shown(one, home, now)).FirstOrDefault(),
            TakeDemandHandler.WinnerOf(session, demand.Code),
            [.. best.Where(one => one.Demand.Code != demand.Code).OrderByDescending(one => one.Demand.Category == name).Take(MostSimilar).Select(one => RecommendOrdersHandler.Shown(one, home, now))]);
    }));
}
