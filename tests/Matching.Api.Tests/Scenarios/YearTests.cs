using System.Globalization;
using System.Text.Json.Nodes;
using Matching.Api.Tests.Reports;

namespace Matching.Api.Tests.Scenarios;

/// <summary>A year of a street, from the first filing to the yearly report: nobody is lost, nothing happens twice, and what the report says is so.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
[NonParallelizable]
internal sealed class YearTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>What profile M is divided by, so that a year takes less than two minutes on SQLite; undivided it is among the long tests.</summary>
    private const int Scale = 100;

    private static readonly string[] ExpectedActs =
    [
        "File", "Open", "Reject", "Merge", "Issue", "Acknowledge", "Accept", "Decline", "Expire", "Release", "Schedule", "Start", "Complete", "Fail", "ReturnVisit", "Reopen", "Close", "Escalate",
        "BeginSurge", "EndSurge", "Freeze", "Begin", "PutOnAgenda", "RespondDue", "ResolveDue", "RungDue", "NodDue", "AnswerDue", "WidenRing", "VisitDue", "CloseUnvisited", "DraftAgenda", "PlanMeetings", "TaskDue", "WaitOver",
        "Move", "Claim", "Confirm", "HandBack", "SignUp", "MarkAttendance", "SettleActivity", "AnswerSurvey", "NodWishes", "RecordCompanyVisit", "FinishFollowUp", "FollowUpDue", "Send", "MakeSlips",
    ];

    [TestCase(Scale, 7)]
    [TestCase(1, 1, Category = "Long")]
    public async Task Year_OfProfileM_LosesNobodyEscalatesOnceAndReportsWhatItsRowsSay(int scale, int daysBetweenRuns)
    {
        await using var year = new Year(new YearPlan(scale, daysBetweenRuns, "1"), Store.Name);
        await year.Play();

        var acts = YearLook.Acts(Store.Name);
        TestContext.Out.WriteLine($"{year.Moments} acts; {string.Join(", ", acts.Select(act => $"{act.Key} {act.Value}"))}");
        TestContext.Out.WriteLine($"refused: {string.Join(", ", year.Refusals.Select(code => $"{code.Key} {code.Value}"))}; rushes of {string.Join(", ", year.Rushes)}");
        var report = (await year.App.Get("/api/reports/2026")).Expect(200);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(YearLook.Holes(Store.Name, year.App), Is.Empty);
            Assert.That(Invariants.Broken(Store), Is.Empty);
            Assert.That(acts.Keys, Is.SupersetOf(ExpectedActs), "a year in which all of it happens");
            Assert.That(year.Rushes.Max(), Is.GreaterThan(1), "several claimed at once");
            Assert.That(year.Ratings, Is.EqualTo(new[] { 11, 11, 11, 11 }));
            ExpectRates(report, new SlowRates(Store, year.App.Clock.Now, report.Instant("from"), report.Instant("until")));
        }
    }

    /// <summary>Of all there is, of the street and of each community.</summary>
    private static void ExpectRates(Answer report, SlowRates slow)
    {
        Assert.That(report.List("rates").Select(Counted), Is.EqualTo(slow.All()));
        Assert.That(report.List("rates").Select(rate => (long)rate!["n"]!).Min(), Is.GreaterThan(1), "every rate has something to tell");
        foreach (var by in new[] { "Street", "Community" })
        {
            foreach (var place in report.List("breakdowns").Single(breakdown => (string?)breakdown!["by"] == by)!["groups"]!.AsArray())
                Assert.That(place!["rates"]!.AsArray().Select(Counted), Is.EqualTo(slow.All((string)place["key"]!).Where(rate => !rate.EndsWith("/0", StringComparison.Ordinal))), $"{place["name"]}");
        }
    }

    private static string Counted(JsonNode? rate) => $"{rate!["rate"]} {((double)rate["numerator"]!).ToString(CultureInfo.InvariantCulture)}/{rate["n"]}";
}
