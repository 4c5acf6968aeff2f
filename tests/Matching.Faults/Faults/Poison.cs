using System.Collections.Concurrent;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F7: requests that fail share their transaction with good ones; no innocent fails, and what failed leaves nothing.</summary>
internal static class Poison
{
    private const int Clients = 64;

    public static async Task<string> Play(Rig rig, Store store)
    {
        var rounds = rig.Long ? 400 : 30;
        var ledger = new Ledger("F7");
        var wrong = new ConcurrentQueue<string>();
        await using var product = await rig.Start(store);
        var taken = ledger.NewFiling(open: false);
        await ledger.Send(product.Client, taken);
        var proposed = (await Supply.Orders(product.Client, "state=Proposed"))[0];
        var seeds = Enumerable.Range(0, Clients).Select(_ => rig.Random.Next()).ToList();

        await Task.WhenAll(seeds.Select(seed => Task.Run(async () =>
        {
            var random = new Random(seed);
            for (var round = 0; round < rounds; round++)
            {
                if (random.Next(11) == 0)
                    await Fail(product.Client, random.Next(6), proposed, taken, $"F7/poison/{seed}/{round}", wrong);
                else if (await ledger.Send(product.Client, ledger.NewFiling(open: random.Next(2) == 0)) is { Status: not 201 } refused)
                    wrong.Enqueue($"innocent: {refused.Status} {refused.Body}");
            }
        })));

        Must.BeNone(wrong, "answers that should have been others");
        var judge = new Judge(store, ledger);
        await judge.Check(product.Client, rig.Random);
        var strays = store.Rows("select title from demand where title like 'poison%'", row => row.GetString(0));
        Must.BeNone(strays, "poisoned filings stored");
        await rig.Verify(store, runs: 1);
        return $"{Clients} clients, {ledger.Filed} innocent filings, 0 failed; {(Clients * rounds) - ledger.Filed + 1} poisoned, each refused as it should be";
    }

    private static async Task Fail(Client client, int kind, string proposed, Filing taken, string key, ConcurrentQueue<string> wrong)
    {
        var (wanted, path, body) = kind switch
        {
            0 => (404, "/api/orders/FW-1999-000001/accept", null),
            1 => (409, $"/api/orders/{proposed}/accept", null),
            2 => (400, "/api/demands", new { title = "poison", area = Supply.Area, quantity = -1 }),
            3 => (404, $"/api/demands/{taken.Code}/merge", (object)new { into = "XQ-1999-000001" }),
            4 => (422, "/api/demands", new { title = "poison", area = Supply.Area, category = Supply.Category }),
            _ => (409, $"/api/orders/{proposed}/complete", new { note = "不该办结" }),
        };
        var answer = await client.Post(path, body, wanted == 422 ? taken.Title : key);
        if (answer.Status != wanted)
            wrong.Enqueue($"poison {path}: {answer.Status} instead of {wanted}: {answer.Body}");
    }
}
