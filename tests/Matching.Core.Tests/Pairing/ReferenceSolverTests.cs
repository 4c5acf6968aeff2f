using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>The oracle itself, on problems that can be done by hand.</summary>
public class ReferenceSolverTests
{
    [Test]
    public void Best_TwoDemandsWantOneUnit_HigherScoreCounts() =>
        Assert.That(ReferenceSolver.Best(Problem(quantity: [1, 1], edges: [(0, 0, 5), (1, 0, 8)], capacity: [1])), Is.EqualTo(8));

    [Test]
    public void Best_CrossedPreferences_TotalCounts() =>
        Assert.That(ReferenceSolver.Best(Problem(
            quantity: [1, 1], edges: [(0, 0, 10), (0, 1, 9), (1, 0, 8), (1, 1, 1)], capacity: [1, 1])), Is.EqualTo(17));

    [TestCase(false, 20)]
    [TestCase(true, 0)]
    public void Best_LessCapacityThanWanted_DividesOnlyWhatMayBeDivided(bool whole, long best) =>
        Assert.That(ReferenceSolver.Best(Problem(quantity: [3], whole: [whole], edges: [(0, 0, 10)], capacity: [2])), Is.EqualTo(best));

    [TestCase(0, 0)]
    [TestCase(1, 6)]
    [TestCase(2, 11)]
    public void Best_CapOverTwoSlots_CountsOrders(int limit, long best) =>
        Assert.That(ReferenceSolver.Best(Problem(
            quantity: [1, 1], edges: [(0, 0, 6), (1, 1, 5)], capacity: [1, 1], slotCap: [0, 0], capLimit: [limit])), Is.EqualTo(best));

    internal static PairingProblem Problem(
        int[] quantity, (int Demand, int Slot, long Score)[] edges, int[] capacity,
        bool[]? whole = null, int[]? slotCap = null, int[]? capLimit = null, int[]? capParent = null)
    {
        var start = new int[quantity.Length + 1];
        foreach (var edge in edges)
            start[edge.Demand + 1]++;
        for (var d = 0; d < quantity.Length; d++)
            start[d + 1] += start[d];
        return PairingProblem.Sorted(quantity, whole ?? new bool[quantity.Length], start,
            [.. edges.Select(edge => edge.Slot)], [.. edges.Select(edge => edge.Score)],
            capacity, slotCap ?? Array.ConvertAll(capacity, _ => -1), capLimit ?? [], capParent, out _);
    }
}
