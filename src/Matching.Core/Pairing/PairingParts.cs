namespace Matching.Core.Pairing;

/// <summary>
/// Finds the part of a solved pairing that a question can touch: demands compete with those that share a slot or a cap with them,
/// and with nobody else. Parts that were cut out once are kept.
/// </summary>
public sealed class PairingParts
{
    private readonly PairingResult pairing;
    private readonly int[] ofSlot;
    private readonly int[] ofDemand;
    private readonly ILookup<int, int> demands;
    private readonly ILookup<int, int> slots;
    private readonly Dictionary<int, PairingPart> known = [];

    public PairingParts(PairingResult pairing)
    {
        this.pairing = pairing;
        var problem = pairing.Problem;
        var root = Joined(problem);
        ofSlot = [.. Enumerable.Range(0, problem.Slots).Select(s => Find(root, s))];
        // A demand without edges is a part of its own, named beyond the slots.
        ofDemand = [.. Enumerable.Range(0, problem.Demands).Select(d =>
            problem.EdgeStart[d] < problem.EdgeStart[d + 1] ? ofSlot[problem.Edges[problem.EdgeStart[d]].Slot] : problem.Slots + d)];
        demands = Enumerable.Range(0, problem.Demands).ToLookup(d => ofDemand[d]);
        slots = Enumerable.Range(0, problem.Slots).ToLookup(s => ofSlot[s]);
    }

    /// <summary>Everything that these demands and slots can touch.</summary>
    public PairingPart Around(IEnumerable<int> demands, IEnumerable<int> slots)
    {
        var names = demands.Select(d => ofDemand[d]).Concat(slots.Select(s => ofSlot[s])).ToHashSet();
        if (names.Count != 1)
            return Cut([.. names]);
        if (!known.TryGetValue(names.Single(), out var part))
            known.Add(names.Single(), part = Cut([.. names]));
        return part;
    }

    private PairingPart Cut(int[] names) =>
        new(pairing, [.. names.SelectMany(name => demands[name]).Order()], [.. names.SelectMany(name => slots[name]).Order()]);

    private static int[] Joined(PairingProblem problem)
    {
        var root = Enumerable.Range(0, problem.Slots).ToArray();
        for (var d = 0; d < problem.Demands; d++)
        {
            for (var e = problem.EdgeStart[d] + 1; e < problem.EdgeStart[d + 1]; e++)
                root[Find(root, problem.Edges[e].Slot)] = Find(root, problem.Edges[e - 1].Slot);
        }
        foreach (var under in problem.CapSlots)
        {
            for (var i = 1; i < under.Length; i++)
                root[Find(root, under[i])] = Find(root, under[i - 1]);
        }
        return root;
    }

    private static int Find(int[] root, int s)
    {
        while (root[s] != s)
            s = root[s] = root[root[s]];
        return s;
    }
}
