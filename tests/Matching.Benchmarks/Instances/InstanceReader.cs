using Matching.Core.Pairing;

namespace Matching.Benchmarks.Instances;

/// <summary>
/// Reads the exchange format of pairing instances: whitespace-separated whole numbers, ids from 0.
/// <code>
/// D S E mode          demands, slots, edges; mode b = divisible, g = indivisible, m = mixed
/// S lines             capacity of each slot
/// D lines             quantity of each demand; m: and 1 = divisible or 0 = not
/// E lines             b, m: demand slot score     g: demand slot score weight      (a demand's edges together)
/// lines, optional     limit n s1 … sn             a cap over slots, in units (b) or demands (g, m); nested or disjoint
/// </code>
/// b, m: the score counts once per unit; g: once per demand. Edges without a positive score are dropped.
/// </summary>
internal sealed class InstanceReader : IDisposable
{
    private readonly string _file;
    private readonly long _bytes;
    private readonly NumberScanner _in;
    private int _demands;
    private int _slots;
    private int[] _lastDemandOf = [];
    private int[] _edgesOf = [];
    private PairingEdge[] _edges = [];
    private int[]? _weight;
    private int _kept;

    private InstanceReader(Stream stream, string file) =>
        (_file, _bytes, _in) = (file, stream.CanSeek ? stream.Length : long.MaxValue, new NumberScanner(stream, file));

    /// <exception cref="InstanceException">The file is malformed; the message names line and reason.</exception>
    public static Instance Read(Stream stream, string file)
    {
        using var reader = new InstanceReader(stream, file);
        return reader.Read();
    }

    public void Dispose() => _in.Dispose();

    private Instance Read()
    {
        _demands = Count("The number of demands", 2);
        _slots = Count("The number of slots", 2);
        var edges = Count("The number of edges", 5);
        var mode = _in.NextLetter("The mode", "bgm");
        var capacity = new int[_slots];
        for (var s = 0; s < _slots; s++)
            capacity[s] = _in.Next("A capacity", 0, int.MaxValue);
        var (quantity, whole) = ReadDemands(mode);
        ReadEdges(edges, mode == 'g');
        var start = InOrder();
        var caps = ReadCaps();
        var instance = new Instance(capacity, quantity, whole, start, _edges, _weight, caps, CapForest.Of(caps, _slots, _file));
        return mode == 'b' && caps.Count > 0 && quantity.Any(q => q > 1) ? instance.InUnits() : instance;
    }

    /// <summary>A count of lines that the file must be long enough for, so that a wrong one does not take all memory.</summary>
    private int Count(string what, int bytesPerLine)
    {
        var count = _in.Next(what, 0, Array.MaxLength);
        return count <= _bytes / bytesPerLine ? count : throw _in.Wrong($"{what} is {count}, more than the file has room for.");
    }

    private (int[] Quantity, bool[] Whole) ReadDemands(char mode)
    {
        var (quantity, whole) = (new int[_demands], new bool[_demands]);
        for (var d = 0; d < _demands; d++)
        {
            quantity[d] = _in.Next("A quantity", 0, int.MaxValue);
            whole[d] = mode == 'g' || (mode == 'm' && _in.Next("The sign of a divisible demand", 0, 1) == 0 && quantity[d] > 1);
        }
        if (mode == 'g')
            Array.Fill(quantity, 1);
        return (quantity, whole);
    }

    private void ReadEdges(int count, bool weighted)
    {
        (_edges, _weight) = (new PairingEdge[count], weighted ? new int[count] : null);
        (_lastDemandOf, _edgesOf) = (new int[_slots], new int[_demands]);
        var group = -1;
        var closed = new bool[_demands];
        for (var e = 0; e < count; e++)
        {
            var demand = _in.Next("A demand", 0, _demands - 1);
            var slot = _in.Next("A slot", 0, _slots - 1);
            var score = _in.Next("A score");
            var weight = weighted ? _in.Next("A weight", 0, int.MaxValue) : 0;
            if (demand != group && closed[demand])
                throw _in.Wrong($"The edges of demand {demand} do not stand together.");
            if (_lastDemandOf[slot] == demand + 1)
                throw _in.Wrong($"Demand {demand} and slot {slot} have an edge already.");
            (_lastDemandOf[slot], group, closed[demand]) = (demand + 1, demand, true);
            if (score > 0)
                Keep(new PairingEdge(score, slot, demand), weight);
        }
        if (_kept < count)
            Array.Resize(ref _edges, _kept);
        if (_kept < count && weighted)
            Array.Resize(ref _weight, _kept);
    }

    private void Keep(PairingEdge edge, int weight)
    {
        _edges[_kept] = edge;
        if (_weight is not null)
            _weight[_kept] = weight;
        _kept++;
        _edgesOf[edge.Demand]++;
    }

    /// <summary>Where each demand's edges start, after bringing those that the file has in another order into the problem's.</summary>
    private int[] InOrder()
    {
        var ordered = true;
        for (var e = 1; e < _edges.Length && ordered; e++)
            ordered = InOrder(_edges[e - 1], _edges[e]) < 0;
        if (!ordered && _weight is null)
            _edges.AsSpan().Sort(InOrder);
        else if (!ordered)
            _edges.AsSpan().Sort(_weight.AsSpan(), InOrder);
        var start = new int[_demands + 1];
        for (var d = 0; d < _demands; d++)
            start[d + 1] = start[d] + _edgesOf[d];
        return start;
    }

    private static int InOrder(PairingEdge a, PairingEdge b) => a.Demand != b.Demand ? a.Demand.CompareTo(b.Demand) : PairingProblem.BestFirst(a, b);

    private List<InstanceCap> ReadCaps()
    {
        var caps = new List<InstanceCap>();
        var lastCapOf = new int[_slots];
        while (_in.HasMore())
        {
            var line = _in.Line;
            var limit = _in.Next("A cap", 0, int.MaxValue);
            var slots = new int[_in.Next("The number of a cap's slots", 0, _slots)];
            caps.Add(new InstanceCap(limit, slots, line));
            for (var i = 0; i < slots.Length; i++)
            {
                slots[i] = _in.Next("A cap's slot", 0, _slots - 1);
                if (lastCapOf[slots[i]] == caps.Count)
                    throw _in.Wrong($"The cap names slot {slots[i]} twice.");
                lastCapOf[slots[i]] = caps.Count;
            }
        }
        return caps;
    }
}
