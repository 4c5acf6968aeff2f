namespace Matching.Core.Pairing.Whole;

/// <summary>
/// Improves a pairing by others that are good in another way: a beam in a new order gives one, and what lies between the two, all
/// ways to place the demands in which they differ, is searched by branch and bound (path relinking; Glover 1996).
/// </summary>
internal sealed class Relinking(PairingProblem problem, DraftPairing placement)
{
    private const int MostDemands = 400, MostWidth = 500, MostBeams = 3;
    private const long FirstProof = 10_000;
    private const long LooksPerBeam = 60_000_000;
    private const long LooksEach = 2_000_000;

    private readonly KnapsackTable[] tables = [.. Enumerable.Range(0, problem.Slots).Select(_ => new KnapsackTable())];
    private readonly DrawnNumbers drawn = new(2);
    private readonly int[] undivided = [.. Enumerable.Range(0, problem.Demands).Where(d => problem.Whole[d] || problem.Quantity[d] == 1)];
    private int turn;
    private readonly int mostWidth = (int)Math.Min(MostWidth, LooksPerBeam / (1L + problem.Edges.Length + (long)problem.Demands * problem.Slots / 4));
    private int width = 25;
    private long proofLooks = FirstProof;

    /// <summary>Few enough demands to search between two pairings, or over all.</summary>
    public bool IsSmall => undivided.Length <= MostDemands;

    /// <summary>In a large problem only the first beams are of use.</summary>
    public bool CanStep => mostWidth > 0 && (IsSmall || turn < MostBeams);

    /// <summary>Where demands are divisible, a search over the others proves nothing.</summary>
    public bool CanProve => undivided.Length == problem.Demands;

    /// <summary>One more beam, and what lies between it and the pairing; true when the pairing became better.</summary>
    public bool Step(MultiplierSearch multipliers, WorkLimit limit)
    {
        var all = Neighbourhood.OfDemands(problem, placement, undivided);
        limit.Take(all.Problem.Edges.Length * 10);
        var order = Order(all, multipliers);
        var bounds = new LagrangianTables(all.Problem, all.Multipliers(multipliers.Best), order, tables, limit);
        if (BeamSearch.Solve(all.Problem, bounds, order, Math.Min(width, mostWidth), limit) is not { } other)
            return false;
        width = Math.Min(MostWidth, width + width / 4);
        var present = all.Present;
        var different = all.Different(other);
        if (Feasibility.Worth(all.Problem, other) > present)
            return all.Apply(other);
        if (different.Count > MostDemands)
            return false;
        var between = Neighbourhood.OfDemands(problem, placement, different);
        if (between.Problem.Edges.Length == 0)
            return false;
        var nearer = new MultiplierSearch(between.Problem, between.Multipliers(multipliers.Best));
        nearer.Lower(new int[between.Problem.Edges.Length], between.Present, limit.Part(LooksEach / 4));
        if (nearer.Bound <= between.Present)
            return false;
        order = nearer.UnsettledFirst();
        var part = limit.Part(LooksEach);
        var (amount, _) = BranchAndBound.Solve(between.Problem, new LagrangianTables(between.Problem, nearer.Best, order, tables, part), order, between.Present, part);
        return amount is not null && between.Apply(amount);
    }

    /// <summary>Branch and bound over everything, with three times the work each time; true when it ends: the pairing is the best there is,
    /// provided that no demand is divisible.</summary>
    public bool Prove(MultiplierSearch multipliers, WorkLimit limit)
    {
        var all = Neighbourhood.OfDemands(problem, placement, undivided);
        var order = Order(all, multipliers, first: true);
        var part = limit.Part(proofLooks *= 3);
        var (amount, proved) = BranchAndBound.Solve(all.Problem, new LagrangianTables(all.Problem, all.Multipliers(multipliers.Best), order, tables, part), order, all.Present, part);
        if (amount is not null)
            all.Apply(amount);
        return proved && CanProve;
    }

    /// <summary>The unsettled first; by value, up and down; then at random.</summary>
    private int[] Order(Neighbourhood all, MultiplierSearch multipliers, bool first = false)
    {
        var count = all.Problem.Demands;
        var value = multipliers.Best.DemandValue;
        switch (first ? 0 : turn++)
        {
            case 0:
                return new MultiplierSearch(all.Problem, all.Multipliers(multipliers.Best)).UnsettledFirst();
            case 1:
                return [.. Enumerable.Range(0, count).OrderByDescending(i => value[all.Demands[i]]).ThenBy(i => i)];
            case 2:
                return [.. Enumerable.Range(0, count).OrderBy(i => value[all.Demands[i]]).ThenBy(i => i)];
            default:
                return [.. Enumerable.Range(0, count).Select(i => (Key: drawn.Below(int.MaxValue), i)).Order().Select(pair => pair.i)];
        }
    }
}
