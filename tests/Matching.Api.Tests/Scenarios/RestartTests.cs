namespace Matching.Api.Tests.Scenarios;

/// <summary>The year's first quarter, smaller, with a server that stops and starts again: no restart changes what comes of it.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore), Category = "Long")]
[NonParallelizable]
internal sealed class RestartTests<TStore> where TStore : IStore
{
    /// <summary>What profile M is divided by.</summary>
    private const int Scale = 80;

    private const int Stops = 100;
    private const int Seed = 7;

    private const string LoseATimer = """
        update timer
        set stopped_at = set_at
        where id = (select id from timer where kind = 'RungDue' and fired_at is null and stopped_at is null order by due_at, id limit 1)
        """;

    private static readonly YearPlan Plan = new(Scale, 7, "2", Quarters: 1);

    [Test]
    public async Task FirstQuarter_RestartedAtAHundredMoments_EndsTheSame_AndWouldNotHadOneTimerBeenLost()
    {
        var (undisturbed, moments) = await Outcome(new HashSet<int>());
        var dice = new Random(Seed);
        var stops = Enumerable.Range(1, moments).OrderBy(_ => dice.Next()).Take(Stops).ToHashSet();

        var (restarted, _) = await Outcome(stops);
        var (lost, _) = await Outcome(new HashSet<int> { moments / 2 }, store => store.Execute(LoseATimer));

        Assert.That(stops, Has.Count.EqualTo(Stops));
        Assert.That(restarted.Except(undisturbed).Concat(undisturbed.Except(restarted)).Take(20), Is.Empty, "rows that only one of them has");
        Assert.That(restarted, Is.EqualTo(undisturbed));
        Assert.That(lost, Is.Not.EqualTo(undisturbed));
    }

    /// <summary>Plays a quarter on a store of its own, in which no act comes at the same time as another.</summary>
    private static async Task<(IReadOnlyList<string> Digest, int Moments)> Outcome(IReadOnlySet<int> stops, Action<TStore>? whileStopped = null)
    {
        using var store = (TStore)TStore.Open();
        await using var quarter = new Year(Plan, store.Name, atOnce: false) { Stops = stops, WhileStopped = () => whileStopped?.Invoke(store) };
        await quarter.Play();
        return (YearLook.Digest(store.Name), quarter.Moments);
    }
}
