using System.Globalization;
using MediatR;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Pairing;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>What more capacity would bring to a run: at full slots, and as slots that are missing (缺口).</summary>
internal sealed record GetInsight(long Id) : IRequest<InsightView>;

/// <param name="Gap">(bound − objective) ÷ bound; <paramref name="Quality"/> says it in words.</param>
/// <param name="FullSlots">Slots at which one more unit would bring something, most first; beyond the first 20 only their prices.</param>
/// <param name="Gaps">One more slot by category, community and time; each was added and the pairing solved again.</param>
public sealed record InsightView(
    long Run, double Gap, bool Optimal, string Quality, IReadOnlyList<SlotWorthView> FullSlots, IReadOnlyList<GapLineView> Gaps);

/// <param name="Status">Exact, Bounded, Relaxed; or Price, where only the bound is known.</param>
/// <param name="Levels">Units of level, and <paramref name="Points"/> in millionths: the gain of one more unit, or with Price the most it can be.</param>
/// <param name="Demands">Demands more that would get something; null where it was not asked.</param>
public sealed record SlotWorthView(
    string Offer, string OfferTitle, string UnitName, DateTimeOffset SlotStart, string Status, long Levels, long Points, int? Demands, long? Units, string Text)
{
    internal static SlotWorthView Of(MatchRun run, SlotWorth worth, Consequences says)
    {
        var (slot, o) = (run.Lists.Slots[worth.Slot], run.Lists.SlotOffer[worth.Slot]);
        var (levels, points) = worth.Outcome is { } outcome ? (outcome.Levels, outcome.Soft) : says.PriceParts(worth.Price);
        return new SlotWorthView(slot.Offer, run.Lists.Offers[o].Title, run.Lists.Units[run.Lists.OfferUnit[o]].Name, slot.Start,
            worth.Outcome?.Effect.Status.ToString() ?? "Price", levels, points, worth.Outcome?.Served, worth.Outcome?.Units, says.Of(worth));
    }
}

/// <param name="Unit">A unit that serves this kind already, or may: the slot was tried as one of its.</param>
/// <param name="Waiting">Demands of the kind that want something more and could be served then; <paramref name="Solved"/> = demands, of any
/// kind, that would get all they want, net.</param>
public sealed record GapLineView(
    string Category, string Community, string CommunityName, string Unit, string Day, string Part, string Time, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Capacity, string UnitOfCapacity,
    int Waiting, int Solved, long Units, long Levels, long Points, EffectStatus Status, string Text);

internal sealed class GetInsightHandler(ReplayedRuns runs, KnownAreas areas, CallContext context) : IRequestHandler<GetInsight, InsightView>
{
    public Task<InsightView> Handle(GetInsight request, CancellationToken stop) => runs.Ask(request.Id, replayed =>
    {
        var says = new Consequences(replayed.Run, CultureInfo.CurrentUICulture, area => areas.PathOf(area.Value));
        return new InsightView(request.Id, replayed.Run.Pairing.Gap, replayed.Run.Pairing.IsOptimal, Consequences.Quality(replayed.Run, CultureInfo.CurrentUICulture),
            [.. replayed.Worths(stop).Select(worth => SlotWorthView.Of(replayed.Run, worth, says))], [.. replayed.Gaps(stop).Where(line => context.Sight.CoversArea(line.Area.Value)).Select(line => View(line, says))]);
    }, stop);

    private GapLineView View(GapLine line, Consequences says) => new(
        line.Category, line.Area.Value, areas.PathOf(line.Area.Value), line.Offer.Unit, line.Band.Day.ToString(), line.Band.Part.ToString(), says.Of(line.Band), line.Slot.Start, line.Slot.End,
        line.Slot.Capacity, line.Offer.UnitOfCapacity, line.Waiting, line.Outcome.Solved, line.Outcome.Units, line.Outcome.Levels, line.Outcome.Soft, line.Outcome.Effect.Status, says.Of(line));
}
