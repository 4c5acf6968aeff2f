using System.Net.Sockets;
using System.Text;

namespace Matching.Api.Outbox;

/// <summary>Posts one message: redirects not followed, of the answer's body no more than a few words read.</summary>
internal sealed class OutgoingCalls : IDisposable
{
    private const int MostAnswer = 4096;

    private readonly OutgoingAddresses addresses;
    private readonly HttpClient client;

    public OutgoingCalls(OutgoingAddresses addresses)
    {
        this.addresses = addresses;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16, ConnectCallback = Connect,
        }) { Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <param name="judge">Whether the receiver took it, by the answer's first words; null judges by the status alone and reads none.</param>
    /// <returns>What came of it, and whether the receiver took it.</returns>
    public async Task<(bool Taken, string Answer)> Post(string url, string body, IEnumerable<(string Name, string Value)> headers, Func<string, (bool, string)>? judge, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers.Append(("User-Agent", "ThreeLists")))
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!response.IsSuccessStatusCode || judge is null)
                return (response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}");
            return judge(await Beginning(response, stop));
        }
        catch (HttpRequestException failed)
        {
            return (false, failed.InnerException is AddressRefusedException ? "AddressRefused" : failed.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return (false, "ResponseEnded");
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return (false, "Timeout");
        }
    }

    public void Dispose() => client.Dispose();

    private static async Task<string> Beginning(HttpResponseMessage response, CancellationToken stop)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var buffer = new byte[MostAnswer];
        var read = await stream.ReadAtLeastAsync(buffer, MostAnswer, throwOnEndOfStream: false, stop);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>Looks the name up, refuses what is not public, and connects to the very address that was judged.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var found = await addresses.LookUp(context.DnsEndPoint.Host, stop);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
