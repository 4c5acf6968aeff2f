namespace Matching.Core.Meetings;

/// <summary>When an item of an agenda begins and ends.</summary>
public readonly record struct ItemTime(DateTimeOffset Start, DateTimeOffset End);

/// <summary>The times of an agenda: its items follow one another without a break.</summary>
public static class AgendaTimes
{
    /// <param name="minutes">Of each item in its order, at least 1.</param>
    public static IReadOnlyList<ItemTime> Of(DateTimeOffset start, IEnumerable<int> minutes)
    {
        var times = new List<ItemTime>();
        foreach (var length in minutes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
            var begin = times.Count == 0 ? start : times[^1].End;
            times.Add(new ItemTime(begin, begin.AddMinutes(length)));
        }
        return times;
    }
}
