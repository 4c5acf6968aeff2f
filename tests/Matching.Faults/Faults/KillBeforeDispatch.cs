using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F21: kill -9 between the commit of an event and the sending of its notice, and while notices are sent. Each comes at least once, and a
/// receiver that goes by the notice's id counts each once.</summary>
internal static class KillBeforeDispatch
{
    private const string Undelivered = "select count(*) from delivery where webhook is not null and state <> 'Delivered'";

    public static async Task<string> Play(Rig rig, Store store)
    {
        var (cycles, filings) = (rig.Long ? 20 : 2, 60);
        using var receiver = new HttpListener();
        var url = $"http://127.0.0.1:{FreePort()}/hook/";
        receiver.Prefixes.Add(url);
        receiver.Start();
        var taken = new ConcurrentQueue<string>();
        var listening = Listen(receiver, taken);
        var ledger = new Ledger("F21");
        var waiting = 0L;
        var product = await rig.Start(store);
        try
        {
            var made = await product.Client.Post("/api/webhooks", new { label = "F21", url, area = Supply.Area[..9], kinds = new[] { "demand.File" } }, "F21/webhook");
            Must.Hold(made.Status == 201, $"a webhook was refused: {made.Status} {made.Body}");
            for (var cycle = 0; cycle < cycles; cycle++)
            {
                await ledger.FileOpen(product.Client, filings);
                await Task.Delay(cycle % 2 == 0 ? 0 : rig.Random.Next(4000, 6000));
                product.Kill();
                await product.DisposeAsync();
                waiting += store.Rows(Undelivered, row => row.GetInt64(0))[0];
                product = await rig.Start(store);
            }
            Must.Hold(waiting > 0, "every notice was sent before the kill: the test is blind");
            // What a killed process had taken is another's after its lease of 20 minutes; here the lease is ended by hand.
            for (var tries = 0; tries < 120 && taken.Distinct().Count() < ledger.Filed; tries++)
            {
                store.Write("update delivery set next_try_at = '2000-01-01T00:00:00.000Z' where state = 'Waiting'");
                await Task.Delay(1000);
            }
        }
        finally
        {
            await product.DisposeAsync();
            receiver.Stop();
            await listening;
        }
        var (sent, once) = (taken.Count, taken.Distinct().Count());
        Must.Hold(once == ledger.Filed, $"{ledger.Filed} filings, {once} notices came");
        await rig.Verify(store, runs: 1);
        return $"{cycles} kills with {waiting} notices unsent, {ledger.Filed} filings: each notice came, {sent - once} of them more than once";
    }

    private static async Task Listen(HttpListener receiver, ConcurrentQueue<string> taken)
    {
        while (receiver.IsListening)
        {
            try
            {
                var context = await receiver.GetContextAsync();
                taken.Enqueue(context.Request.Headers["webhook-id"] ?? "");
                context.Response.StatusCode = 204;
                context.Response.Close();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped, or the caller was killed while it was answered.
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
