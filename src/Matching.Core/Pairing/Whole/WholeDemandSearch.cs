namespace Matching.Core.Pairing.Whole;

/// <summary>
/// The search for one component whose flow splits a whole demand or exceeds a cap: a first pairing by rounding and ejections, then
/// multipliers that lower the bound. It can be stopped at any time: the pairing is feasible and the proof holds.
/// </summary>
internal sealed class WholeDemandSearch(Component part, int[] flow, long[] slotPrice, long[] capPrice, int[]? start, long scale)
{
    private const long LeastWork = 20_000_000;
    private const int Patience = 5, RoundsPerCore = 4, BeamsPerRound = 2, NeighbourhoodsPerRound = 20;
    private const int SliceLooks = 50;

    private readonly PairingProblem problem = part.Problem;
    private CoreEdges core = CoreEdges.All(part.Problem);
    private DraftPairing placement = new(part.Problem);
    private long coreBound = long.MaxValue;
    private MultiplierSearch? multipliers;
    private NeighbourhoodSearch? neighbourhoods;
    private Relinking? relinking;
    private bool isProved;
    private bool isDone;
    private int idle;
    private int round;
    private int fruitless;

    public Component Part => part;

    public int[] Amount { get; private set; } = new int[flow.Length];

    public Certificate Proof { get; private set; } = Certificate.OfPrices(part.Problem, slotPrice, capPrice);

    public long Objective { get; private set; }

    /// <summary>What the proof shows.</summary>
    public long Bound { get; private set; }

    /// <summary>What is left to find or to disprove; totals are multiples of the scale.</summary>
    private long Missing => ProvedBound - Objective;

    /// <summary>No pairing of this component is worth more: by the proof and, where a search was complete, by that.</summary>
    public long ProvedBound => isProved ? Objective : Math.Min(Bound, Math.Max(Objective, coreBound)) / scale * scale;

    /// <summary>A first pairing for each, then one slice of work after another where most is missing.</summary>
    public static void Run(List<WholeDemandSearch> searches, WorkLimit limit)
    {
        var edges = searches.Sum(search => (long)search.Amount.Length);
        var first = limit.Left / 2;
        foreach (var search in searches)
            search.Begin(limit.Part(Math.Max(LeastWork, (long)((Int128)first * search.Amount.Length / edges))));
        while (!limit.IsSpent && searches.Where(search => search.Missing > 0 && !search.isDone).MaxBy(search => search.Missing >> search.fruitless) is { } next)
            next.Continue(limit);
    }

    private void Begin(WorkLimit limit)
    {
        Bound = Proof.Bound(problem);
        if (problem.CapIsFlow.Contains(false))
            Offer(Certificate.OfPrices(problem, slotPrice, CapPricing.Prices(problem, slotPrice)));
        if (start is not null && Feasibility.Holds(problem, start))
            Offer(start);
        placement.Fill(flow);
        placement.PlaceWaiting();
        new EjectionSearch(problem, placement, limit).Run();
        OfferPlacement();
        multipliers = new MultiplierSearch(problem, Proof);
    }

    /// <summary>Better multipliers as long as they help, then a narrower core, beams, neighbourhoods, and a complete search.</summary>
    private void Continue(WorkLimit limit)
    {
        var before = Missing;
        if (!multipliers!.HasEnded(Objective))
            LowerBound(limit);
        else
            Improve(limit);
        fruitless = Missing < before - before / 16 ? 0 : Math.Min(fruitless + 1, 40);
    }

    private void LowerBound(WorkLimit limit)
    {
        multipliers!.Lower(placement.Amount, Objective, limit.Part(SliceLooks * (long)Amount.Length));
        coreBound = Math.Min(coreBound, multipliers.Bound);
        if (core.Edge.Length == Amount.Length)
            Offer(multipliers.Best);
    }

    private void Improve(WorkLimit limit)
    {
        if (round++ % RoundsPerCore == 0 && Narrow(limit))
            return;
        neighbourhoods ??= new NeighbourhoodSearch(core.Problem, placement);
        relinking ??= new Relinking(core.Problem, placement);
        if (relinking.IsSmall && round % RoundsPerCore == 1)
        {
            isDone |= isProved = relinking.Prove(multipliers!, limit);
            OfferPlacement();
        }
        var improved = false;
        for (var i = 0; i < BeamsPerRound && !isDone && relinking.CanStep && !limit.IsSpent; i++)
            improved |= relinking.Step(multipliers!, limit);
        for (var i = 0; i < NeighbourhoodsPerRound && !isDone && !limit.IsSpent; i++)
            improved |= neighbourhoods.Step(multipliers!.Best, limit);
        idle = improved ? 0 : idle + 1;
        isDone |= idle > Patience + problem.Slots / 2 && !(relinking.IsSmall && relinking.CanProve);
        OfferPlacement();
    }

    /// <summary>Leaves out edges that no better pairing can use; true when that is worth new multipliers.</summary>
    private bool Narrow(WorkLimit limit)
    {
        var narrowed = core.Narrowed(multipliers!.Best, multipliers.Bound, Objective + scale, placement.Amount, limit);
        if (narrowed.Edge.Length >= core.Edge.Length - (core.Edge.Length / 8))
            return false;
        core = narrowed;
        placement = new DraftPairing(core.Problem);
        placement.Fill([.. core.Edge.Select(e => Amount[e])]);
        (neighbourhoods, relinking) = (null, null);
        multipliers = new MultiplierSearch(core.Problem, multipliers.Best, firstLevel: Missing / 2);
        return true;
    }

    /// <summary>Takes over what the searches have found, and lets them go on from the best.</summary>
    private void OfferPlacement()
    {
        Offer(core.InWhole(Refill.Divisible(core.Problem, [.. placement.Amount]), Amount.Length));
        if (Feasibility.Worth(core.Problem, placement.Amount) < Objective)
            placement.Reset([.. core.Edge.Select(e => Amount[e])]);
    }

    private void Offer(int[] amount)
    {
        var worth = Feasibility.Worth(problem, amount);
        if (worth > Objective)
            (Amount, Objective) = (amount, worth);
    }

    private void Offer(Certificate proof)
    {
        var bound = proof.Bound(problem);
        if (bound < Bound)
            (Proof, Bound) = (proof, bound);
    }
}
