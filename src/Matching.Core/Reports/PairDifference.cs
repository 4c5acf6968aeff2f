using Matching.Core.Demands;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>What a demand has at a slot, with its soft score in that run.</summary>
public sealed record HeldPair(SlotName Slot, int Units, int Score);

public enum DifferenceKind
{
    /// <summary>More units than now.</summary>
    Gains,
    /// <summary>Fewer units than now.</summary>
    Loses,
    /// <summary>As many units, elsewhere.</summary>
    Moves,
}

/// <summary>What decided a difference.</summary>
public enum DifferenceCause
{
    DemandAdded, DemandRemoved, DemandAltered,
    /// <summary>The slot, or its offer, is gone.</summary>
    SlotGone,
    /// <summary>A hard rule forbids the pair now, or the slot holds less.</summary>
    PairForbidden,
    /// <summary>Another demand of a higher level has the place.</summary>
    Level,
    /// <summary>Another demand that scores more has the place; the factor that gives it most is named.</summary>
    Factor,
    /// <summary>Another demand has the place, because all together are better off.</summary>
    Others,
    SlotAdded, MoreCapacity, PairAllowed,
    /// <summary>Another demand left the place.</summary>
    Freed,
    /// <summary>Other weights; the factor that they moved most is named.</summary>
    Weights,
    /// <summary>No single cause: the chain of moves begins further away.</summary>
    Rearranged,
}

/// <summary>A demand that fares otherwise, and why.</summary>
/// <param name="Slot">The slot that the cause speaks of, or null.</param>
/// <param name="Others">Demands that took the place or left it, by code.</param>
/// <param name="Factor">Named by <see cref="DifferenceCause.Factor"/> and <see cref="DifferenceCause.Weights"/>.</param>
public sealed record PairDifference(
    string Demand, DifferenceKind Kind, IReadOnlyList<HeldPair> Before, IReadOnlyList<HeldPair> After,
    DifferenceCause Cause, SlotName? Slot, IReadOnlyList<string> Others, ScoreFactor? Factor)
{
    internal static IReadOnlyList<PairDifference> Between(MatchRun now, MatchRun then)
    {
        var search = new CauseSearch(new RunPairs(now), new RunPairs(then));
        return [.. search.Before.Demands.Keys.Union(search.After.Demands.Keys).Order(StringComparer.Ordinal).Select(search.DifferenceOf).OfType<PairDifference>()];
    }
}

/// <summary>A run's pairs by demand and by slot, named by code.</summary>
internal sealed class RunPairs
{
    private readonly Dictionary<string, IReadOnlyList<HeldPair>> byDemand = new(StringComparer.Ordinal);
    private readonly Dictionary<SlotName, Dictionary<string, int>> bySlot = [];

    public RunPairs(MatchRun run)
    {
        Run = run;
        Demands = Enumerable.Range(0, run.Lists.Demands.Length).ToDictionary(d => run.Lists.Demands[d].Code, StringComparer.Ordinal);
        foreach (var own in run.Orders.GroupBy(order => order.Demand))
        {
            var code = run.Lists.Demands[own.Key].Code;
            byDemand[code] = [.. own.OrderBy(order => order.Slot).Select(order => new HeldPair(NameOf(order.Slot), order.Quantity, run.Scorer.Mean(run.Scorer.Factors(own.Key, order.Slot))))];
            foreach (var order in own)
                (bySlot.TryGetValue(NameOf(order.Slot), out var there) ? there : bySlot[NameOf(order.Slot)] = []).Add(code, order.Quantity);
        }
    }

    public MatchRun Run { get; }

    public Dictionary<string, int> Demands { get; }

    public IReadOnlyList<HeldPair> Of(string demand) => byDemand.GetValueOrDefault(demand) ?? [];

    public int Units(string demand, SlotName slot) => bySlot.GetValueOrDefault(slot)?.GetValueOrDefault(demand) ?? 0;

    public IEnumerable<string> At(SlotName slot) => bySlot.GetValueOrDefault(slot)?.Keys.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>();

    public int Position(SlotName slot) => Run.Lists.SlotPosition(slot);

    public bool Allows(string demand, SlotName slot) => Run.Index.ScoreAt(Run.Index.Ask(Demands[demand]), slot) is not null;

    /// <summary>The pair's factors; both must be in the lists.</summary>
    public int[] Factors(string demand, SlotName slot) => Run.Scorer.Factors(Demands[demand], Position(slot));

    public Demand Demand(string code) => Run.Lists.Demands[Demands[code]];

    private SlotName NameOf(int slot) => new(Run.Lists.Slots[slot].Offer, Run.Lists.Slots[slot].Start);
}
