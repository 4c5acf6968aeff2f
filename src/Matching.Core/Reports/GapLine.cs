using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Core.Reports;

/// <summary>
/// A line of the gap list (缺口): one more slot of a kind, in a community, at a time of the week, and what it would solve. Each line
/// was verified: the slot was added and the pairing solved again.
/// </summary>
/// <param name="Offer">The offer that was invented for it: of a unit that serves this or could, with the category's name as its text.</param>
/// <param name="Slot">Its slot, of the capacity that is usual for the category.</param>
/// <param name="Waiting">Demands of the group that want something more and could be served at that time.</param>
public sealed record GapLine(string Category, AreaCode Area, TimeBand Band, Offer Offer, Slot Slot, int Waiting, Outcome Outcome)
{
    public const int MostLines = 10;

    /// <summary>Groups that are tried, those with most waiting first.</summary>
    public const int MostTried = 30;

    private const int DaysAhead = 28;
    private const string InventedCode = "+";

    /// <summary>The lines that would solve most, best first; a slot that would serve nobody is left out.</summary>
    public static IReadOnlyList<GapLine> Of(RunQuestions questions, CancellationToken stop)
    {
        var lines = new List<GapLine>();
        foreach (var group in Groups(questions).Take(MostTried))
        {
            stop.ThrowIfCancellationRequested();
            if (Proposal(questions.Run.Lists, group) is { } line && questions.WithSlot(line.Offer, line.Slot) is { Units: > 0 } outcome)
                lines.Add(line with { Outcome = outcome });
        }
        return [.. lines.OrderByDescending(line => line.Outcome.Solved).ThenByDescending(line => line.Outcome.Effect.Points)
            .ThenBy(line => line.Category, StringComparer.Ordinal).ThenBy(line => line.Area).Take(MostLines)];
    }

    private static IEnumerable<NeedGroup> Groups(RunQuestions questions) =>
        Enumerable.Range(0, questions.GivenTo.Count).Where(d => questions.GivenTo[d] < questions.Run.Lists.Demands[d].Quantity).Select(d => questions.Run.Lists.Demands[d])
            .GroupBy(demand => (demand.Category, demand.UnitOfQuantity, Area: demand.Area.At(AreaLevel.Community) ?? demand.Area))
            .Select(group => new NeedGroup(group.Key.Category, group.Key.UnitOfQuantity, group.Key.Area, [.. group]))
            .OrderByDescending(group => group.Demands.Count).ThenBy(group => group.Category, StringComparer.Ordinal).ThenBy(group => group.Area);

    private static GapLine? Proposal(MatchLists lists, NeedGroup group)
    {
        var usual = lists.Offers.Where(offer => offer.UnitOfCapacity == group.Measure && offer.Categories.Contains(group.Category)).ToList();
        if (UnitFor(lists, group, usual) is not { } unit)
            return null;
        var (start, end, waiting) = BestWindow(lists, group, UsualBand(lists, usual));
        if (waiting == 0)
            return null;
        var offer = new Offer(InventedCode, unit, group.Category, "", usual.Count == 0 ? OfferKind.Skill : usual[0].Kind, [group.Category], [group.Area], group.Measure, null, null, 0, []);
        var capacity = UsualCapacity(lists, group, usual);
        return new GapLine(group.Category, group.Area, TimeBand.Of(start), offer, new Slot(InventedCode, start, end, capacity, capacity), waiting,
            new Outcome(Pairing.Effect.None, 0, 0, 0, 0, 0));
    }

    /// <summary>The median capacity of the category's slots; of all slots that count in the same unit where it has none; else what the
    /// largest of the demands wants.</summary>
    private static int UsualCapacity(MatchLists lists, NeedGroup group, List<Offer> usual)
    {
        var codes = usual.Select(offer => offer.Code).ToHashSet();
        int[] own = [.. lists.Slots.Where(slot => codes.Contains(slot.Offer) && slot.Capacity > 0).Select(slot => slot.Capacity).Order()];
        if (own.Length == 0)
            own = [.. lists.Slots.Where((slot, s) => lists.Offers[lists.SlotOffer[s]].UnitOfCapacity == group.Measure && slot.Capacity > 0).Select(slot => slot.Capacity).Order()];
        return own.Length > 0 ? own[(own.Length - 1) / 2] : group.Demands.Max(demand => demand.Quantity);
    }

    /// <summary>A unit that may serve the category: one that does so already, nearest first.</summary>
    private static string? UnitFor(MatchLists lists, NeedGroup group, List<Offer> usual)
    {
        var serving = usual.Select(offer => offer.Unit).ToHashSet();
        var licence = lists.Policy.Requires.GetValueOrDefault(group.Category);
        return lists.Units.Where(unit => !unit.Suspended && (licence is null || unit.Qualifications.Contains(licence)))
            .OrderByDescending(unit => serving.Contains(unit.Code)).ThenByDescending(unit => group.Area.Contains(unit.Area))
            .ThenBy(unit => unit.Code, StringComparer.Ordinal).FirstOrDefault()?.Code;
    }

    private static TimeBand? UsualBand(MatchLists lists, List<Offer> usual)
    {
        var codes = usual.Select(offer => offer.Code).ToHashSet();
        return lists.Slots.Where(slot => codes.Contains(slot.Offer)).GroupBy(slot => TimeBand.Of(slot.Start)).OrderByDescending(band => band.Count())
            .ThenBy(band => band.Key.Day).ThenBy(band => band.Key.Part).FirstOrDefault()?.Key;
    }

    /// <summary>The window of the coming weeks in which most of the demands could be served; of equal ones one of the usual band, then the
    /// earliest.</summary>
    private static (DateTimeOffset Start, DateTimeOffset End, int Waiting) BestWindow(MatchLists lists, NeedGroup group, TimeBand? usual)
    {
        var today = ChinaTime.DayOf(lists.Input.Now);
        return Enumerable.Range(1, DaysAhead).SelectMany(after => Enum.GetValues<DayPart>().Select(part => TimeBand.Window(today.AddDays(after), part)))
            .Select(window => (window.Start, window.End, Waiting: group.Demands.Count(demand => !(demand.Until <= window.Start) && !(demand.From >= window.End))))
            .OrderByDescending(window => window.Waiting).ThenByDescending(window => TimeBand.Of(window.Start) == usual).ThenBy(window => window.Start).First();
    }

    private sealed record NeedGroup(string Category, string Measure, AreaCode Area, IReadOnlyList<Demand> Demands);
}
