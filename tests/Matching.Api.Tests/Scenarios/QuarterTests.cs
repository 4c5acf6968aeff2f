namespace Matching.Api.Tests.Scenarios;

/// <summary>A quarter of a street, from the first filing to the last return visit: nobody is lost, and nothing happens twice.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
[NonParallelizable]
internal sealed class QuarterTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>What profile M is divided by, so that a quarter takes some 40 s of processor time; undivided it is among the long tests.</summary>
    private const int Scale = 24;

    private static readonly string[] ExpectedActs =
    [
        "File", "Open", "Reject", "Merge", "Issue", "Acknowledge", "Accept", "Decline", "Expire", "Release", "Schedule", "Start", "Complete", "Fail", "ReturnVisit", "Reopen", "Close", "Escalate",
        "BeginSurge", "EndSurge", "Freeze", "Begin", "PutOnAgenda", "RespondDue", "ResolveDue", "RungDue", "NodDue", "AnswerDue", "WidenRing", "VisitDue", "CloseUnvisited", "DraftAgenda", "PlanMeetings", "TaskDue", "WaitOver",
    ];

    [TestCase(Scale, 3)]
    [TestCase(1, 1, Category = "Long")]
    public async Task Quarter_OfProfileM_LosesNobodyAndEscalatesOnce(int scale, int daysBetweenRuns)
    {
        await using var quarter = new Quarter(new QuarterPlan(scale, daysBetweenRuns, "1"), Store.Name);
        await quarter.Play();

        var acts = QuarterLook.Acts(Store.Name);
        TestContext.Out.WriteLine($"{quarter.Moments} acts; {string.Join(", ", acts.Select(act => $"{act.Key} {act.Value}"))}");
        TestContext.Out.WriteLine($"refused: {string.Join(", ", quarter.Refusals.Select(code => $"{code.Key} {code.Value}"))}; rushes of {string.Join(", ", quarter.Rushes)}");
        Assert.That(QuarterLook.Holes(Store.Name, quarter.App), Is.Empty);
        Assert.That(Invariants.Broken(Store), Is.Empty);
        Assert.That(acts.Keys, Is.SupersetOf(ExpectedActs), "a quarter in which all of it happens");
        Assert.That(quarter.Rushes.Max(), Is.GreaterThan(1), "several claimed at once");
    }
}
