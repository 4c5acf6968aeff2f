using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Pairing;

namespace Matching.Core.Reports;

/// <summary>What a change would mean, in demands, levels and points.</summary>
/// <param name="Levels">Units of level served more; negative = fewer.</param>
/// <param name="Soft">Soft points more, in millionths; negative = fewer.</param>
/// <param name="Served">Demands with something more; net.</param>
/// <param name="Solved">Demands with all they want more; net.</param>
/// <param name="Units">Units of quantity served more; net.</param>
public sealed record Outcome(Effect Effect, long Levels, long Soft, int Served, int Solved, long Units);

/// <summary>What serving a demand at a slot would take.</summary>
/// <param name="Broken">Rules that forbid it; then there is no outcome.</param>
/// <param name="Units">How much of the demand the question is about: all of it, or what the slot holds of a divisible one.</param>
/// <param name="Holds">It is so already.</param>
public sealed record WhyNot(int Demand, int Slot, HardRules Broken, int Units, bool Holds, Outcome? Outcome);

/// <summary>Asks a finished run what would be otherwise. Answers are differences of totals, not prices; each says how well it is known.</summary>
/// <remarks>Not safe for several threads.</remarks>
public sealed class RunQuestions(MatchRun run)
{
    private readonly PairingParts parts = new(run.Pairing);
    private readonly int[] given = Given(run);

    public MatchRun Run => run;

    /// <summary>Units that the run gives each demand, by position.</summary>
    public IReadOnlyList<int> GivenTo => given;

    /// <summary>What one more unit of the slot would bring (影子价格).</summary>
    public Outcome OneMore(int slot) => OutcomeOf(parts.Around([], [slot]).More(slot, 1));

    /// <summary>Why the demand is not served there, and what it would cost if it were (改派的代价).</summary>
    public WhyNot WhyNot(int d, int slot)
    {
        var (lists, demand) = (run.Lists, run.Lists.Demands[d]);
        var rules = new RuleBook(lists);
        var broken = rules.OfOffer(d, lists.SlotOffer[slot]) | rules.OfSlot(d, slot);
        var units = Math.Min(demand.Quantity, Math.Max(0, lists.Slots[slot].Remaining));
        if (broken != HardRules.None)
            return new WhyNot(d, slot, broken, demand.Quantity, false, null);
        if (run.Orders.Any(order => order.Demand == d && order.Slot == slot && order.Quantity >= units))
            return new WhyNot(d, slot, broken, units, true, null);
        return new WhyNot(d, slot, broken, units, false, OutcomeOf(parts.Around([d], [slot]).Forced(d, slot, units, ScoreOf(d, slot))));
    }

    /// <summary>What a new offer with one slot would bring; its unit's cap is not counted.</summary>
    public Outcome WithSlot(Offer offer, Slot slot)
    {
        var index = run.Index.With(offer, [slot], _ => false);
        var name = new SlotName(slot.Offer, slot.Start);
        var comers = new List<(int Demand, long Score)>();
        for (var d = 0; d < run.Lists.Demands.Length; d++)
        {
            var demand = run.Lists.Demands[d];
            if (Serves(offer, demand) && index.ScoreAt(index.Ask(demand), name) is { } score)
                comers.Add((d, run.Scores.Of(demand, new RankedSlot(score, 0))));
        }
        return comers.Count == 0
            ? new Outcome(Effect.None, 0, 0, 0, 0, 0)
            : OutcomeOf(parts.Around(comers.Select(comer => comer.Demand), []).WithSlot(slot.Remaining, comers));
    }

    private static bool Serves(Offer offer, Demand demand) => offer.Areas.Count == 0 || offer.Areas.Any(area => area.Contains(demand.Area));

    /// <summary>What the solver would give the pair, whether it was kept as a candidate or not.</summary>
    private long ScoreOf(int d, int slot)
    {
        var at = Array.IndexOf(run.Candidates.Slot, slot, run.Candidates.Start[d], run.Candidates.SlotsOf(d).Length);
        return at >= 0 ? run.Scores.Score[at] : run.Scores.Of(run.Lists.Demands[d], new RankedSlot(run.Scorer.Mean(run.Scorer.Factors(d, slot)), slot));
    }

    private Outcome OutcomeOf(Effect effect)
    {
        long levels = 0, units = 0;
        var (served, solved) = (0, 0);
        foreach (var own in effect.Shifts.GroupBy(shift => shift.Demand))
        {
            var (demand, more) = (run.Lists.Demands[own.Key], own.Sum(shift => shift.More));
            var (before, after) = (given[own.Key], given[own.Key] + more);
            levels += (long)MatchPolicy.LevelOf(demand) * more;
            units += more;
            served += Math.Sign(after) - Math.Sign(before);
            solved += (after >= demand.Quantity ? 1 : 0) - (before >= demand.Quantity ? 1 : 0);
        }
        return new Outcome(effect, levels, effect.Points - levels * run.Scores.LevelUnit, served, solved, units);
    }

    private static int[] Given(MatchRun run)
    {
        var given = new int[run.Lists.Demands.Length];
        foreach (var order in run.Orders)
            given[order.Demand] += order.Quantity;
        return given;
    }
}
