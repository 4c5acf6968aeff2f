using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Reports;
using Matching.Core.Scoring;

namespace Matching.Api.Demands;

/// <summary>Which slots could serve a demand, ranked with every factor, and why all others can't.</summary>
internal sealed record GetDemandMatches(string Code, int Most) : IRequest<DemandMatches>;

/// <param name="Competitors">Other open demands that the lists hold: a ranked slot may go to one of them.</param>
public sealed record DemandMatches(string Demand, int FeasibleSlots, int Competitors, IReadOnlyList<RankedSlot> Ranked, IReadOnlyList<ReasonLine> Refusals, NearestMiss? NearestMiss);

/// <param name="Score">Soft score in millionths; <paramref name="Shortfall"/> is how far it stays behind the best, per unit.</param>
public sealed record RankedSlot(string Offer, string Title, string UnitName, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Remaining, int Score, long Shortfall,
    IReadOnlyDictionary<ScoreFactor, int> Factors, string Reason);

internal sealed class GetDemandMatchesHandler(Database database, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<GetDemandMatches, DemandMatches>
{
    public Task<DemandMatches> Handle(GetDemandMatches request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (run, explainer, competitors) = Look(session, DemandRow.Get(session, request.Code), rulings, areas, clock.GetUtcNow(), request.Most);
        return Explain(run, explainer, request.Most, competitors);
    }));

    /// <summary>A run of this demand alone over all that is offered, and how many others look for the same.</summary>
    /// <param name="most">How many candidates it keeps at least; 1,000 at most.</param>
    public static (MatchRun Run, Explainer Explainer, int Competitors) Look(Session session, DemandRow row, Rulings rulings, KnownAreas areas, DateTimeOffset now, int most)
    {
        var input = MatchInputQuery.Load(session, rulings, now).Input;
        var demand = input.Demands.FirstOrDefault(d => d.Code == row.Code)
            ?? MatchInputQuery.ToCore(row, row.Quantity, BarRow.Of(session, row.Code), rulings);
        var run = MatchRun.Execute(input with { Demands = [demand] }, rulings.Policy with { Candidates = Math.Clamp(most, rulings.Policy.Candidates, 1_000) });
        return (run, new Explainer(run, CultureInfo.CurrentUICulture, area => areas.PathOf(area.Value)), input.Demands.Count(d => d.Code != row.Code));
    }

    private static DemandMatches Explain(MatchRun run, Explainer explainer, int most, int competitors)
    {
        var refusals = Refusals.Of(run, 0);
        var ranked = explainer.Alternatives(0, most).Select(alternative => Ranked(run, explainer, alternative)).ToList();
        var miss = refusals.Nearest is { } nearest
            ? new NearestMiss(run.Lists.Slots[nearest.Slot].Offer, ChinaTime.Text(run.Lists.Slots[nearest.Slot].Start),
                [.. explainer.Clashes(0, nearest).Select(clash => clash.Rule.ToString())], explainer.NearMissSentence(0, nearest))
            : null;
        return new DemandMatches(run.Lists.Demands[0].Code, refusals.Feasible, competitors, ranked,
            [.. refusals.Groups.Select(group => new ReasonLine(group.Rule.ToString(), group.Offers, group.Slots, explainer.RefusalSentence(group)))], miss);
    }

    private static RankedSlot Ranked(MatchRun run, Explainer explainer, Alternative alternative)
    {
        var slot = run.Lists.Slots[alternative.Slot];
        var offer = run.Lists.Offers[run.Lists.SlotOffer[alternative.Slot]];
        var unit = run.Lists.Units[run.Lists.OfferUnit[run.Lists.SlotOffer[alternative.Slot]]];
        return new RankedSlot(offer.Code, offer.Title, unit.Name, slot.Start, slot.End, slot.Remaining, alternative.Score, alternative.Shortfall,
            Enum.GetValues<ScoreFactor>().ToDictionary(factor => factor, factor => alternative.Factors[(int)factor]),
            explainer.Justify(0, alternative.Slot, Math.Min(run.Lists.Demands[0].Quantity, slot.Remaining)));
    }
}
