namespace Matching.Faults.Measuring;

/// <summary>Everybody at once on any number of processes: leads and residents who file, committees and units who look at lists and move orders, a street that reads
/// a report. Of a hundred requests 45 file, 30 list, 20 issue, accept or decline an order, 5 report.</summary>
/// <param name="processes">Each request goes to the next one.</param>
internal sealed class Crowd(IReadOnlyList<Client> processes, Ledger ledger, int seed)
{
    private const int OrdersWanted = 400;

    public Ledger Ledger => ledger;

    /// <summary>Offers, open demands and a run, so that there are orders to move.</summary>
    public async Task Prepare()
    {
        await Supply.Publish(processes[0], "公益讲座", slots: 20, capacity: OrdersWanted);
        await ledger.FileOpen(processes[0], OrdersWanted);
        ledger.Hold(await Supply.Match(processes[0], $"load/{Guid.NewGuid():N}"));
    }

    /// <summary>The request of that number: the same kind each time; a move where no order is left to move is a filing.</summary>
    public async Task<(string Kind, int Status)> Send(int number)
    {
        var client = processes[number % processes.Count];
        var random = new Random(unchecked((seed * 486187739) + number));
        switch (random.Next(100))
        {
            case < 20 when ledger.TryTake(out var order):
                return ("accept", (await ledger.Send(client, order, Ledger.Next(order, random))).Status);
            case < 65:
                return ("file", (await ledger.Send(client, ledger.NewFiling(open: random.Next(2) == 0))).Status);
            case < 95:
                return ("list", await Read(client, random.Next(2) == 0 ? "/api/demands?limit=20" : "/api/orders?limit=20"));
            default:
                return ("report", await Read(client, $"/api/reports/{DateTimeOffset.UtcNow.Year}"));
        }
    }

    private async Task<int> Read(Client client, string path)
    {
        var answer = await client.Get(path);
        ledger.Count(answer);
        return answer.Status;
    }
}
