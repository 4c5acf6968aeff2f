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

    /// <summary>What it answers with, such as a robot's <c>errcode</c>.</summary>
    public string Words { get; set; } = "";

    /// <summary>Path and query of each call, in their order.</summary>
    public ConcurrentQueue<string> Paths { get; } = new();

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
            Paths.Enqueue(context.Request.RawUrl!);
            Taken.Enqueue((context.Request.Headers["webhook-id"]!, long.Parse(context.Request.Headers["webhook-timestamp"] ?? "0", System.Globalization.CultureInfo.InvariantCulture), context.Request.Headers["webhook-signature"] ?? "", await reader.ReadToEndAsync()));
            context.Response.StatusCode = Status;
            if (Location is not null)
                context.Response.RedirectLocation = Location;
            context.Response.Close(System.Text.Encoding.UTF8.GetBytes(Status == 204 ? "" : Words), willBlock: true);
        }
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
