using Matching.Core.Demands;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>Finds, for one demand at a time, what decided that it fares otherwise: its own change, the slot's, another demand, or the
/// weights.</summary>
internal sealed class CauseSearch(RunPairs before, RunPairs after)
{
    public RunPairs Before => before;

    public RunPairs After => after;

    /// <summary>Null when the demand has the same units at the same slots.</summary>
    public PairDifference? DifferenceOf(string demand)
    {
        var (held, holds) = (before.Of(demand), after.Of(demand));
        var (lost, won) = (held.Where(pair => after.Units(demand, pair.Slot) < pair.Units).ToList(), holds.Where(pair => before.Units(demand, pair.Slot) < pair.Units).ToList());
        if (lost.Count == 0 && won.Count == 0)
            return null;
        var more = holds.Sum(pair => pair.Units) - held.Sum(pair => pair.Units);
        var kind = more > 0 ? DifferenceKind.Gains : more < 0 ? DifferenceKind.Loses : DifferenceKind.Moves;
        var cause = OfDemand(demand) ?? kind switch
        {
            DifferenceKind.Gains => OfWinning(demand, won[0].Slot),
            DifferenceKind.Loses => OfLosing(demand, lost[0].Slot),
            _ => OfMoving(demand, lost[0].Slot, won[0].Slot),
        };
        return new PairDifference(demand, kind, held, holds, cause.Cause, cause.Slot, cause.Others, cause.Factor);
    }

    private Found? OfDemand(string demand)
    {
        if (!before.Demands.ContainsKey(demand))
            return new(DifferenceCause.DemandAdded);
        if (!after.Demands.ContainsKey(demand))
            return new(DifferenceCause.DemandRemoved);
        return ReferenceEquals(before.Demand(demand), after.Demand(demand)) ? null : new(DifferenceCause.DemandAltered);
    }

    private Found OfLosing(string demand, SlotName slot)
    {
        if (after.Position(slot) < 0)
            return new(DifferenceCause.SlotGone, slot);
        if (!after.Allows(demand, slot))
            return new(DifferenceCause.PairForbidden, slot);
        var takers = after.At(slot).Where(other => other != demand && after.Units(other, slot) > before.Units(other, slot)).ToList();
        if (takers.Count == 0)
            return Capacity(after, slot) < Capacity(before, slot) ? new(DifferenceCause.PairForbidden, slot) : new(DifferenceCause.Rearranged, slot);
        var level = MatchPolicy.LevelOf(after.Demand(demand));
        if (takers.Exists(other => MatchPolicy.LevelOf(after.Demand(other)) > level))
            return new(DifferenceCause.Level, slot, takers);
        var (factor, gain) = Decisive(after.Factors(takers[0], slot), after.Factors(demand, slot), after.Run.Lists.Policy.Weights);
        return gain > 0 ? new(DifferenceCause.Factor, slot, takers, factor) : new(DifferenceCause.Others, slot, takers);
    }

    private Found OfWinning(string demand, SlotName slot)
    {
        if (before.Position(slot) < 0)
            return new(DifferenceCause.SlotAdded, slot);
        if (!before.Allows(demand, slot))
            return new(DifferenceCause.PairAllowed, slot);
        if (Capacity(after, slot) > Capacity(before, slot))
            return new(DifferenceCause.MoreCapacity, slot);
        var leavers = before.At(slot).Where(other => other != demand && after.Units(other, slot) < before.Units(other, slot)).ToList();
        return leavers.Count > 0 ? new(DifferenceCause.Freed, slot, leavers) : new(DifferenceCause.Rearranged, slot);
    }

    /// <summary>Where the weights changed and now favour the new place more than they did, they decided; else what made the move
    /// necessary, or possible.</summary>
    private Found OfMoving(string demand, SlotName from, SlotName to)
    {
        if (after.Position(from) >= 0 && before.Position(to) >= 0 && ShiftedWeights(demand, from, to) is { } factor)
            return new(DifferenceCause.Weights, to, [], factor);
        var losing = OfLosing(demand, from);
        return losing.Cause is DifferenceCause.Rearranged ? OfWinning(demand, to) : losing;
    }

    private ScoreFactor? ShiftedWeights(string demand, SlotName from, SlotName to)
    {
        var (old, changed) = (before.Run.Lists.Policy.Weights, after.Run.Lists.Policy.Weights);
        var (oldSum, changedSum) = (old.Values.Sum(weight => (long)weight), changed.Values.Sum(weight => (long)weight));
        var (here, there) = (after.Factors(demand, from), after.Factors(demand, to));
        var best = Enum.GetValues<ScoreFactor>()
            .Select(factor => (Factor: factor, Gain: (changed.GetValueOrDefault(factor) * oldSum - old.GetValueOrDefault(factor) * changedSum) * (Int128)(there[(int)factor] - here[(int)factor])))
            .MaxBy(row => row.Gain);
        return best.Gain > 0 && RunTotals.Mean(there, changed) > RunTotals.Mean(here, changed) ? best.Factor : null;
    }

    /// <summary>The factor whose weighted points differ most in favour of the first, and by how much the first scores more.</summary>
    private static (ScoreFactor Factor, long Gain) Decisive(int[] first, int[] second, IReadOnlyDictionary<ScoreFactor, int> weights)
    {
        var factor = Enum.GetValues<ScoreFactor>().MaxBy(factor => (long)weights.GetValueOrDefault(factor) * (first[(int)factor] - second[(int)factor]));
        return (factor, RunTotals.Mean(first, weights) - RunTotals.Mean(second, weights));
    }

    private static int Capacity(RunPairs pairs, SlotName slot) => pairs.Run.Lists.Slots[pairs.Position(slot)].Remaining;

    private sealed record Found(DifferenceCause Cause, SlotName? Slot, IReadOnlyList<string> Others, ScoreFactor? Factor)
    {
        public Found(DifferenceCause cause) : this(cause, null, [], null)
        {
        }

        public Found(DifferenceCause cause, SlotName slot) : this(cause, slot, [], null)
        {
        }

        public Found(DifferenceCause cause, SlotName slot, IReadOnlyList<string> others) : this(cause, slot, others, null)
        {
        }
    }
}
