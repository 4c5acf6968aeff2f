namespace Matching.Core.Offers;

/// <summary>
/// A pattern by the week (RFC 5545, FREQ=WEEKLY with BYDAY and UNTIL): on these days, from one hour to another, from a first day to a
/// last one, both included, in China Standard Time.
/// </summary>
/// <param name="Until">After <paramref name="From"/>, on the same day.</param>
/// <param name="SkipsHolidays">Public holidays are left out; a make-up working day is a day like any other.</param>
public sealed record WeeklyRule(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly Until, DateOnly FirstDay, DateOnly LastDay, bool SkipsHolidays)
{
    /// <summary>The hours of a day are cut into windows of so many minutes, each booked by itself, so that no two bookings overlap; what is left at
    /// the end is no window. Null = one window a day.</summary>
    public int? EachMinutes { get; init; }

    private static readonly string[] Codes = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    /// <summary>The day that RFC 5545 calls so, or null.</summary>
    public static DayOfWeek? DayOf(string code) => Array.IndexOf(Codes, code) is >= 0 and var day ? (DayOfWeek)day : null;

    public static string CodeOf(DayOfWeek day) => Codes[(int)day];

    /// <summary>Its windows in order of time, at most <paramref name="most"/>.</summary>
    /// <param name="isHoliday">Which days are public holidays.</param>
    public IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> Windows(Func<DateOnly, bool> isHoliday, int most)
    {
        var windows = new List<(DateTimeOffset, DateTimeOffset)>();
        for (var day = FirstDay; day <= LastDay && windows.Count < most; day = day.AddDays(1))
        {
            if (!Days.Contains(day.DayOfWeek) || (SkipsHolidays && isHoliday(day)))
                continue;
            var midnight = ChinaTime.StartOf(day);
            windows.AddRange(Hours().Take(most - windows.Count).Select(hours => ((midnight + hours.From).ToUniversalTime(), (midnight + hours.Until).ToUniversalTime())));
        }
        return windows;
    }

    private IEnumerable<(TimeSpan From, TimeSpan Until)> Hours()
    {
        var (from, until) = (From.ToTimeSpan(), Until.ToTimeSpan());
        if (EachMinutes is not { } minutes)
            return [(from, until)];
        var each = TimeSpan.FromMinutes(minutes);
        return Enumerable.Range(0, (int)((until - from) / each)).Select(place => (from + place * each, from + (place + 1) * each));
    }
}
