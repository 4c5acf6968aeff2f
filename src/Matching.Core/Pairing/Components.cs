namespace Matching.Core.Pairing;

/// <summary>A part of the problem that shares no demand, slot or cap with the rest, and where its rows stand in the whole.</summary>
internal sealed record Component(PairingProblem Problem, int[] Demand, int[] Slot, int[] Cap, int[] Edge);

/// <summary>The connected components of a problem, in the order of their first demands; they can be solved apart.</summary>
internal sealed class Components
{
    private readonly PairingProblem problem;
    private readonly int[] slotPlace;
    private readonly int[] capPlace;

    /// <summary>Union-find over slots: those that share a demand or a cap have one root.</summary>
    public Components(PairingProblem problem)
    {
        this.problem = problem;
        slotPlace = new int[problem.Slots];
        capPlace = new int[problem.Caps];
        OfSlot = Enumerable.Range(0, problem.Slots).ToArray();
        for (var d = 0; d < problem.Demands; d++)
        {
            for (var e = problem.EdgeStart[d] + 1; e < problem.EdgeStart[d + 1]; e++)
                Join(problem.Edges[e].Slot, problem.Edges[e - 1].Slot);
        }
        foreach (var slots in problem.CapSlots)
        {
            for (var i = 1; i < slots.Length; i++)
                Join(slots[i], slots[i - 1]);
        }
        for (var s = 0; s < OfSlot.Length; s++)
            OfSlot[s] = Find(s);
    }

    /// <summary>Per slot the name of its component: one of its slots.</summary>
    public int[] OfSlot { get; }

    public static List<Component> Of(PairingProblem problem)
    {
        var components = new Components(problem);
        return components.Parts(components.OfSlot.ToHashSet(), scale: 1);
    }

    /// <summary>The chosen components as problems of their own, their scores multiplied by <paramref name="scale"/>.</summary>
    public List<Component> Parts(IReadOnlySet<int> chosen, long scale)
    {
        var members = new Dictionary<int, List<int>>();
        for (var d = 0; d < problem.Demands; d++)
        {
            if (problem.EdgeStart[d] == problem.EdgeStart[d + 1] || !chosen.Contains(OfSlot[problem.Edges[problem.EdgeStart[d]].Slot]))
                continue;
            var name = OfSlot[problem.Edges[problem.EdgeStart[d]].Slot];
            if (!members.TryGetValue(name, out var demands))
                members.Add(name, demands = []);
            demands.Add(d);
        }
        return [.. members.Values.OrderBy(demands => demands[0]).Select(demands => Part(demands, scale))];
    }

    private void Join(int a, int b) => OfSlot[Find(a)] = Find(b);

    private int Find(int s)
    {
        while (OfSlot[s] != s)
            s = OfSlot[s] = OfSlot[OfSlot[s]];
        return s;
    }

    private Component Part(List<int> demands, long scale)
    {
        var edges = demands.SelectMany(d => Enumerable.Range(problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d])).ToArray();
        var slots = edges.Select(e => problem.Edges[e].Slot).Distinct().Order().ToArray();
        var caps = slots.SelectMany(problem.CapsAbove).Distinct().Order().ToArray();
        for (var i = 0; i < slots.Length; i++)
            slotPlace[slots[i]] = i;
        for (var i = 0; i < caps.Length; i++)
            capPlace[caps[i]] = i;
        var start = new int[demands.Count + 1];
        var own = new PairingEdge[edges.Length];
        for (var (i, n) = (0, 0); i < demands.Count; start[++i] = n)
        {
            for (var e = problem.EdgeStart[demands[i]]; e < problem.EdgeStart[demands[i] + 1]; e++)
                own[n++] = new PairingEdge(problem.Edges[e].Score * scale, slotPlace[problem.Edges[e].Slot], i);
        }
        int CapPlace(int cap) => cap < 0 ? -1 : capPlace[cap];
        var part = new PairingProblem(
            [.. demands.Select(d => problem.Quantity[d])], [.. demands.Select(d => problem.Whole[d])], start, own,
            Array.ConvertAll(slots, s => problem.Capacity[s]), Array.ConvertAll(slots, s => CapPlace(problem.SlotCap[s])),
            Array.ConvertAll(caps, k => problem.CapLimit[k]), Array.ConvertAll(caps, k => CapPlace(problem.CapParent[k])),
            problem.EdgeUnits is null ? null : Array.ConvertAll(edges, e => problem.EdgeUnits[e]));
        return new Component(part, [.. demands], slots, caps, edges);
    }
}
