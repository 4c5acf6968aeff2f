namespace Matching.Core.Offers;

/// <summary>What is free of a venue on one day.</summary>
/// <param name="Free">Stretches with room left, in order of time; windows that touch are one.</param>
/// <param name="Booked">Windows with no room left.</param>
public sealed record FreeDay(DateOnly Day, IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> Free, int Booked);

/// <summary>The free hours of a venue (阵地联建), day by day in China, from its bookable windows.</summary>
public static class FreeHours
{
    /// <param name="windows">With what is left of each; in any order.</param>
    public static IReadOnlyList<FreeDay> Of(IEnumerable<(DateTimeOffset Start, DateTimeOffset End, int Remaining)> windows) =>
        [.. windows.GroupBy(window => ChinaTime.DayOf(window.Start)).OrderBy(day => day.Key).Select(day => new FreeDay(day.Key, Stretches(day.Where(window => window.Remaining > 0)), day.Count(window => window.Remaining == 0)))];

    private static List<(DateTimeOffset, DateTimeOffset)> Stretches(IEnumerable<(DateTimeOffset Start, DateTimeOffset End, int Remaining)> free)
    {
        var stretches = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        foreach (var (start, end, _) in free.OrderBy(window => window.Start))
        {
            if (stretches.Count > 0 && stretches[^1].End >= start)
                stretches[^1] = (stretches[^1].Start, end > stretches[^1].End ? end : stretches[^1].End);
            else
                stretches.Add((start, end));
        }
        return stretches;
    }
}
