using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F15: random lists of commands, sensible or not, against a small model of the order's life and of one slot's places. The product says yes
/// exactly where the model does, and stands where the model stands.</summary>
internal static class RandomCommands
{
    private const int CommandsPerList = 40;

    /// <summary>From each state, what may be done and where it leads; everything else is refused.</summary>
    private static readonly Dictionary<(string State, string Act), string> Life = new()
    {
        [("Proposed", "issue")] = "Issued", [("Proposed", "cancel")] = "Cancelled",
        [("Issued", "acknowledge")] = "Acknowledged", [("Issued", "accept")] = "Accepted", [("Issued", "decline")] = "Declined", [("Issued", "cancel")] = "Cancelled",
        [("Acknowledged", "accept")] = "Accepted", [("Acknowledged", "decline")] = "Declined", [("Acknowledged", "cancel")] = "Cancelled", [("Accepted", "cancel")] = "Cancelled",
    };

    private static readonly string[] Acts = ["issue", "acknowledge", "accept", "decline", "cancel"];

    public static async Task<string> Play(Rig rig, Store store)
    {
        var lists = rig.Long ? 5000 : 8;
        await using var product = await rig.Start(store);
        var places = rig.Random.Next(3, 6);
        var offer = await Supply.Publish(product.Client, "F15 讲座", slots: 4, capacity: places);
        int yes = 0, no = 0, filed = 0;
        var orders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var list = 0; list < lists; list++)
        {
            for (var step = 0; step < CommandsPerList; step++)
            {
                var key = $"F15/{list}/{step}";
                var what = rig.Random.Next(12);
                if (what == 0)
                    await Match(product.Client, store, offer, orders, key);
                else if (what < 3 || orders.Count == 0)
                    filed += await File(product.Client, key, list, step);
                else if (await Act(product.Client, orders, key, rig.Random))
                    yes++;
                else
                    no++;
            }
            Compare(store, offer, orders, $"list {list}");
            DemandAboveCapacity.NothingOversold(store);
        }
        Must.Hold(yes > 0 && no > 0, "the lists were all sense, or all nonsense: the test is blind");
        await rig.Verify(store, runs: 3);
        return $"{lists} lists of {CommandsPerList} commands: {filed} filings, {orders.Count} orders, {yes} acts done and {no} refused, each as the model says";
    }

    private static async Task<int> File(Client client, string key, int list, int step)
    {
        var answer = await client.Post("/api/demands", new { title = $"F15-{list}-{step}", area = Supply.Area, category = Supply.Category, unitOfQuantity = Supply.UnitOfQuantity, source = "Staff" }, key);
        Must.Hold(answer.Status == 201, $"a filing was refused: {answer.Status} {answer.Body}");
        return 1;
    }

    /// <summary>A run may take back what is only proposed, and propose anew; what was accepted stays.</summary>
    private static async Task Match(Client client, Store store, string offer, SortedDictionary<string, string> orders, string key)
    {
        var before = orders.Where(order => order.Value is "Accepted" or "Declined" or "Cancelled").ToList();
        await Supply.Match(client, key);
        foreach (var (code, state) in Stored(store, offer))
        {
            Must.Hold(orders.ContainsKey(code) || state == "Proposed", $"a run made {code} as {state}");
            orders[code] = state;
        }
        Must.BeNone([.. before.Where(order => orders[order.Key] != order.Value)], "accepted or ended orders moved by a run");
    }

    private static async Task<bool> Act(Client client, SortedDictionary<string, string> orders, string key, Random random)
    {
        var (code, state) = orders.ElementAt(random.Next(orders.Count));
        var act = Acts[random.Next(Acts.Length)];
        object? body = act switch { "decline" => new { reason = "TimeConflict", note = "" }, "cancel" => new { note = "试验撤单" }, _ => null };
        var answer = await client.Post($"/api/orders/{code}/{act}", body, key);
        var may = Life.TryGetValue((state, act), out var leads);
        Must.Hold(answer.Status == (may ? 200 : 409), $"{act} of {code}, {state}: {answer.Status} {answer.Body}");
        if (may)
            orders[code] = leads!;
        return may;
    }

    private static void Compare(Store store, string offer, SortedDictionary<string, string> orders, string when)
    {
        var stored = Stored(store, offer).ToDictionary(order => order.Code, order => order.State);
        Must.BeNone([.. orders.Where(order => stored.GetValueOrDefault(order.Key) != order.Value).Select(order => $"{order.Key} is {stored.GetValueOrDefault(order.Key)}, the model says {order.Value}")], $"differences after {when}");
    }

    private static IReadOnlyList<(string Code, string State)> Stored(Store store, string offer) =>
        store.Rows($"select code, state from service_order where offer = '{offer}' order by code", row => (row.GetString(0), row.GetString(1)));
}
