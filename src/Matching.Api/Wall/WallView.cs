using Matching.Core.Reports;

namespace Matching.Api.Wall;

/// <summary>What the wall shows: figures, communities and what has just happened. No names, no titles, no numbers of persons.</summary>
/// <param name="Event">The last event of the history that it holds.</param>
/// <param name="Build">Which program made it: a page of another build loads itself anew.</param>
public sealed record WallView(long Event, DateTimeOffset AsOf, string Build, string Period, IReadOnlyList<WallNumber> Numbers, IReadOnlyList<WallTile> Tiles, IReadOnlyList<WallEvent> Events)
{
    /// <summary>What is other than in <paramref name="before"/>, as the stream sends it.</summary>
    public WallChange Since(WallView before) => new(Event, AsOf, Build, [.. Numbers.Except(before.Numbers)], [.. Tiles.Except(before.Tiles)], [.. Events.Where(happened => happened.Event > before.Event)]);
}

/// <param name="Key">Filed, MatchRate, Unmet or Completed; <paramref name="Text"/> is what is shown.</param>
public sealed record WallNumber(string Key, string Name, string Text);

public sealed record WallTile(string Community, string Name, int Row, int Column, int Met, int Pending, int Unmet, int Class);

/// <param name="Text">What happened, where and in which category.</param>
public sealed record WallEvent(long Event, DateTimeOffset At, string Text);

/// <summary>What changed on the wall; numbers and tiles that are not in it stay.</summary>
public sealed record WallChange(long Event, DateTimeOffset AsOf, string Build, IReadOnlyList<WallNumber> Numbers, IReadOnlyList<WallTile> Tiles, IReadOnlyList<WallEvent> Events);

/// <summary>Classes of a tile by its match rate, as the legend names them.</summary>
internal static class TileClass
{
    /// <returns>1 below a half, 2 below three quarters, 3 below nine tenths, 4 above; 0 where there is nothing to tell.</returns>
    public static int Of(int met, int unmet) => met + unmet == 0 ? 0 : new Rate(2L * met, met + unmet).Value switch { < 0.5 => 1, < 0.75 => 2, < 0.9 => 3, _ => 4 };
}
