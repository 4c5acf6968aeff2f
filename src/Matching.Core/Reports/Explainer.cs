using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>The two sides of a broken rule and the smallest change that would cure it, as sentences.</summary>
public sealed record RuleClash(HardRules Rule, string Reason, string Change);

/// <summary>A feasible slot for a demand: how good, and how many points short of what the pairing needs.</summary>
/// <param name="Factors">In the order of <see cref="ScoreFactor"/>, in millionths.</param>
/// <param name="Shortfall">Points per unit by which it would have had to be better; 0 for what was paired or ties.</param>
public sealed record Alternative(int Slot, int Score, int[] Factors, int PairedQuantity, long Shortfall);

/// <summary>Says in one sentence why and why not.</summary>
/// <param name="nameOf">Names of grid nodes; their codes when left out.</param>
public sealed class Explainer(MatchRun run, CultureInfo language, Func<AreaCode, string>? nameOf = null)
{
    private readonly MatchLists lists = run.Lists;
    private readonly RuleBook rules = new(run.Lists);
    private ILookup<int, PairedOrder>? ordersBySlot;

    /// <summary>Why this demand goes to this slot (理由).</summary>
    public string Justify(int d, int slot, int quantity)
    {
        var factors = run.Scorer.Factors(d, slot);
        var offer = lists.SlotOffer[slot];
        return new Justification(language, lists.Input.Now).Of(
            lists.Demands[d], lists.Units[lists.OfferUnit[offer]].Name, lists.Offers[offer], lists.Slots[slot], quantity, factors, run.Scorer.Mean(factors));
    }

    /// <summary>The candidates, best first.</summary>
    public IReadOnlyList<Alternative> Alternatives(int d, int most)
    {
        var (pairing, candidates) = (run.Pairing, run.Candidates);
        var surplus = Enumerable.Range(candidates.Start[d], candidates.SlotsOf(d).Length).ToDictionary(e => e, pairing.Surplus);
        var best = surplus.Values.Append(0).Max();
        long Shortfall(int e) => pairing.Amount[e] > 0 ? 0 : Math.Max(0, best - surplus[e]);
        return [.. surplus.Keys.OrderByDescending(e => pairing.Amount[e] > 0).ThenBy(Shortfall).ThenByDescending(e => candidates.Soft[e]).ThenBy(e => candidates.Slot[e])
            .Take(most).Select(e => new Alternative(candidates.Slot[e], candidates.Soft[e], run.Scorer.Factors(d, candidates.Slot[e]), pairing.Amount[e], Shortfall(e)))];
    }

    /// <summary>Every rule that the near miss breaks, with what would cure it.</summary>
    public IReadOnlyList<RuleClash> Clashes(int d, NearMiss miss) =>
        [.. Enum.GetValues<HardRules>().Where(rule => rule != HardRules.None && miss.Broken.HasFlag(rule)).Select(rule => Clash(d, miss.Slot, rule))];

    /// <summary>The nearest miss in one sentence: which offer, why not, what would make it possible.</summary>
    public string NearMissSentence(int d, NearMiss miss)
    {
        var clashes = Clashes(d, miss);
        var offer = lists.Offers[lists.SlotOffer[miss.Slot]];
        return Say("NearestMiss", lists.Units[lists.OfferUnit[lists.SlotOffer[miss.Slot]]].Name, offer.Title, WindowText(lists.Slots[miss.Slot]),
            string.Join(Say("Comma"), clashes.Select(clash => clash.Reason)),
            string.Join(Say("Comma"), clashes.Select(clash => clash.Change)));
    }

    public string RefusalSentence(RefusalGroup group) => Say("RefusalGroup", Words.Of(language, group.Rule), group.Offers, group.Slots);

    public string OutbidSentence(int feasibleSlots) => Say("Outbid", feasibleSlots);

    public string NoOfferSentence() => Say("NoOffer");

    /// <summary>Who has the slot that a demand with feasible slots could not have.</summary>
    public string ShortfallSentence(int d, Alternative alternative)
    {
        ordersBySlot ??= run.Orders.ToLookup(order => order.Slot);
        var winners = ordersBySlot[alternative.Slot].ToList();
        var left = lists.Slots[alternative.Slot].Remaining - winners.Sum(order => order.Quantity);
        if (winners.Count == 0 || left >= lists.Demands[d].Quantity)
            return Say("OutbidBy", OfferText(alternative.Slot), Say("ByCap"));
        if (left > 0 && !lists.Demands[d].Divisible)
            return Say("OutbidBy", OfferText(alternative.Slot), Say("ByRest", left, lists.Demands[d].Quantity, lists.Demands[d].UnitOfQuantity));
        var weakest = winners.MinBy(order => run.Scores.Score[order.Edge])!;
        var level = MatchPolicy.LevelOf(lists.Demands[weakest.Demand]) - MatchPolicy.LevelOf(lists.Demands[d]);
        var points = run.Scorer.Mean(run.Scorer.Factors(weakest.Demand, weakest.Slot)) - alternative.Score;
        return Say("OutbidBy", OfferText(alternative.Slot), level > 0 ? Say("ByLevel") : level == 0 && points > 0 ? Say("ByPoints", Points(points)) : Say("ByOthers"));
    }

    public string OfferText(int slot) => Say("OfferAt", lists.Units[lists.OfferUnit[lists.SlotOffer[slot]]].Name,
        lists.Offers[lists.SlotOffer[slot]].Title, WindowText(lists.Slots[slot]));

    public static string WindowText(Slot slot)
    {
        var (start, end) = (ChinaTime.Local(slot.Start), ChinaTime.Local(slot.End));
        return start.Date == end.Date
            ? $"{start:yyyy-MM-dd HH:mm}–{end:HH:mm}"
            : $"{start:yyyy-MM-dd HH:mm} – {end:yyyy-MM-dd HH:mm}";
    }

    /// <summary>Millionths as points out of 100, with one decimal.</summary>
    public static string Points(long millionths) => (millionths / 10_000m).ToString("0.0", CultureInfo.InvariantCulture);

    private RuleClash Clash(int d, int s, HardRules rule)
    {
        var demand = lists.Demands[d];
        var slot = lists.Slots[s];
        var offer = lists.Offers[lists.SlotOffer[s]];
        var unit = lists.Units[lists.OfferUnit[lists.SlotOffer[s]]];
        object[] values = rule switch
        {
            HardRules.Category => [demand.Category, string.Join(Say("Comma"), offer.Categories)],
            HardRules.UnitOfQuantity => [demand.UnitOfQuantity, offer.UnitOfCapacity],
            HardRules.ServiceArea => [NameOf(demand.Area), string.Join(Say("Comma"), offer.Areas.Select(NameOf))],
            HardRules.Audience => [demand.Audience.Count == 0 ? Say("Everyone") : string.Join(Say("Comma"), demand.Audience), string.Join(Say("Comma"), offer.Audience)],
            HardRules.Qualification => [demand.Category, lists.Policy.Requires[demand.Category]],
            HardRules.OfferValid => [TimeText(offer.ValidFrom), TimeText(offer.ValidUntil)],
            HardRules.Time => [TimeText(demand.From), TimeText(demand.Until), WindowText(slot), TimeText(NeededFrom(demand, offer, slot)), TimeText(NeededUntil(demand, offer, slot))],
            HardRules.Notice => [offer.NoticeHours, MostNotice(demand, offer, slot)],
            HardRules.Capacity => [demand.Quantity, slot.Remaining, demand.UnitOfQuantity, demand.Divisible ? 1 : demand.Quantity - slot.Remaining],
            HardRules.MonthlyCap => [unit.Name, unit.MonthlyCap ?? 0, slot.Month / 100, slot.Month % 100, lists.CapUsed[lists.SlotCap[s]] + 1],
            _ => [unit.Name],
        };
        var split = rule == HardRules.Capacity && slot.Remaining > 0 ? "Split" : "";
        return new RuleClash(rule, Say($"Why.{rule}", values), Say($"Change.{rule}{split}", values));
    }

    /// <summary>The demand's own start, or the slot's where the slot ends before it.</summary>
    private DateTimeOffset? NeededFrom(Demand demand, Offer offer, Slot slot) =>
        rules.Usable(offer, slot) is var (start, end) && end <= demand.From ? start : demand.From;

    /// <summary>The demand's own end, or the slot's where it ends before the slot can serve.</summary>
    private DateTimeOffset? NeededUntil(Demand demand, Offer offer, Slot slot) =>
        rules.Usable(offer, slot) is var (start, end) && demand.Until <= start ? end : demand.Until;

    /// <summary>The longest notice, in whole hours, that would still leave something of the slot.</summary>
    private int MostNotice(Demand demand, Offer offer, Slot slot)
    {
        var (start, end) = rules.Usable(offer, slot);
        if (demand.Until < end && demand.Until > start)
            end = demand.Until.Value;
        return (int)Math.Max(0, Math.Ceiling((end - lists.Input.Now).TotalHours) - 1);
    }

    private string NameOf(AreaCode area) => nameOf?.Invoke(area) ?? area.Value;

    private string TimeText(DateTimeOffset? instant) =>
        instant is { } at ? ChinaTime.Local(at).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : Say("OpenEnded");

    private string Say(string key, params object[] arguments) => Words.Get(language, key, arguments);
}
