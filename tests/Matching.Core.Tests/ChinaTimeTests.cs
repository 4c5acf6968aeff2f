namespace Matching.Core.Tests;

public class ChinaTimeTests
{
    [TestCase("2026-03-02T09:30", false, "2026-03-02T09:30+08:00")]
    [TestCase("2026-03-02 09:30", false, "2026-03-02T09:30+08:00")]
    [TestCase("2026/3/2 9:30", false, "2026-03-02T09:30+08:00")]
    [TestCase(" 2026-03-02T09:30:15 ", false, "2026-03-02T09:30:15+08:00")]
    [TestCase("2026-03-02T09:30Z", false, "2026-03-02T17:30+08:00")]
    [TestCase("2026-03-02T09:30+09:00", false, "2026-03-02T08:30+08:00")]
    [TestCase("2026-03-02", false, "2026-03-02T00:00+08:00")]
    [TestCase("2026-03-02", true, "2026-03-03T00:00+08:00", TestName = "TryParse_DayAsTheEnd_IsTheFirstInstantAfterIt")]
    [TestCase("2026/12/31", true, "2027-01-01T00:00+08:00")]
    public void TryParse_Text_IsReadInChinaAndWrittenBack(string text, bool endOfWindow, string written)
    {
        Assert.That(ChinaTime.TryParse(text, endOfWindow, out var instant), Is.True);
        Assert.That(instant.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(ChinaTime.Text(instant), Is.EqualTo(written));
    }

    [TestCase("")]
    [TestCase("明天")]
    [TestCase("2026-02-30")]
    [TestCase("2026-03-02T24:00")]
    [TestCase("9999-12-31")]
    [TestCase("0001-01-01T00:00")]
    [TestCase("02.03.2026")]
    public void TryParse_OtherText_IsRefused(string text) => Assert.That(ChinaTime.TryParse(text, true, out _), Is.False);

    [TestCase("2026-02-28T15:59Z", 202602)]
    [TestCase("2026-02-28T16:00Z", 202603)]
    public void MonthOf_InstantNearMidnightInChina(string text, int month)
    {
        Assert.That(ChinaTime.TryParse(text, false, out var instant), Is.True);
        Assert.That(ChinaTime.MonthOf(instant), Is.EqualTo(month));
    }
}
