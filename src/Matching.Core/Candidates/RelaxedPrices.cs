using Matching.Core.Pairing;

namespace Matching.Core.Candidates;

/// <summary>Prices of the relaxation, found component by component as the solver finds them, so that only those components are
/// solved again that a new pair belongs to.</summary>
internal sealed class RelaxedPrices
{
    private readonly long[] slotPrice;
    private readonly long[] capPrice;

    public RelaxedPrices(PairingProblem problem)
    {
        (slotPrice, capPrice) = (new long[problem.Slots], new long[problem.Caps]);
        foreach (var part in Components.Of(problem))
            Solve(part);
    }

    public Certificate Proof(PairingProblem problem) => Certificate.OfPrices(problem, slotPrice, capPrice);

    /// <summary>Solves again where demands have got new pairs.</summary>
    public void Update(PairingProblem problem, HashSet<int> demands)
    {
        foreach (var part in Components.Of(problem).Where(part => Array.Exists(part.Demand, demands.Contains)))
            Solve(part);
    }

    private void Solve(Component part)
    {
        var flow = FlowSolver.Solve(part.Problem);
        for (var i = 0; i < part.Slot.Length; i++)
            slotPrice[part.Slot[i]] = flow.SlotPrice[i];
        for (var i = 0; i < part.Cap.Length; i++)
            capPrice[part.Cap[i]] = flow.CapPrice[i];
    }
}
