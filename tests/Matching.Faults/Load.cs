namespace Matching.Faults;

/// <summary>Clients that file and that issue, accept and decline orders until they are told to stop.</summary>
internal sealed class Load
{
    private readonly Client client;
    private readonly Ledger ledger;
    private readonly int pause;
    private readonly string detail;
    private readonly Task clients;
    private volatile bool stopping;

    private Load(Client client, Ledger ledger, int clients, int pause, string detail, Random random)
    {
        (this.client, this.ledger, this.pause, this.detail) = (client, ledger, pause, detail);
        var seeds = Enumerable.Range(0, clients).Select(_ => random.Next()).ToList();
        this.clients = Task.WhenAll(seeds.Select(seed => Task.Run(() => Act(new Random(seed)))));
    }

    /// <param name="pause">Mean milliseconds between an answer and the client's next request.</param>
    public static Load Start(Client client, Ledger ledger, Random random, int clients = 16, int pause = 10, string detail = "") =>
        new(client, ledger, clients, pause, detail, random);

    /// <summary>Waits for the answers that are under way.</summary>
    public Task Stop()
    {
        stopping = true;
        return clients;
    }

    private async Task Act(Random random)
    {
        while (!stopping)
        {
            var answer = random.Next(2) == 0 && ledger.TryTake(out var order)
                ? await ledger.Send(client, order, Ledger.Next(order, random))
                : await ledger.Send(client, ledger.NewFiling(open: random.Next(4) == 0, detail));
            await Task.Delay(answer.IsOk ? random.Next(2 * pause) : 100);
        }
    }
}
