namespace Matching.Core.Pairing;

/// <summary>A part of the problem that shares no demand, slot or cap with the rest, and where its rows stand in the whole.</summary>
internal sealed record Component(PairingProblem Problem, int[] Demand, int[] Slot, int[] Cap, int[] Edge);

/// <summary>Splits a problem into its connected components, in the order of their first demands; they are solved apart.</summary>
internal static class Components
{
    public static List<Component> Of(PairingProblem problem)
    {
        var root = Joined(problem);
        var members = new Dictionary<int, List<int>>();
        for (var d = 0; d < problem.Demands; d++)
        {
            if (problem.EdgeStart[d] == problem.EdgeStart[d + 1])
                continue;
            var first = Find(root, problem.Edges[problem.EdgeStart[d]].Slot);
            if (!members.TryGetValue(first, out var demands))
                members.Add(first, demands = []);
            demands.Add(d);
        }
        var place = new int[problem.Slots];
        var capPlace = new int[problem.Caps];
        Array.Fill(place, -1);
        Array.Fill(capPlace, -1);
        return [.. members.Values.OrderBy(demands => demands[0]).Select(demands => Part(problem, demands, place, capPlace))];
    }

    /// <summary>Union-find over slots: those that share a demand or a cap have one root.</summary>
    private static int[] Joined(PairingProblem problem)
    {
        var root = Enumerable.Range(0, problem.Slots).ToArray();
        for (var d = 0; d < problem.Demands; d++)
        {
            for (var e = problem.EdgeStart[d] + 1; e < problem.EdgeStart[d + 1]; e++)
                root[Find(root, problem.Edges[e].Slot)] = Find(root, problem.Edges[e - 1].Slot);
        }
        foreach (var slots in problem.CapSlots)
        {
            for (var i = 1; i < slots.Length; i++)
                root[Find(root, slots[i])] = Find(root, slots[i - 1]);
        }
        return root;
    }

    private static int Find(int[] root, int s)
    {
        while (root[s] != s)
            s = root[s] = root[root[s]];
        return s;
    }

    private static Component Part(PairingProblem problem, List<int> demands, int[] place, int[] capPlace)
    {
        var edges = demands.SelectMany(d => Enumerable.Range(problem.EdgeStart[d], problem.EdgeStart[d + 1] - problem.EdgeStart[d])).ToArray();
        var slots = edges.Select(e => problem.Edges[e].Slot).Distinct().Order().ToArray();
        var caps = slots.SelectMany(problem.CapsAbove).Distinct().Order().ToArray();
        for (var i = 0; i < slots.Length; i++)
            place[slots[i]] = i;
        for (var i = 0; i < caps.Length; i++)
            capPlace[caps[i]] = i;
        var start = new int[demands.Count + 1];
        var own = new PairingEdge[edges.Length];
        for (var (i, n) = (0, 0); i < demands.Count; start[++i] = n)
        {
            for (var e = problem.EdgeStart[demands[i]]; e < problem.EdgeStart[demands[i] + 1]; e++)
                own[n++] = new PairingEdge(problem.Edges[e].Score, place[problem.Edges[e].Slot], i);
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
