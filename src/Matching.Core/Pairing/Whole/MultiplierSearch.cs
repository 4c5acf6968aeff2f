namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Lowers the knapsack bound by subgradient steps on the demand values and cap prices (Held, Wolfe and Crowder 1974). Steps are
/// computed in floating point; every bound is computed in integers.
/// </summary>
internal sealed class MultiplierSearch
{
    private const int Patience = 20;
    private const double Deflection = 0.5;
    private const double ShareOfMissing = 0.03;
    private const double ShortStep = 0.0006;
    private const double ShortestStep = 0.0002;

    private readonly PairingProblem problem;
    private readonly KnapsackBound knapsacks;
    private readonly int[] taken;
    private readonly long[] load;
    private readonly double[] share;
    private readonly double[] orders;
    private readonly double[] direction;
    private readonly double[] capDirection;
    private readonly long[] mostValue;
    private Certificate at;
    private double level;
    private double reached = double.MaxValue;
    private readonly double shortest;
    private readonly double shortOfSpread;
    private int stale;

    /// <param name="start">Multipliers to begin with.</param>
    /// <param name="firstLevel">How much lower the bound is hoped to come; 0 = unknown.</param>
    public MultiplierSearch(PairingProblem problem, Certificate start, long firstLevel = 0)
    {
        this.problem = problem;
        knapsacks = new KnapsackBound(problem);
        taken = new int[problem.Edges.Length];
        load = new long[problem.Slots];
        share = new double[problem.Demands];
        orders = new double[problem.Caps];
        direction = new double[problem.Demands];
        capDirection = new double[problem.Caps];
        mostValue = new long[problem.Demands];
        for (var e = 0; e < taken.Length; e++)
            mostValue[problem.Edges[e].Demand] = Math.Max(mostValue[problem.Edges[e].Demand], problem.WorthOf(e));
        var spread = Spread();
        level = firstLevel > 0 ? firstLevel : spread;
        (shortest, shortOfSpread) = (Math.Max(1, spread * ShortestStep), spread * ShortStep);
        at = Certificate.OfKnapsacks(problem, [.. start.DemandValue], [.. start.CapPrice]);
        Best = at;
        Bound = long.MaxValue;
    }

    /// <summary>What the choice of slots can make of a difference: between the best and the worst edge of each demand.</summary>
    private double Spread()
    {
        double spread = 0;
        for (var d = 0; d < problem.Demands; d++)
        {
            var (first, last) = (problem.EdgeStart[d], problem.EdgeStart[d + 1] - 1);
            if (first <= last)
                spread += (double)problem.WorthOf(first) - (first < last ? problem.WorthOf(last) : 0);
        }
        return spread;
    }

    public Certificate Best { get; private set; }

    public long Bound { get; private set; }

    /// <summary>Whether steps have become too short to matter: a small part of what is missing between bound and pairing.</summary>
    // A pairing that leaves a costly demand out says little about the bound: then the spread of the scores decides.
    public bool HasEnded(long objective) =>
        level < shortest || (Bound < long.MaxValue && level < Math.Min(shortOfSpread, (Bound - objective) * ShareOfMissing));

    /// <summary>Goes on until the limit is spent, the steps have become too short, or the bound meets the objective.</summary>
    public void Lower(int[] incumbent, long objective, WorkLimit limit)
    {
        while (!limit.IsSpent && !HasEnded(objective) && Bound > objective)
        {
            var before = knapsacks.Work;
            var bound = knapsacks.Evaluate(at, taken);
            limit.Take(knapsacks.Work - before + taken.Length);
            if (bound < Bound)
                (Best, Bound) = (at with { DemandValue = [.. at.DemandValue], CapPrice = [.. at.CapPrice] }, bound);
            if (bound < reached - (level / 2))
            {
                if (bound < reached - level) level *= 1.5;
                (reached, stale) = (bound, 0);
            }
            else if (++stale >= Patience)
            {
                Shorten();
                bound = Bound;
            }
            KeepTies(incumbent);
            Subgradient();
            if (!Step(bound - Math.Max(objective, Bound - level)))
                level = 0;
        }
    }

    /// <summary>All demands, those first that the best multipliers do not place exactly once, larger ones before smaller ones.</summary>
    public int[] UnsettledFirst()
    {
        knapsacks.Evaluate(Best, taken);
        var times = new int[problem.Demands];
        var size = new long[problem.Demands];
        for (var e = 0; e < taken.Length; e++)
        {
            times[problem.Edges[e].Demand] += taken[e] > 0 ? 1 : 0;
            size[problem.Edges[e].Demand] += problem.UnitsOf(e);
        }
        return [.. Enumerable.Range(0, problem.Demands).OrderBy(d => times[d] == 1 ? 1 : 0).ThenByDescending(d => size[d]).ThenBy(d => d)];
    }

    /// <summary>Half the step, from the best point.</summary>
    private void Shorten()
    {
        (stale, level, reached) = (0, level / 2, Bound);
        Best.DemandValue.CopyTo(at.DemandValue, 0);
        Best.CapPrice.CopyTo(at.CapPrice, 0);
        knapsacks.Evaluate(at, taken);
        Array.Clear(direction);
        Array.Clear(capDirection);
    }

    /// <summary>Items at zero profit cost nothing to take: taking those of the incumbent where there is room keeps settled demands
    /// out of the step.</summary>
    private void KeepTies(int[] incumbent)
    {
        Array.Clear(load);
        for (var e = 0; e < taken.Length; e++)
        {
            if (taken[e] > 0)
                load[problem.Edges[e].Slot] += problem.LoadOf(e, taken[e]);
        }
        for (var e = 0; e < taken.Length; e++)
        {
            if (incumbent[e] <= taken[e])
                continue;
            var (d, s) = (problem.Edges[e].Demand, problem.Edges[e].Slot);
            var more = problem.LoadOf(e, incumbent[e] - taken[e]);
            if (load[s] + more > problem.Capacity[s]
                || problem.WorthOf(e) - at.DemandValue[d] - problem.OrdersFor(d, s, at.OrderPrice(problem, s)) != 0)
                continue;
            load[s] += more;
            taken[e] = incumbent[e];
        }
    }

    /// <summary>How far each demand is from being served once, and each cap from being used up, at the present multipliers.</summary>
    private void Subgradient()
    {
        Array.Fill(share, 1);
        for (var k = 0; k < orders.Length; k++)
            orders[k] = problem.CapLimit[k];
        for (var e = 0; e < taken.Length; e++)
        {
            if (taken[e] == 0)
                continue;
            var quantity = problem.Quantity[problem.Edges[e].Demand];
            share[problem.Edges[e].Demand] -= (double)taken[e] / quantity;
            var slot = problem.Edges[e].Slot;
            var order = (double)taken[e] / Math.Min(quantity, problem.EdgeUnits is null ? problem.Capacity[slot] : 1);
            for (var cap = problem.SlotCap[slot]; cap >= 0; cap = problem.CapParent[cap])
                orders[cap] -= order;
        }
    }

    /// <summary>A step against the subgradient, deflected by the last direction (Camerini, Fratta and Maffioli 1975).</summary>
    private bool Step(double distance)
    {
        double norm = 0;
        for (var d = 0; d < share.Length; d++)
        {
            direction[d] = share[d] + Deflection * direction[d];
            if (at.DemandValue[d] == 0 && direction[d] > 0)
                direction[d] = 0;
            norm += problem.Quantity[d] * direction[d] * direction[d];
        }
        for (var k = 0; k < orders.Length; k++)
        {
            capDirection[k] = orders[k] + Deflection * capDirection[k];
            if (at.CapPrice[k] == 0 && capDirection[k] > 0)
                capDirection[k] = 0;
            norm += capDirection[k] * capDirection[k];
        }
        if (norm <= 0)
            return false;
        var step = distance / norm;
        for (var d = 0; d < share.Length; d++)
            at.DemandValue[d] = Moved(at.DemandValue[d], step * problem.Quantity[d] * direction[d], mostValue[d]);
        for (var k = 0; k < orders.Length; k++)
            at.CapPrice[k] = Moved(at.CapPrice[k], step * capDirection[k], PairingProblem.MostTotal);
        return true;
    }

    private static long Moved(long value, double by, long most) => by == 0 ? value : (long)Math.Clamp(value - Math.Round(by), 0, most);
}
