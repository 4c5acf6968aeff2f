using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>How a search came to a node: the node before, and the edges that a unit enters there and leaves there.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PathRow
{
    public long Distance;
    public int Stamp;
    public int From;
    public int EdgeIn;
    public int EdgeOut;
}

/// <summary>
/// What both searches share: Dijkstra over nodes with a moving end. It stops when the nearest open node is no nearer than the best
/// end found; then the price of each node passed moves by how much nearer than the end it is.
/// </summary>
/// <remarks>Rows carry the number of the search that wrote them, so nothing is cleared between searches.</remarks>
internal abstract class PathSearch(FlowState state)
{
    private readonly PriorityQueue<int, long> queue = new();
    private readonly List<int> passed = [];
    private int stamp;

    protected FlowState State { get; } = state;

    protected PathRow[] Row { get; private set; } = new PathRow[state.Node.Length];

    /// <summary>Length of the best path so far, and where it ends; <see cref="FlowState.Outside"/> = it goes nowhere.</summary>
    public long End { get; protected set; }

    protected int EndNode { get; set; }

    /// <summary>The edge that the path's last unit enters or leaves, or -1.</summary>
    protected int EndEdge { get; set; }

    /// <summary>How many nodes the last search passed.</summary>
    public int Passed => passed.Count;

    protected ReadOnlySpan<int> PassedNodes => CollectionsMarshal.AsSpan(passed);

    protected void Begin(long end)
    {
        (End, EndNode, EndEdge) = (end, FlowState.Outside, -1);
        if (Row.Length < State.Node.Length)
            Row = new PathRow[State.Node.Length];
        stamp += 2;
        queue.Clear();
        passed.Clear();
    }

    protected void Run()
    {
        while (queue.TryDequeue(out var node, out var at) && at < End)
        {
            ref var row = ref Row[node];
            if (row.Stamp == stamp + 1 || at > row.Distance)
                continue;
            row.Stamp = stamp + 1;
            passed.Add(node);
            Visit(node, at);
        }
    }

    protected abstract void Visit(int node, long at);

    protected void Reach(int node, long at, int from, int entering, int leaving)
    {
        if (at < End && Improve(node, at, from, entering, leaving))
            Open(node, at);
    }

    protected void Open(int node, long at) => queue.Enqueue(node, at);

    /// <summary>Whether a way to the node that long would be the shortest so far.</summary>
    protected bool IsNearer(int node, long at) => at < End && (Row[node].Stamp < stamp || at < Row[node].Distance);

    protected bool Improve(int node, long at, int from, int entering, int leaving)
    {
        ref var row = ref Row[node];
        if (row.Stamp >= stamp && at >= row.Distance)
            return false;
        row = new PathRow { Distance = at, Stamp = stamp, From = from, EdgeIn = entering, EdgeOut = leaving };
        return true;
    }

    protected void MovePrices(bool rise)
    {
        foreach (var node in passed)
        {
            var nearer = End - Row[node].Distance;
            if (nearer > 0)
                State.SetPrice(node, State.Price[node] + (rise ? nearer : -nearer));
        }
    }

    /// <summary>The least that any step of the path lets through.</summary>
    protected int Narrowest(int units)
    {
        for (var node = EndNode; node != FlowState.Outside; node = Row[node].From)
        {
            ref readonly var row = ref Row[node];
            if (row.EdgeOut >= 0)
                units = Math.Min(units, State.Amount[row.EdgeOut]);
            else if (row.EdgeIn < 0 && row.From != FlowState.Outside)
                units = Math.Min(units, Passage(row.From, node));
        }
        return units;
    }

    /// <summary>Units that can pass between a node and the cap right above it, in the search's direction.</summary>
    protected abstract int Passage(int from, int to);

    /// <summary>Moves units along the path: first everyone leaves, then everyone enters, so that no slot holds more than it may.</summary>
    protected void Move(int units)
    {
        for (var node = EndNode; node != FlowState.Outside; node = Row[node].From)
        {
            if (Row[node].EdgeOut >= 0)
                State.Add(Row[node].EdgeOut, -units);
        }
        for (var node = EndNode; node != FlowState.Outside; node = Row[node].From)
        {
            if (Row[node].EdgeIn >= 0)
                State.Add(Row[node].EdgeIn, units);
        }
    }
}
