namespace Matching.Core.Offers;

/// <summary>When an offer sleeps (沉睡资源): nobody used it for so many days, counted from publishing when never.</summary>
public static class Dormancy
{
    /// <param name="days">The policy's days, ≥ 0.</param>
    public static bool IsDormant(DateTimeOffset? lastUsedAt, DateTimeOffset publishedAt, DateTimeOffset now, int days) => (lastUsedAt ?? publishedAt) <= now.AddDays(-days);

    /// <summary>When the next monthly word on dormant offers is due: the first of the month behind <paramref name="now"/>, at 9:00 in China.</summary>
    public static DateTimeOffset NextDigest(DateTimeOffset now)
    {
        var today = ChinaTime.DayOf(now);
        var first = ChinaTime.StartOf(new DateOnly(today.Year, today.Month, 1)).AddHours(9);
        return (first > now ? first : ChinaTime.StartOf(new DateOnly(today.Year, today.Month, 1).AddMonths(1)).AddHours(9)).ToUniversalTime();
    }
}
