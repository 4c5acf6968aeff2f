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
            var first = Find(root, problem.EdgeSlot[problem.EdgeStart[d]]);
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
                root[Find(root, problem.EdgeSlot[e])] = Find(root, problem.EdgeSlot[e - 1]);
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
        var slots = edges.Select(e => problem.EdgeSlot[e]).Distinct().Order().ToArray();
        var caps = slots.Select(s => problem.SlotCap[s]).Where(k => k >= 0).Distinct().Order().ToArray();
        for (var i = 0; i < slots.Length; i++)
            place[slots[i]] = i;
        for (var i = 0; i < caps.Length; i++)
            capPlace[caps[i]] = i;
        var start = new int[demands.Count + 1];
        for (var i = 0; i < demands.Count; i++)
            start[i + 1] = start[i] + problem.EdgeStart[demands[i] + 1] - problem.EdgeStart[demands[i]];
        var part = new PairingProblem(
            [.. demands.Select(d => problem.Quantity[d])], [.. demands.Select(d => problem.Whole[d])], start,
            Array.ConvertAll(edges, e => place[problem.EdgeSlot[e]]), Array.ConvertAll(edges, e => problem.EdgeScore[e]),
            Array.ConvertAll(slots, s => problem.Capacity[s]), Array.ConvertAll(slots, s => problem.SlotCap[s] >= 0 ? capPlace[problem.SlotCap[s]] : -1),
            Array.ConvertAll(caps, k => problem.CapLimit[k]));
        return new Component(part, [.. demands], slots, caps, edges);
    }
}
