namespace Matching.Core.Pairing;

/// <summary>
/// Turns a flow in which whole demands are split into a pairing in which none is: each split one goes to the slot that holds
/// most of it, or waits, and the rest is solved again around it until nothing is split.
/// </summary>
internal static class WholeDemandRounding
{
    private const int MostRounds = 40;

    public static int[] Round(PairingProblem problem, int[] flow)
    {
        var home = new int[problem.Demands];
        Array.Fill(home, Undecided);
        var amount = flow.ToArray();
        for (var round = 0; round < MostRounds; round++)
        {
            var split = SplitDemands(problem, amount, home);
            if (split.Count == 0)
                return WithHomes(problem, amount, home);
            Decide(problem, amount, home, split);
            amount = FlowSolver.Solve(Around(problem, home)).Amount;
        }
        foreach (var d in SplitDemands(problem, amount, home))
            Array.Clear(amount, problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d]);
        return WithHomes(problem, amount, home);
    }

    private const int Undecided = -2, Waiting = -1;

    /// <summary>Whole demands that have units, but not all of them at one slot; those nearest to whole come first.</summary>
    private static List<int> SplitDemands(PairingProblem problem, int[] amount, int[] home)
    {
        var split = new List<int>();
        for (var d = 0; d < problem.Demands; d++)
        {
            if (problem.Whole[d] && home[d] == Undecided && Largest(problem, amount, d) is >= 0 and var e && amount[e] < problem.Quantity[d])
                split.Add(d);
        }
        double Share(int d) => (double)amount[Largest(problem, amount, d)] / problem.Quantity[d];
        return [.. split.OrderByDescending(Share).ThenBy(d => d)];
    }

    private static int Largest(PairingProblem problem, int[] amount, int d)
    {
        var largest = -1;
        for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
        {
            if (amount[e] > 0 && (largest < 0 || amount[e] > amount[largest]))
                largest = e;
        }
        return largest;
    }

    private static void Decide(PairingProblem problem, int[] amount, int[] home, List<int> split)
    {
        var room = RoomBesideSettled(problem, amount, home);
        foreach (var d in split)
        {
            home[d] = Waiting;
            for (var e = problem.EdgeStart[d]; e < problem.EdgeStart[d + 1]; e++)
            {
                if (amount[e] > 0 && room[problem.Edges[e].Slot] >= problem.Quantity[d] && (home[d] == Waiting || amount[e] > amount[home[d]]))
                    home[d] = e;
            }
            if (home[d] >= 0)
                room[problem.Edges[home[d]].Slot] -= problem.Quantity[d];
        }
    }

    /// <summary>Capacity less what decided demands hold and what undivided whole demands hold in the flow.</summary>
    private static int[] RoomBesideSettled(PairingProblem problem, int[] amount, int[] home)
    {
        var room = problem.Capacity.ToArray();
        for (var e = 0; e < amount.Length; e++)
        {
            var d = problem.Edges[e].Demand;
            if (home[d] == e || (home[d] == Undecided && problem.Whole[d] && amount[e] == problem.Quantity[d]))
                room[problem.Edges[e].Slot] -= problem.Quantity[d];
        }
        return room;
    }

    /// <summary>The problem that is left once the decided demands hold their places.</summary>
    private static PairingProblem Around(PairingProblem problem, int[] home)
    {
        var quantity = problem.Quantity.ToArray();
        var capacity = problem.Capacity.ToArray();
        var limit = problem.CapLimit.ToArray();
        for (var d = 0; d < home.Length; d++)
        {
            if (home[d] == Undecided)
                continue;
            quantity[d] = 0;
            if (home[d] < 0)
                continue;
            var slot = problem.Edges[home[d]].Slot;
            capacity[slot] -= problem.Quantity[d];
            if (problem.SlotCap[slot] is >= 0 and var cap)
                limit[cap] = Math.Max(0, limit[cap] - 1);
        }
        return problem.With(quantity, capacity, limit);
    }

    private static int[] WithHomes(PairingProblem problem, int[] amount, int[] home)
    {
        var rounded = amount.ToArray();
        for (var d = 0; d < home.Length; d++)
        {
            if (home[d] >= 0)
                rounded[home[d]] = problem.Quantity[d];
        }
        return rounded;
    }
}
