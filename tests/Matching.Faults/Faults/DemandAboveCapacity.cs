using System.Collections.Concurrent;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F14: more demands than places, clients that fight over the same orders, match runs and kills; no slot is oversold.</summary>
internal static class DemandAboveCapacity
{
    private const int Clients = 50;
    private const int Matchers = 2;
    private const int Slots = 6;
    private const int CapacityOfSlot = 5;

    private const string LiveBySlot = """
        select s.offer, s.start_at, s.capacity, s.remaining, coalesce(sum(o.quantity), 0)
        from slot s
        left join service_order o on o.slot = s.id and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        group by s.id, s.offer, s.start_at, s.capacity, s.remaining
        """;

    public static Task<string> Play(Rig rig, Store store) => Play(rig, store, others: 0);

    /// <summary>The same with two processes on one store, of which one is killed; they fight longer, for deadlocks are rare.</summary>
    public static Task<string> PlayWithTwo(Rig rig, Store store) => Play(rig, store, others: 1);

    private static async Task<string> Play(Rig rig, Store store, int others)
    {
        var cycles = rig.Long ? 30 : 3 - others;
        var ledger = new Ledger("F14");
        var acts = new ConcurrentDictionary<string, int>();
        var product = await rig.Start(store);
        await using var survivor = others > 0 ? await rig.Start(store) : null;
        try
        {
            var offer = await Supply.Publish(product.Client, "F14 讲座", Slots, CapacityOfSlot);
            for (var cycle = 0; cycle <= cycles; cycle++)
            {
                await ledger.FileOpen(product.Client, 2 * Slots * CapacityOfSlot);
                if (cycle == cycles)
                    break;
                using var stop = new CancellationTokenSource();
                var fight = Fight([product.Client, survivor?.Client ?? product.Client], ledger, acts, rig.Random, stop.Token);
                await Task.Delay((others + 1) * (others + 1) * rig.Random.Next(1200, 2200));
                product.Kill();
                await stop.CancelAsync();
                await fight;
                await product.DisposeAsync();
                product = await rig.Start(store);
                NothingOversold(store);
                await rig.Verify(store, runs: 1);
            }
            await new Judge(store, ledger).Check(product.Client, rig.Random);
            await Supply.Match(product.Client, "F14/last");
            var (live, capacity) = Sum(NothingOversold(store).Where(slot => slot.Offer == offer));
            Must.Hold(live == capacity, $"more demands than places, and yet {live} of {capacity} places are taken");
            Must.BeNone([.. acts.Where(act => act.Key.EndsWith(" 500", StringComparison.Ordinal))], "unforeseen failures");
            Must.Hold(acts.Any(act => act.Key.EndsWith(" 409", StringComparison.Ordinal)), "no two clients ever fought over an order: the test is blind");
            await rig.Verify(store, runs: rig.Long ? 50 : 5);
            return $"{Clients} clients, {cycles} kills, {ledger.Filed} demands for {capacity} places, {live} live orders at the end, never more; {string.Join(", ", acts.OrderBy(act => act.Key, StringComparer.Ordinal).Select(act => $"{act.Key}×{act.Value}"))}";
        }
        finally
        {
            await product.DisposeAsync();
        }
    }

    /// <summary>Two clients run matches, one looks what there is, the others file and act on any order of the scarce offer, whoever else does.</summary>
    private static Task Fight(Client[] processes, Ledger ledger, ConcurrentDictionary<string, int> acts, Random random, CancellationToken stop)
    {
        var seeds = Enumerable.Range(0, Clients).Select(i => (Client: i, Seed: random.Next())).ToList();
        string[] orders = [];
        return Task.WhenAll(seeds.Select(mine => Task.Run(async () =>
        {
            var choice = new Random(mine.Seed);
            var client = processes[mine.Client % processes.Length];
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                var key = $"F14/{mine.Seed}/{round}";
                if (mine.Client < Matchers)
                    Count("match", await client.Post("/api/match-runs", null, key));
                else if (mine.Client == Matchers)
                    orders = [.. await Supply.Orders(client, "q=F14&state=Proposed"), .. await Supply.Orders(client, "q=F14&state=Issued")];
                else if (choice.Next(30) == 0)
                    await ledger.Send(client, ledger.NewFiling(open: true));
                else if (orders is { Length: > 0 } all && Act(choice) is var (act, body))
                    Count(act, await client.Post($"/api/orders/{all[choice.Next(all.Length)]}/{act}", body, key));
                await Task.Delay(choice.Next(60), CancellationToken.None);
            }
        }, CancellationToken.None)));

        void Count(string act, Answer answer) => acts.AddOrUpdate($"{act} {(answer.Status == 0 ? "none" : answer.Status)}", 1, (_, count) => count + 1);
    }

    private static (long Live, long Capacity) Sum(IEnumerable<(string Offer, long Capacity, long Live)> slots) =>
        slots.Aggregate((Live: 0L, Capacity: 0L), (sum, slot) => (sum.Live + slot.Live, sum.Capacity + slot.Capacity));

    private static (string Act, object? Body) Act(Random random) => random.Next(10) switch
    {
        < 4 => ("issue", null),
        < 6 => ("accept", null),
        < 8 => ("decline", new { reason = "NoCapacity", note = "" }),
        _ => ("cancel", new { note = "试验撤单" }),
    };

    public static IReadOnlyList<(string Offer, long Capacity, long Live)> NothingOversold(Store store)
    {
        var slots = store.Rows(LiveBySlot, row => (Offer: row.GetString(0), Start: row.GetString(1), Capacity: row.GetInt64(2), Remaining: row.GetInt64(3), Live: row.GetInt64(4)));
        Must.BeNone([.. slots.Where(slot => slot.Live > slot.Capacity || slot.Remaining != slot.Capacity - slot.Live)], "slots whose live orders and remaining places do not add up");
        return [.. slots.Select(slot => (slot.Offer, slot.Capacity, slot.Live))];
    }
}
