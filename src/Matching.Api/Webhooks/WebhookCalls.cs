using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Matching.Api.Access;

namespace Matching.Api.Webhooks;

/// <summary>Which addresses may be called: those of the open net, and in the demo this machine's own. Whoever subscribes must not reach
/// through this server into the network that it stands in.</summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Closed =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
        }.Select(net => IPNetwork.Parse(net)),
    ];

    private static readonly IPNetwork OpenV6 = IPNetwork.Parse("2000::/3");

    /// <summary>Parts of it that carry other addresses within, or are for papers only.</summary>
    private static readonly IPNetwork[] ClosedV6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16" }.Select(net => IPNetwork.Parse(net))];

    public static bool IsAllowed(IPAddress address, bool isDemo)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address))
            return isDemo;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Closed.Any(net => net.Contains(address))
            : OpenV6.Contains(address) && !ClosedV6.Any(net => net.Contains(address));
    }
}

/// <summary>Makes one delivery: signed as the Standard Webhooks specification says, redirects not followed, the answer's body not read.</summary>
internal sealed class WebhookCalls : IDisposable
{
    private readonly DemoMode demo;
    private readonly HttpClient client;

    public WebhookCalls(DemoMode demo)
    {
        this.demo = demo;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(5), PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = 16, ConnectCallback = Connect,
        }) { Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary><c>v1,</c> and the HMAC-SHA256 of id, timestamp and body under the secret, in base 64.</summary>
    public static string Signature(string secret, string id, long timestamp, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

    /// <returns>What came of it, and whether the receiver took it.</returns>
    public async Task<(bool Taken, string Answer)> Send(string url, string secret, string id, string body, DateTimeOffset now, CancellationToken stop)
    {
        var timestamp = now.ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(System.Globalization.CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", Signature(secret, id, timestamp, body));
        request.Headers.TryAddWithoutValidation("User-Agent", "ThreeLists");
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return (response.IsSuccessStatusCode, $"HTTP {(int)response.StatusCode}");
        }
        catch (HttpRequestException failed)
        {
            return (false, failed.InnerException is AddressRefusedException ? "AddressRefused" : failed.HttpRequestError.ToString());
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return (false, "Timeout");
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Looks the name up, refuses what is not public, and connects to the very address that was judged.</summary>
    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, stop);
        if (addresses.Length == 0 || addresses.Any(address => !PublicAddress.IsAllowed(address, demo.IsOn)))
            throw new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class AddressRefusedException() : IOException("The address is not public.");
}
