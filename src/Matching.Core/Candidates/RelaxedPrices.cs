using Matching.Core.Pairing;

namespace Matching.Core.Candidates;

/// <summary>Prices of the relaxation, kept optimal while pairs are added: each round repairs what the new ones touch.</summary>
internal sealed class RelaxedPrices(PairingProblem problem)
{
    private readonly LivePairing pairing = new(problem);

    /// <summary>What today's prices prove of a problem with all pairs so far.</summary>
    public Certificate Proof(PairingProblem widest)
    {
        var (slotPrice, capPrice) = pairing.Prices();
        return Certificate.OfPrices(widest, slotPrice, capPrice);
    }

    public void Add(IEnumerable<(int Demand, int Slot, long Score)> pairs) => pairing.Together(() =>
    {
        foreach (var (demand, slot, score) in pairs)
            pairing.Allow(demand, slot, score);
    });
}
