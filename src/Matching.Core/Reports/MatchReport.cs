using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Grid;
using Matching.Core.Pairing;

namespace Matching.Core.Reports;

/// <summary>What a run meant (匹配报告). Counts are of demands; points are as the solver sees them.</summary>
/// <param name="Objective">Σ score × quantity over all pairs.</param>
/// <param name="DualBound">What the certificate proves that no pairing can exceed.</param>
/// <param name="Gap">(bound − objective) ÷ bound, a fraction.</param>
/// <param name="SoftGap">What may be missing as a share of the soft points alone; 1 when a whole level may be missing.</param>
/// <param name="Status"><c>optimal</c> when the gap is 0, else <c>feasible</c>.</param>
/// <param name="LevelUnit">Points of one level; scores below it are the soft part. 0 = all demands are on one level.</param>
/// <param name="Served">Demands with at least one order.</param>
/// <param name="PairsAdded">Feasible pairs beyond the candidates first kept that the prices made worth adding; the bound holds for
/// all feasible pairs.</param>
public sealed record MatchReport(
    long Objective,
    long DualBound,
    double Gap,
    double SoftGap,
    string Status,
    long LevelUnit,
    int Demands,
    int Served,
    int PairsAdded,
    IReadOnlyList<PartlyServed> PartlyServed,
    IReadOnlyList<UnservedDemand> Unserved,
    IReadOnlyList<NeedGap> Gaps,
    IReadOnlyList<ShadowPrice> ShadowPrices)
{
    /// <summary>How near the pairing is to the best possible, in words; empty in reports of earlier versions.</summary>
    public string Quality { get; init; } = "";

    /// <summary>Why each demand that got nothing got nothing, by position.</summary>
    public static IReadOnlyDictionary<int, Refusals> RefusalsOf(MatchRun run)
    {
        var given = GivenTo(run);
        var groups = new OfferGroups(run.Lists);
        var refusals = new Refusals?[given.Length];
        Parallel.For(0, given.Length, d => refusals[d] = given[d] == 0 ? Refusals.Of(run, groups, d) : null);
        return Enumerable.Range(0, given.Length).Where(d => given[d] == 0).ToDictionary(d => d, d => refusals[d]!);
    }

    /// <summary>Draws the report from a run.</summary>
    /// <param name="refusals">From <see cref="RefusalsOf"/>, which is the costly part and knows no language.</param>
    /// <param name="nameOf">Names of grid nodes; their codes when left out.</param>
    public static MatchReport Of(MatchRun run, CultureInfo language, IReadOnlyDictionary<int, Refusals> refusals, Func<AreaCode, string>? nameOf = null)
    {
        var lists = run.Lists;
        var given = GivenTo(run);
        var explainer = new Explainer(run, language, nameOf);
        var unserved = Enumerable.Range(0, given.Length).Where(d => given[d] == 0).Select(d => UnservedDemand.Of(run, explainer, d, refusals[d])).ToList();
        var pairing = run.Pairing;
        return new MatchReport(pairing.Objective, pairing.Bound, pairing.Gap, SoftGapOf(run), pairing.IsOptimal ? "optimal" : "feasible", run.Scores.LevelUnit,
            given.Length, given.Length - unserved.Count, run.Added,
            [.. Enumerable.Range(0, given.Length).Where(d => given[d] > 0 && given[d] < lists.Demands[d].Quantity)
                .Select(d => new PartlyServed(lists.Demands[d].Code, given[d], lists.Demands[d].Quantity))],
            unserved, NeedGap.Of(lists, given), ShadowPrice.Of(run)) { Quality = Consequences.Quality(run, language) };
    }

    private static int[] GivenTo(MatchRun run)
    {
        var given = new int[run.Lists.Demands.Length];
        foreach (var order in run.Orders)
            given[order.Demand] += order.Quantity;
        return given;
    }

    private static double SoftGapOf(MatchRun run)
    {
        var missing = run.Pairing.Bound - run.Pairing.Objective;
        var soft = run.Orders.Sum(order => (run.Scores.Score[order.Edge] - MatchPolicy.LevelOf(run.Lists.Demands[order.Demand]) * run.Scores.LevelUnit) * order.Quantity);
        return missing == 0 ? 0 : Math.Min(1, missing / Math.Max(1.0, soft + missing));
    }
}

public sealed record PartlyServed(string Demand, int Given, int Quantity);

/// <summary>A demand that got nothing, why, and what would come nearest.</summary>
/// <param name="MainReason">A hard rule's name, <c>Outbid</c>, or <c>NoOffer</c>.</param>
public sealed record UnservedDemand(
    string Demand, string Title, string MainReason, IReadOnlyList<ReasonLine> Reasons, NearestMiss? NearestMiss)
{
    internal static UnservedDemand Of(MatchRun run, Explainer explainer, int d, Refusals refusals)
    {
        var demand = run.Lists.Demands[d];
        var reasons = refusals.Groups.Select(group => new ReasonLine(group.Rule.ToString(), group.Offers, group.Slots, explainer.RefusalSentence(group))).ToList();
        if (refusals.Feasible > 0)
        {
            var best = explainer.Alternatives(d, 1)[0];
            reasons.Insert(0, new ReasonLine("Outbid", 0, refusals.Feasible, explainer.OutbidSentence(refusals.Feasible)));
            return new(demand.Code, demand.Title, "Outbid", reasons, NearestMiss.Of(run.Lists, best.Slot, [], explainer.ShortfallSentence(d, best)));
        }
        if (refusals.Nearest is not { } miss)
            return new(demand.Code, demand.Title, "NoOffer", [.. reasons, new ReasonLine("NoOffer", 0, 0, explainer.NoOfferSentence())], null);
        var clashes = explainer.Clashes(d, miss);
        return new(demand.Code, demand.Title, clashes[0].Rule.ToString(), reasons,
            NearestMiss.Of(run.Lists, miss.Slot, [.. clashes.Select(clash => clash.Rule.ToString())], explainer.NearMissSentence(d, miss)));
    }
}

/// <summary>Offers and slots lost for one reason, with its sentence.</summary>
public sealed record ReasonLine(string Rule, int Offers, int Slots, string Text);

public sealed record NearestMiss(string Offer, string SlotStart, IReadOnlyList<string> Broken, string Text)
{
    internal static NearestMiss Of(MatchLists lists, int slot, IReadOnlyList<string> broken, string text) =>
        new(lists.Slots[slot].Offer, ChinaTime.Text(lists.Slots[slot].Start), broken, text);
}

/// <summary>Unmet need (缺口) of a category in a community.</summary>
public sealed record NeedGap(string Category, string Community, int Demands, long Quantity, string UnitOfQuantity)
{
    internal static IReadOnlyList<NeedGap> Of(MatchLists lists, int[] given) =>
        [.. Enumerable.Range(0, given.Length).Where(d => given[d] < lists.Demands[d].Quantity).Select(d => (Demand: lists.Demands[d], Missing: lists.Demands[d].Quantity - given[d]))
            .GroupBy(row => (row.Demand.Category, Community: row.Demand.Area.At(AreaLevel.Community)?.Value ?? row.Demand.Area.Value, row.Demand.UnitOfQuantity))
            .Select(group => new NeedGap(group.Key.Category, group.Key.Community, group.Count(), group.Sum(row => (long)row.Missing), group.Key.UnitOfQuantity))
            .OrderByDescending(gap => gap.Demands).ThenBy(gap => gap.Category, StringComparer.Ordinal).ThenBy(gap => gap.Community, StringComparer.Ordinal)];
}

/// <summary>What one more unit of a full slot's capacity would be worth at most (影子价格).</summary>
/// <param name="Price">In points as the solver sees them.</param>
/// <param name="Level">Whole levels in the price: units of urgent or vulnerable need it would serve.</param>
/// <param name="Points">The rest, in millionths.</param>
public sealed record ShadowPrice(string Offer, string SlotStart, long Price, long Level, long Points)
{
    internal static IReadOnlyList<ShadowPrice> Of(MatchRun run)
    {
        var unit = run.Scores.LevelUnit;
        var prices = run.Pairing.SlotPrice;
        return [.. Enumerable.Range(0, prices.Length).Where(s => prices[s] > 0).OrderByDescending(s => prices[s]).ThenBy(s => s)
            .Select(s => new ShadowPrice(run.Lists.Slots[s].Offer, ChinaTime.Text(run.Lists.Slots[s].Start), prices[s],
                unit == 0 ? 0 : prices[s] / unit, unit == 0 ? prices[s] : prices[s] % unit))];
    }
}
