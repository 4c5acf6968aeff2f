using System.Globalization;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F9: the machine's clock jumps back an hour and ahead a day under load, and past the time to answer and back again. Nothing is lost, and
/// what expires does so once. On PostgreSQL the store's server tells the time, and the machine's clock moves nothing.</summary>
internal static class ClockJumps
{
    private const string Expired = "select subject, count(*) from event where act = 'Expire' group by subject";

    public static async Task<string> Play(Rig rig, Store store)
    {
        var clock = new FalseClock(Path.Combine(rig.Folder, "F9-clock"));
        var ledger = new Ledger("F9");
        var judge = new Judge(store, ledger);
        const int orders = 30;
        // The accounts' terms begin at the first start: an hour before that they would be nobody.
        clock.Jump(TimeSpan.FromHours(-2));
        await using (var product = await rig.Start(store, clock.Manner))
        {
            await Supply.Publish(product.Client, "F9 讲座", slots: 10, capacity: 2 * orders);
            await ledger.FileOpen(product.Client, orders);
            ledger.Hold(await Supply.Match(product.Client, "F9/run"));
            var load = Load.Start(product.Client, ledger, rig.Random);
            foreach (var jump in new[] { 0, -1, 24, -1, 0 })
            {
                await Task.Delay(rig.Random.Next(300, 500));
                clock.Jump(TimeSpan.FromHours(jump));
            }
            await Task.Delay(300);
            await load.Stop();
            await judge.Check(product.Client, rig.Random);
            await LeaveUnanswered(product.Client, ledger);
        }
        var expired = await ExpireOnce(rig, store, clock);
        await rig.Verify(store, runs: 1);
        return $"+2 h, −1 h, +1 d, −1 h and back under load: {ledger.Filed} filings and {ledger.Stepped} steps acknowledged, 0 lost; +4 d, back, +4 d: {expired} orders expired, none twice";
    }

    public static async Task<string> PlayOnServerTime(Rig rig, Store store)
    {
        var clock = new FalseClock(Path.Combine(rig.Folder, "F9-clock-postgres"));
        clock.Jump(TimeSpan.FromDays(30));
        var ledger = new Ledger("F9");
        await using var product = await rig.Start(store, clock.Manner);
        await ledger.FileOpen(product.Client, 20);
        clock.Jump(TimeSpan.FromDays(-30));
        await ledger.FileOpen(product.Client, 20);
        var furthest = store.Rows("select filed_at from demand where title like 'F9-%'", row => DateTimeOffset.Parse(row.GetString(0), CultureInfo.InvariantCulture))
            .Max(at => (DateTimeOffset.UtcNow - at).Duration());
        Must.Hold(furthest < TimeSpan.FromMinutes(1), $"a filing is {furthest} away from the server's time");
        await new Judge(store, ledger).Check(product.Client, rig.Random);
        await rig.Verify(store, runs: 1);
        return $"the machine 30 d ahead and 30 d behind: {ledger.Filed} filings stand within {furthest.TotalSeconds:0} s of the server's time";
    }

    /// <summary>Orders that were issued and that no unit answers.</summary>
    private static async Task LeaveUnanswered(Client client, Ledger ledger)
    {
        await ledger.FileOpen(client, 10);
        foreach (var order in await Supply.Match(client, "F9/unanswered"))
            await client.Post($"/api/orders/{order}/issue", null, $"F9/{order}");
    }

    /// <summary>Starts four days ahead, now, and four days ahead again; each start fires what is due.</summary>
    private static async Task<int> ExpireOnce(Rig rig, Store store, FalseClock clock)
    {
        var first = 0;
        foreach (var (jump, isFirst) in new[] { (4, true), (0, false), (4, false) })
        {
            clock.Jump(TimeSpan.FromDays(jump));
            await using var product = await rig.Start(store, clock.Manner);
            // What else is due by then is fired first.
            for (var tries = 0; tries < 900 && store.Rows(Expired, row => row.GetString(0)).Count == 0; tries++)
                await Task.Delay(100);
            await Task.Delay(500);
            var expired = store.Rows(Expired, row => (Order: row.GetString(0), Times: row.GetInt64(1)));
            Must.BeNone([.. expired.Where(order => order.Times > 1)], "orders expired twice");
            first = isFirst ? expired.Count : first;
            Must.Hold(first > 0, "four days ahead no order has expired: the test is blind");
        }
        return first;
    }
}
