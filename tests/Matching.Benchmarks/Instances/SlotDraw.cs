namespace Matching.Benchmarks.Instances;

/// <summary>Draws the candidates of one demand after another: distinct slots with their scores, in any order.</summary>
internal abstract class SlotDraw(int slots, Random random)
{
    private readonly int[] _drawnFor = new int[slots];
    private (int Slot, long Score)[] _drawn = [];

    protected int Slots => slots;

    protected Random Random => random;

    public abstract Span<(int Slot, long Score)> Candidates(int demand, int count);

    protected abstract int DrawSlot();

    protected abstract long DrawScore(int demand, int slot);

    /// <summary>Some distinct slots; where the draw keeps hitting the same ones, the next by position.</summary>
    protected Span<(int Slot, long Score)> Distinct(int demand, int count)
    {
        if (_drawn.Length < count)
            _drawn = new (int, long)[count];
        var tries = 4 * count;
        for (var i = 0; i < count; i++)
        {
            var slot = DrawSlot();
            while (_drawnFor[slot] == demand + 1)
                slot = tries-- > 0 ? DrawSlot() : (slot + 1) % Slots;
            _drawnFor[slot] = demand + 1;
            _drawn[i] = (slot, DrawScore(demand, slot));
        }
        return _drawn.AsSpan(0, count);
    }
}

/// <summary>All slots are equally likely.</summary>
internal sealed class EvenDraw : SlotDraw
{
    private readonly GraphKind _kind;
    private readonly int _demands;
    private readonly int[] _demandValue;
    private readonly int[] _slotValue;

    public EvenDraw(GraphKind kind, int demands, int slots, Random random)
        : base(slots, random)
    {
        (_kind, _demands) = (kind, demands);
        _demandValue = Values(kind == GraphKind.Correlated ? demands : 0);
        _slotValue = Values(kind == GraphKind.Correlated ? slots : 0);
    }

    public override Span<(int Slot, long Score)> Candidates(int demand, int count) => Distinct(demand, count);

    protected override int DrawSlot() => Random.Next(Slots);

    protected override long DrawScore(int demand, int slot) => _kind switch
    {
        GraphKind.MacholWien => (long)_demands * Slots - (long)demand * slot,
        GraphKind.Correlated => _demandValue[demand] + _slotValue[slot] + Random.Next(1, 100_001),
        _ => Random.Next(1, 1_000_001),
    };

    private int[] Values(int count)
    {
        var values = new int[count];
        for (var i = 0; i < count; i++)
            values[i] = Random.Next(500_000);
        return values;
    }
}

/// <summary>
/// Twelve slots to an estate, ten estates to a community, twenty communities to a street. Demands look into their own estate,
/// community and street, now and then anywhere, and keep the better half of what they saw.
/// </summary>
internal sealed class ClusteredDraw : SlotDraw
{
    private const int Estate = 12, Community = 10 * Estate, Street = 20 * Community;
    private const int Topics = 12, Family = 3;
    private readonly int[] _topic;
    private readonly int[] _record;
    private int _home;
    private int _wantedTopic;
    private int _waiting;

    public ClusteredDraw(int slots, Random random)
        : base(slots, random)
    {
        (_topic, _record) = (new int[slots], new int[slots]);
        for (var s = 0; s < slots; s++)
            (_topic[s], _record[s]) = (random.Next(Topics), random.Next(1_000_001));
    }

    public override Span<(int Slot, long Score)> Candidates(int demand, int count)
    {
        _home = HomeSlot();
        (_wantedTopic, _waiting) = (Random.Next(Topics), Random.Next(1_000_001));
        var seen = Distinct(demand, Math.Min(2 * count, Slots));
        seen.Sort((a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Slot.CompareTo(b.Slot));
        return seen[..count];
    }

    protected override int DrawSlot() => Random.Next(100) switch
    {
        < 30 => Near(Estate),
        < 70 => Near(Community),
        < 95 => Near(Street),
        _ => Random.Next(Slots),
    };

    /// <summary>Weighted soft factors in millionths: closeness 35 %, fit of category 25, text 25, record 10, waiting 5.</summary>
    protected override long DrawScore(int demand, int slot)
    {
        var closeness = _home / Estate == slot / Estate ? 1_000_000
            : _home / Community == slot / Community ? 700_000
            : _home / Street == slot / Street ? 400_000
            : 100_000;
        var fit = _topic[slot] == _wantedTopic ? 1_000_000 : _topic[slot] / Family == _wantedTopic / Family ? 600_000 : 200_000;
        var shared = Random.Next(1_001);
        var text = shared * shared * shared / 1_000;
        return Math.Max(1, (35L * closeness + 25L * fit + 25L * text + 10L * _record[slot] + 5L * _waiting) / 100);
    }

    /// <summary>Some estates ask far more than others: five eighths of all demands come from half of the communities.</summary>
    private int HomeSlot()
    {
        var communities = (Slots + Community - 1) / Community;
        var crowded = Random.NextDouble();
        var first = (int)(crowded * Math.Sqrt(crowded) * communities) * Community;
        return first + Random.Next(Math.Min(Community, Slots - first));
    }

    private int Near(int area)
    {
        var first = _home / area * area;
        return first + Random.Next(Math.Min(area, Slots - first));
    }
}
