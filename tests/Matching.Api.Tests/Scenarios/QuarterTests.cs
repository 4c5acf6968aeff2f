namespace Matching.Api.Tests.Scenarios;

/// <summary>A quarter of a street, from the first filing to the last return visit: nobody is lost, nothing happens twice, and no restart changes what comes of it.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
[NonParallelizable]
internal sealed class QuarterTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>What profile M is divided by, so that a quarter is played in half a minute; undivided it is among the long tests.</summary>
    private const int Scale = 12;

    private const int SmallScale = 60;
    private const int Stops = 100;

    private static readonly string[] ExpectedActs =
    [
        "File", "Open", "Reject", "Merge", "Issue", "Acknowledge", "Accept", "Decline", "Expire", "Release", "Schedule", "Start", "Complete", "Fail", "Visit", "Reopen", "Close", "Escalate",
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

    [Test]
    public async Task Quarter_RestartedAtAHundredMoments_EndsTheSame()
    {
        var plan = new QuarterPlan(SmallScale, 7, "2");
        var (undisturbed, moments) = await Outcome(plan, new HashSet<int>());
        var dice = new Random(7);
        var stops = Enumerable.Range(1, moments).OrderBy(_ => dice.Next()).Take(Stops).ToHashSet();

        var (restarted, _) = await Outcome(plan, stops);

        Assert.That(stops, Has.Count.EqualTo(Stops));
        Assert.That(restarted.Except(undisturbed).Concat(undisturbed.Except(restarted)).Take(20), Is.Empty);
        Assert.That(restarted, Is.EqualTo(undisturbed));
    }

    [Test]
    public async Task Quarter_WithATimerLostAtARestart_EndsOtherwise()
    {
        var plan = new QuarterPlan(SmallScale, 7, "2");
        var (undisturbed, moments) = await Outcome(plan, new HashSet<int>());

        var (lost, _) = await Outcome(plan, new HashSet<int> { moments / 2 }, store => store.Execute(
            "update timer set stopped_at = set_at where id = (select id from timer where kind in ('RungDue', 'RungWarning') and fired_at is null and stopped_at is null order by due_at, id limit 1)"));

        Assert.That(lost, Is.Not.EqualTo(undisturbed));
    }

    /// <summary>Plays a quarter on a store of its own, in which no act comes at the same time as another.</summary>
    private static async Task<(IReadOnlyList<string> Digest, int Moments)> Outcome(QuarterPlan plan, IReadOnlySet<int> stops, Action<IStore>? whileStopped = null)
    {
        using var store = TStore.Open();
        await using var quarter = new Quarter(plan, store.Name, atOnce: false) { Stops = stops, WhileStopped = () => whileStopped?.Invoke(store) };
        await quarter.Play();
        return (QuarterLook.Digest(store.Name), quarter.Moments);
    }
}
