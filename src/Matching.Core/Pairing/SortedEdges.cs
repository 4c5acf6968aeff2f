using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>One edge as the searches read it: 16 bytes, so that four share a cache line.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SlotScore(long Score, int Slot, int Edge);

/// <summary>
/// The edges of each demand by falling score. As prices are not negative, no later edge can be worth more than its score: a
/// search stops at the first score that is no better than what it has found.
/// </summary>
internal sealed class SortedEdges
{
    public SortedEdges(PairingProblem problem)
    {
        Start = problem.EdgeStart;
        Of = new SlotScore[problem.EdgeSlot.Length];
        for (var e = 0; e < Of.Length; e++)
            Of[e] = new SlotScore(problem.EdgeScore[e], problem.EdgeSlot[e], e);
        for (var d = 0; d < problem.Demands; d++)
            Of.AsSpan(Start[d], Start[d + 1] - Start[d]).Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot));
    }

    public int[] Start { get; }

    public SlotScore[] Of { get; }
}
