namespace Matching.Core.Pairing.Whole;

/// <summary>The edges of a problem by slot.</summary>
internal sealed class SlotCandidates
{
    private readonly PairingProblem problem;
    private readonly int[] start;
    private readonly int[] edges;
    private readonly int[] seen;
    private int round;

    public SlotCandidates(PairingProblem problem)
    {
        this.problem = problem;
        (start, edges) = problem.EdgesBySlot();
        seen = new int[problem.Demands];
    }

    public ReadOnlySpan<int> Of(int slot) => edges.AsSpan(start[slot], start[slot + 1] - start[slot]);

    /// <summary>Who could go to any of the slots, in rising order.</summary>
    public List<int> DemandsAt(int[] slots)
    {
        round++;
        var demands = new List<int>();
        foreach (var s in slots)
        {
            foreach (var e in Of(s))
            {
                var d = problem.Edges[e].Demand;
                if (seen[d] == round)
                    continue;
                seen[d] = round;
                demands.Add(d);
            }
        }
        demands.Sort();
        return demands;
    }
}
