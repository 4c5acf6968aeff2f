using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F16: the client resets its connection right after it sent the request; its repeat gets one code, and there is one row.</summary>
internal static class CutConnection
{
    private const int Clients = 20;
    private const int MostCuts = 5000;

    /// <summary>A cold process takes longer to read a request than the clients wait before they cut.</summary>
    private const int WarmUp = 100;

    public static async Task<string> Play(Rig rig, Store store)
    {
        var enough = rig.Long ? 500 : 50;
        var ledger = new Ledger("F16");
        await using var product = await rig.Start(store);
        await ledger.FileOpen(product.Client, WarmUp);
        int cut = 0, unheard = 0;
        for (; unheard < enough && cut < MostCuts; cut += Clients)
        {
            var patience = Enumerable.Range(0, Clients).Select(_ => rig.Random.Next(50)).ToList();
            await Task.WhenAll(patience.Select(wait => Task.Run(() => SendAndCut(product.Client, ledger.NewFiling(open: true), wait))));
            unheard = (int)store.Rows("select count(*) from demand where title like 'F16-%'", row => row.GetInt64(0))[0] - WarmUp;
        }

        var judge = new Judge(store, ledger);
        await judge.Check(product.Client, rig.Random);
        await judge.Check(product.Client, rig.Random);

        Must.Hold(unheard >= enough, $"only {unheard} of {cut} cut requests were carried out: the test is blind");
        await rig.Verify(store, runs: 1);
        return $"{cut} cut, {unheard} of them carried out unheard; after the repeats a code and a row for each";
    }

    /// <param name="patience">Milliseconds between the last byte and the reset.</param>
    private static async Task SendAndCut(Client client, Filing filing, int patience)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(filing.Body, filing.Body.GetType());
        var head = $"POST /api/demands HTTP/1.1\r\nHost: {client.Address.Authority}\r\nAuthorization: {client.Authorization}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nIdempotency-Key: {filing.Title}\r\n\r\n";
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
        await socket.ConnectAsync(client.Address.Host, client.Address.Port);
        await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        await Task.Delay(patience);
        socket.Close();
    }
}
