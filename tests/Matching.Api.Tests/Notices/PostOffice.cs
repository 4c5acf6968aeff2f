using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Matching.Api.Tests.Notices;

/// <summary>A small mail server on this machine that keeps what it is given.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task loop;

    public PostOffice()
    {
        listener.Start();
        loop = Task.Run(Listen);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it says to a sender; anything but 250 refuses.</summary>
    public string Greeting { get; set; } = "250 OK";

    /// <summary>Each letter whole, and decoded where its body is in base 64.</summary>
    public ConcurrentQueue<(string To, string Whole, string Text)> Letters { get; } = new();

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await loop;
    }

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await Serve(client);
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or IOException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        await using var writer = new StreamWriter(client.GetStream(), new UTF8Encoding(false)) { NewLine = "\r\n", AutoFlush = true };
        await writer.WriteLineAsync("220 post.test");
        var to = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("RCPT", StringComparison.Ordinal))
                to = line[(line.IndexOf('<') + 1)..line.IndexOf('>')];
            if (line.StartsWith("QUIT", StringComparison.Ordinal))
            {
                await writer.WriteLineAsync("221 bye");
                return;
            }
            if (line == "DATA")
                await Take(reader, writer, to);
            else
                await writer.WriteLineAsync(line.StartsWith("MAIL", StringComparison.Ordinal) ? Greeting : "250 OK");
        }
    }

    private async Task Take(StreamReader reader, StreamWriter writer, string to)
    {
        await writer.WriteLineAsync("354 go on");
        var whole = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            whole.AppendLine(line);
        var body = whole.ToString()[(whole.ToString().IndexOf(Environment.NewLine + Environment.NewLine, StringComparison.Ordinal) + 2)..];
        Letters.Enqueue((to, whole.ToString(), Encoding.UTF8.GetString(Convert.FromBase64String(body.ReplaceLineEndings("").Trim()))));
        await writer.WriteLineAsync("250 taken");
    }
}
