namespace Matching.Api.Wall;

/// <summary>What the wall shows: figures, communities and what has just happened. No names, no titles, no numbers of persons.</summary>
/// <param name="Event">The last event of the history that it holds.</param>
/// <param name="Build">Which program made it: a page of another build loads itself anew.</param>
public sealed record WallView(long Event, DateTimeOffset AsOf, string Build, string Period, IReadOnlyList<WallNumber> Numbers, IReadOnlyList<WallTile> Tiles, IReadOnlyList<WallEvent> Events)
{
    /// <summary>This quarter's demands by top category.</summary>
    public IReadOnlyList<WallBar> Categories { get; init; } = [];

    /// <summary>What is other than in <paramref name="before"/>, as the stream sends it.</summary>
    public WallChange Since(WallView before) => new(Event, AsOf, Build, [.. Numbers.Except(before.Numbers)], [.. Tiles.Except(before.Tiles)], [.. Events.Where(happened => happened.Event > before.Event)])
    {
        Categories = [.. Categories.Except(before.Categories)],
    };
}

/// <param name="Key">Filed, Match, Unmet or Completed; <paramref name="Text"/> is what is shown.</param>
public sealed record WallNumber(string Key, string Name, string Text);

/// <param name="Rate">The match rate in words; <paramref name="Step"/> its step, see <see cref="Reports.RateSteps"/>.</param>
public sealed record WallTile(string Community, string Name, int Row, int Column, string Rate, int Met, int Pending, int Unmet, int? Step);

/// <summary>A category's demands.</summary>
public sealed record WallBar(string Key, string Name, int Met, int Pending, int Unmet);

/// <param name="Text">What happened, where and in which category.</param>
public sealed record WallEvent(long Event, DateTimeOffset At, string Text);

/// <summary>What changed on the wall; numbers, tiles and categories that are not in it stay.</summary>
public sealed record WallChange(long Event, DateTimeOffset AsOf, string Build, IReadOnlyList<WallNumber> Numbers, IReadOnlyList<WallTile> Tiles, IReadOnlyList<WallEvent> Events)
{
    public IReadOnlyList<WallBar> Categories { get; init; } = [];
}
