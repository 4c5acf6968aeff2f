using System.Globalization;

namespace Matching.Core.Grid;

/// <summary>A grid node as the range [First, End) of 18-digit codes below it: containment and nearness are comparisons of integers.</summary>
public readonly record struct AreaRange(long First, long End)
{
    public const long Building = 1, Estate = 1_000, Community = 1_000_000, Street = 1_000_000_000;

    /// <summary>All codes there are: the service area of an offer that names none.</summary>
    public static AreaRange Everywhere { get; } = new(0, Street * Street);

    public static AreaRange Of(AreaCode code)
    {
        var width = WidthOf(code.Level);
        var first = long.Parse(code.Value, NumberStyles.None, CultureInfo.InvariantCulture) * width;
        return new AreaRange(first, first + width);
    }

    /// <summary>Codes in it: <see cref="Building"/>, <see cref="Estate"/>, <see cref="Community"/> or <see cref="Street"/>.</summary>
    public long Width => End - First;

    public bool Contains(AreaRange other) => First <= other.First && other.End <= End;

    /// <summary>The ancestor (or self) of that width, or all codes when this node stands above it.</summary>
    public AreaRange Within(long width) => Width > width ? Everywhere : new AreaRange(First - First % width, First - First % width + width);

    /// <summary>Whether both lie in one node of that width.</summary>
    public bool Shares(AreaRange other, long width) => Width <= width && other.Width <= width && First / width == other.First / width;

    private static long WidthOf(AreaLevel level) => level switch
    {
        AreaLevel.Street => Street,
        AreaLevel.Community => Community,
        AreaLevel.Estate => Estate,
        _ => Building,
    };
}
