namespace Matching.Core.Pairing;

/// <summary>An optimal pairing of the relaxation in which every demand may be split, with the prices that prove it.</summary>
/// <param name="Amount">Units per edge.</param>
/// <param name="SlotPrice">What one more unit of the slot would be worth at most, in points.</param>
/// <param name="CapPrice">The same for caps that count units; 0 for the others.</param>
public sealed record FlowPairing(PairingProblem Problem, int[] Amount, long[] SlotPrice, long[] CapPrice)
{
    /// <summary>Points that one unit of demand d would gain at these prices, at best.</summary>
    public long Surplus(int d)
    {
        long best = 0;
        for (var e = Problem.EdgeStart[d]; e < Problem.EdgeStart[d + 1]; e++)
            best = Math.Max(best, Problem.EdgeScore[e] - FullPrice(Problem.EdgeSlot[e]));
        return best;
    }

    public long FullPrice(int slot) =>
        SlotPrice[slot] + (Problem.SlotCap[slot] is >= 0 and var cap ? CapPrice[cap] : 0);
}
