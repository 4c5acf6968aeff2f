namespace Matching.Core.Pairing;

/// <summary>Who gets what: units per edge, what they are worth, the bound and the prices that prove it.</summary>
/// <param name="Bound">No pairing is worth more.</param>
/// <param name="Certificate">Proves <see cref="CertifiedBound"/> to anyone; a complete search may have proved a lower one.</param>
/// <param name="SlotPrice">Shadow price (影子价格) of one unit of each slot in the relaxation, in points.</param>
/// <param name="CapPrice">The same of one order of each cap.</param>
public sealed record PairingResult(
    PairingProblem Problem, int[] Amount, long Objective, long Bound, Certificate Certificate, long[] SlotPrice, long[] CapPrice)
{
    /// <summary>What the certificate alone proves, ≥ <see cref="Bound"/>.</summary>
    public long CertifiedBound { get; init; } = Bound;

    /// <summary>(bound − objective) ÷ bound; 0 = proven optimal.</summary>
    public double Gap => Bound == 0 ? 0 : (double)(Bound - Objective) / Bound;

    public bool IsOptimal => Bound == Objective;

    /// <summary>The same with no more claimed than the certificate proves.</summary>
    public PairingResult ByCertificate() => this with { Bound = CertifiedBound };

    /// <summary>What a unit of edge e is worth beyond the prices of its slot and caps; negative = it falls short of them.</summary>
    public long Surplus(int e)
    {
        var slot = Problem.Edges[e].Slot;
        var order = Problem.CapsAbove(slot).Sum(cap => CapPrice[cap]) / Problem.Quantity[Problem.Edges[e].Demand];
        return Problem.Edges[e].Score - SlotPrice[slot] - order;
    }

    /// <summary>Checks the proof once more, from the amounts and prices alone.</summary>
    /// <exception cref="CertificateException">It does not hold.</exception>
    public PairingResult Verified()
    {
        Certificate.Verify(Problem, Amount, Objective, CertifiedBound);
        return Objective <= Bound && Bound <= CertifiedBound ? this : throw new CertificateException("The pairing is worth more than its bound.");
    }
}
