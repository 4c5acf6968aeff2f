using System.Collections.Concurrent;
using System.Net;

namespace Matching.Api.Tests.Webhooks;

/// <summary>Another system on this machine that is told of events, and answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Task loop;

    public Receiver()
    {
        var port = FreePort();
        Url = $"http://127.0.0.1:{port}/hook/";
        listener.Prefixes.Add(Url);
        listener.Start();
        loop = Task.Run(Listen);
    }

    public string Url { get; }

    public int Status { get; set; } = 204;

    public string? Location { get; set; }

    public ConcurrentQueue<(string Id, long Timestamp, string Signature, string Body)> Taken { get; } = new();

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
        listener.Close();
    }

    private async Task Listen()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using var reader = new StreamReader(context.Request.InputStream);
            Taken.Enqueue((context.Request.Headers["webhook-id"]!, long.Parse(context.Request.Headers["webhook-timestamp"]!, System.Globalization.CultureInfo.InvariantCulture), context.Request.Headers["webhook-signature"]!, await reader.ReadToEndAsync()));
            context.Response.StatusCode = Status;
            if (Location is not null)
                context.Response.RedirectLocation = Location;
            context.Response.Close();
        }
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
