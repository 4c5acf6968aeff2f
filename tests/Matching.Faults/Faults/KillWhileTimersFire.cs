using System.Globalization;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>
/// <c>timers</c>: weeks go by in which nobody answers, and the process is killed again and again while what is due is being fired. At the
/// end the store says, row by row, what it says when nobody killed anything: each escalation came once, and none is missing.
/// </summary>
internal static class KillWhileTimersFire
{
    /// <summary>A Monday, half past ten in China: no step comes near an hour at which work begins or ends.</summary>
    private static readonly DateTimeOffset Begin = new(2026, 11, 23, 2, 30, 0, TimeSpan.Zero);

    /// <summary>What the outcome is; neither instants nor numbers of rows, which differ from run to run.</summary>
    private static readonly string[] Outcome =
    [
        "select 'demand ' || code || ' ' || state || ' ' || rung || ' ' || ring || ' ' || held from demand order by code",
        "select 'order ' || code || ' ' || state || ' ' || unit || ' ' || quantity from service_order order by code",
        "select 'clock ' || subject || ' ' || kind || ' ' || round || ' ' || coalesce(outcome, 'runs') from clock order by subject, kind, round",
        "select 'step ' || demand || ' ' || act || ' ' || from_rung || ' ' || to_rung from rung_step order by demand, id",
        "select 'timer ' || subject || ' ' || kind || ' ' || round || case when fired_at is not null then ' fired' when stopped_at is not null then ' stopped' else ' waits' end from timer order by subject, kind, round",
        "select 'event ' || subject || ' ' || act || ' ' || coalesce(from_state, '') || ' ' || coalesce(to_state, '') from event where subject in (select code from demand) or subject in (select code from service_order) or subject like 'meeting/%' order by subject, seq",
        "select 'notice ' || account || ' ' || kind || ' ' || subject || ' ' || count(*) from notice group by account, kind, subject order by account, kind, subject",
    ];

    private const string Doubled = "select demand || ' ' || from_rung || ' ' || to_rung from rung_step where timer is not null group by demand, timer, from_rung, to_rung having count(*) > 1";

    public static async Task<string> Play(Rig rig, Store _)
    {
        var clock = new FalseClock(Path.Combine(rig.Folder, "timers-clock"));
        return await Play(rig, clock, clock.Manner, name => rig.NewStore(StoreKind.Sqlite, name));
    }

    private static async Task<string> Play(Rig rig, FalseClock clock, Manner manner, Func<string, Store> newStore)
    {
        var (steps, days) = rig.Long ? (12, 5) : (4, 3);
        var quiet = new Weeks(rig, clock, manner, newStore("timers_quiet"));
        await quiet.Pass(steps, days, killing: false);
        var killed = new Weeks(rig, clock, manner, newStore("timers_killed"));
        await killed.Pass(steps, days, killing: true);
        var (expected, found) = (OutcomeOf(quiet.Store), OutcomeOf(killed.Store));
        Must.BeNone([.. expected.Except(found).Select(row => $"only without kills: {row}").Concat(found.Except(expected).Select(row => $"only with kills: {row}"))], "differences");
        Must.Hold(expected.SequenceEqual(found), "the same rows in another order, or as often");
        Must.BeNone(killed.Store.Rows(Doubled, row => row.GetString(0)), "escalations twice");
        var climbed = found.Count(row => row.StartsWith("step ", StringComparison.Ordinal));
        Must.Hold(climbed > 0 && killed.Cut >= steps / 2, $"{climbed} steps on the ladder, {killed.Cut} kills that cut something off: the test is blind");
        await rig.Verify(killed.Store, runs: 1);
        return $"{steps * days} days in {steps} steps, {killed.Kills} kills, {killed.Cut} of them with timers left to fire: {found.Count} rows the same as without, {climbed} steps on the ladder, none twice";
    }

    private static List<string> OutcomeOf(Store store) => [.. Outcome.SelectMany(sql => store.Rows(sql, row => row.GetString(0)))];

    /// <summary>One store whose time goes on by days at a time.</summary>
    private sealed class Weeks(Rig rig, FalseClock clock, Manner manner, Store store)
    {
        private const int Filings = 12;

        private readonly DateTimeOffset began = DateTimeOffset.UtcNow;

        public Store Store => store;

        public int Kills { get; private set; }

        /// <summary>Kills after which something due was left.</summary>
        public int Cut { get; private set; }

        public async Task Pass(int steps, int days, bool killing)
        {
            JumpTo(0);
            await using (var product = await rig.Start(store, manner))
                await Fill(product.Client);
            for (var step = 1; step <= steps; step++)
            {
                JumpTo(step * days);
                if (killing)
                    await KillAmid(step * days);
                await using var product = await rig.Start(store, manner);
                for (var tries = 0; Due(step * days) > 0; tries++)
                {
                    Must.Hold(tries < 1600, $"{Due(step * days)} timers are due and are not fired");
                    await Task.Delay(50);
                }
            }
        }

        /// <summary>Filings that wait for a nod, filings that are open, and orders that nobody will answer.</summary>
        private static async Task Fill(Client client)
        {
            for (var i = 0; i < Filings; i++)
            {
                var body = new { title = $"楼道灯不亮 {i}", area = "440699001001001", category = "公共照明", source = i % 2 == 0 ? "Resident" : "Staff" };
                var filed = await client.Post("/api/demands", body, $"timers/{i}");
                Must.Hold(filed.IsOk, $"filing: {filed.Status} {filed.Body}");
            }
            foreach (var order in (await Supply.Match(client, "timers/run")).Order(StringComparer.Ordinal))
                await client.Post($"/api/orders/{order}/issue", null, $"timers/{order}");
        }

        /// <summary>Starts it and kills it when some of what is due has been fired.</summary>
        private async Task KillAmid(int days)
        {
            var due = Due(days);
            using var process = rig.Launch(manner, "--store", store.Argument, "--urls", "http://127.0.0.1:0");
            var until = DateTimeOffset.UtcNow.AddSeconds(60);
            var share = rig.Random.Next(5, 60);
            while (Due(days) > due - (due * share / 100) - 1 && DateTimeOffset.UtcNow < until && !process.HasExited)
                await Task.Delay(5);
            process.Kill();
            await process.WaitForExitAsync();
            Product.Forget(process);
            Kills++;
            Cut += Due(days) > 0 ? 1 : 0;
        }

        private void JumpTo(int days) => clock.Jump(Begin.AddDays(days) - began);

        /// <summary>Timers that should have been fired by now.</summary>
        private long Due(int days)
        {
            var now = (Begin.AddDays(days) + (DateTimeOffset.UtcNow - began)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
            return store.Rows($"select count(*) from timer where fired_at is null and stopped_at is null and due_at <= '{now}'", row => row.GetInt64(0))[0];
        }
    }
}
