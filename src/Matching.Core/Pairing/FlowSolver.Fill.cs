namespace Matching.Core.Pairing;

/// <summary>The mirror search: a slot that has room although it costs something draws a unit to it, or its price falls.</summary>
public sealed partial class FlowSolver
{
    private int[]? slotEdges;
    private int[] slotStart = [];

    private void FillAll()
    {
        for (var s = 0; s < slots; s++)
        {
            while (load[s] < problem.Capacity[s] && Price[s] > 0)
                Fill(s);
        }
    }

    /// <summary>Dijkstra over slots from s backwards: a unit moves from s′ to s and leaves room at s′. A path ends at a demand with
    /// an unplaced unit, or at a slot whose price falls to zero.</summary>
    private void Fill(int s)
    {
        slotEdges ??= EdgesBySlot();
        (end, endNode, endEdge) = (long.MaxValue, -1, -1);
        Draw(s, 0, -1, -1, -1);
        while (queue.TryDequeue(out var node, out var key))
        {
            if (settled[node] || key.Distance > distance[node])
                continue;
            if (key.Distance >= end)
                break;
            settled[node] = true;
            if (distance[node] + Price[node] < end)
                (end, endNode, endEdge) = (distance[node] + Price[node], node, -1);
            DrawTo(node);
        }
        foreach (var node in reached)
        {
            if (settled[node] && distance[node] < end)
                Price[node] -= end - distance[node];
        }
        ShiftToFill(s);
        Clear();
    }

    /// <summary>Who could come to this slot: a waiting unit, or one placed elsewhere.</summary>
    private void DrawTo(int s)
    {
        for (var i = slotStart[s]; i < slotStart[s + 1]; i++)
        {
            var e = slotEdges![i];
            var d = problem.Edges[e].Demand;
            var gain = problem.Edges[e].Score - Price[s];
            if (unplaced[d] > 0 && distance[s] - gain < end)
                (end, endNode, endEdge) = (distance[s] - gain, s, e);
            for (var f = problem.EdgeStart[d]; f < problem.EdgeStart[d + 1]; f++)
            {
                if (Amount[f] > 0 && f != e)
                    Draw(problem.Edges[f].Slot, distance[s] + problem.Edges[f].Score - Price[problem.Edges[f].Slot] - gain, s, e, f);
            }
        }
    }

    private void Draw(int slot, long at, int from, int entering, int leaving)
    {
        if (at >= end || at >= distance[slot] || settled[slot])
            return;
        if (distance[slot] == Unreached)
            reached.Add(slot);
        distance[slot] = at;
        parent[slot] = from;
        edgeIn[slot] = entering;
        edgeOut[slot] = leaving;
        queue.Enqueue(slot, (at, slot));
    }

    /// <summary>Moves as many units as the path can take; a path that only lowers prices still moves the room to its end.</summary>
    private void ShiftToFill(int s)
    {
        var amount = problem.Capacity[s] - load[s];
        if (endEdge >= 0)
            amount = Math.Min(amount, unplaced[problem.Edges[endEdge].Demand]);
        for (var node = endNode; parent[node] >= 0; node = parent[node])
            amount = Math.Min(amount, Amount[edgeOut[node]]);
        if (endEdge >= 0)
        {
            Add(endEdge, amount);
            unplaced[problem.Edges[endEdge].Demand] -= amount;
        }
        for (var node = endNode; parent[node] >= 0; node = parent[node])
        {
            Add(edgeOut[node], -amount);
            Add(edgeIn[node], amount);
        }
    }

    private int[] EdgesBySlot()
    {
        slotStart = new int[slots + 1];
        foreach (var edge in problem.Edges)
            slotStart[edge.Slot + 1]++;
        for (var s = 0; s < slots; s++)
            slotStart[s + 1] += slotStart[s];
        var bySlot = new int[problem.Edges.Length];
        var next = slotStart.ToArray();
        for (var e = 0; e < bySlot.Length; e++)
            bySlot[next[problem.Edges[e].Slot]++] = e;
        return bySlot;
    }
}
