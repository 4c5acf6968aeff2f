namespace Matching.Benchmarks.Instances;

/// <summary>Draws an instance from its recipe and writes it, one demand at a time. Slots are numbered by chance, as units publish them.</summary>
internal sealed class GraphInstance
{
    private const long Level = 1_000_000_000_000;
    private const int Tie = 100_000;
    private readonly GraphRecipe _recipe;
    private readonly Random _random;
    private readonly int[] _quantity;
    private readonly int[] _capacity;
    private readonly int[] _slotNumber;
    private readonly SlotDraw _draw;

    public GraphInstance(GraphRecipe recipe)
    {
        _recipe = recipe;
        _random = new Random(recipe.Seed);
        _quantity = new int[recipe.Demands];
        for (var d = 0; d < _quantity.Length; d++)
            _quantity[d] = DrawQuantity();
        _capacity = DrawCapacities(_quantity.Sum(q => (long)q));
        _slotNumber = new int[_capacity.Length];
        for (var s = 0; s < _slotNumber.Length; s++)
            _slotNumber[s] = s;
        _random.Shuffle(_slotNumber);
        _draw = recipe.Graph == GraphKind.Clustered
            ? new ClusteredDraw(_capacity.Length, _random)
            : new EvenDraw(recipe.Graph, recipe.Demands, _capacity.Length, _random);
    }

    public void Write(Stream stream)
    {
        using var writer = new InstanceWriter(stream);
        var degree = Math.Min(_recipe.K, _capacity.Length);
        writer.Put(_quantity.Length).Put(_capacity.Length).Put((long)_quantity.Length * degree)
            .Put(_recipe.Quantity == QuantityKind.Whole ? "g"u8 : "b"u8).EndLine();
        var byNumber = new int[_capacity.Length];
        for (var s = 0; s < _capacity.Length; s++)
            byNumber[_slotNumber[s]] = _capacity[s];
        foreach (var capacity in byNumber)
            writer.Put(capacity).EndLine();
        foreach (var quantity in _quantity)
            writer.Put(quantity).EndLine();
        for (var d = 0; d < _quantity.Length; d++)
            WriteEdges(writer, d, degree);
        if (_recipe.Caps > 0)
            WriteCaps(writer);
    }

    private void WriteEdges(InstanceWriter writer, int demand, int degree)
    {
        var level = _recipe.Scores == ScoreKind.Wide ? DrawLevel() * Level : 0;
        var candidates = _draw.Candidates(demand, degree);
        foreach (ref var candidate in candidates)
        {
            var score = _recipe.Scores == ScoreKind.Ties ? (candidate.Score + Tie - 1) / Tie * Tie : candidate.Score;
            candidate = (_slotNumber[candidate.Slot], level + score);
        }
        candidates.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot));
        foreach (var (slot, score) in candidates)
        {
            writer.Put(demand).Put(slot);
            if (_recipe.Quantity == QuantityKind.Whole)
                writer.Put(score * _quantity[demand]).Put(_quantity[demand]);
            else
                writer.Put(score);
            writer.EndLine();
        }
    }

    private int DrawQuantity() => _recipe.Quantity switch
    {
        QuantityKind.Unit => 1,
        QuantityKind.Small => 1 + _random.Next(4),
        _ => _random.Next(10) < 3 ? 1 : 2 + _random.Next(11),
    };

    /// <summary>Slots until their capacity holds one unit per <see cref="GraphRecipe.Scarcity"/> units demanded.</summary>
    private int[] DrawCapacities(long demanded)
    {
        var capacities = new List<int>();
        for (var wanted = Math.Max(1, (long)(demanded / _recipe.Scarcity)); wanted > 0; wanted -= capacities[^1])
            capacities.Add(_random.Next(_recipe.Capacity.Least, _recipe.Capacity.Most + 1));
        return [.. capacities];
    }

    /// <summary>Few are urgent: 70 %, 20 %, 8 % and 2 % stand on levels 0 to 3.</summary>
    private int DrawLevel() => _random.Next(100) switch { < 70 => 0, < 90 => 1, < 98 => 2, _ => 3 };

    /// <summary>Each run of neighbouring slots may give three fifths of its capacity, two runs together half.</summary>
    private void WriteCaps(InstanceWriter writer)
    {
        var perOrder = _recipe.Quantity == QuantityKind.Whole ? _quantity.Average() : 1;
        var run = Math.Max(1, (_capacity.Length + _recipe.Caps - 1) / _recipe.Caps);
        for (var first = 0; first < _capacity.Length; first += run)
        {
            WriteCap(writer, first, Math.Min(run, _capacity.Length - first), 0.6 / perOrder);
            if (first / run % 2 == 0 && first + run < _capacity.Length)
                WriteCap(writer, first, Math.Min(2 * run, _capacity.Length - first), 0.5 / perOrder);
        }
    }

    private void WriteCap(InstanceWriter writer, int first, int count, double ordersPerUnit)
    {
        var room = 0L;
        for (var s = first; s < first + count; s++)
            room += _capacity[s];
        writer.Put(Math.Max(1, (long)(room * ordersPerUnit))).Put(count);
        for (var s = first; s < first + count; s++)
            writer.Put(_slotNumber[s]);
        writer.EndLine();
    }
}
