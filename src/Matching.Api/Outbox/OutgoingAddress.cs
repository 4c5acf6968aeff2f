using System.Net;
using System.Net.Sockets;
using Matching.Api.Access;

namespace Matching.Api.Outbox;

/// <summary>What leaves the house, as configured under <c>Outgoing</c>.</summary>
internal sealed record OutgoingSettings
{
    /// <summary>Where browsers reach this product, such as <c>https://threelists.example.gov.cn</c>; without it, messages hold no links.</summary>
    public string Address { get; init; } = "";

    /// <summary>Networks of the house that may be called all the same, such as <c>10.1.2.0/24</c> for a mail server or a private chat server.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    public bool Allows(IPAddress address) => AllowedNetworks.Any(net => IPNetwork.Parse(net).Contains(address));
}

/// <summary>The address that a name leads to is not public.</summary>
internal sealed class AddressRefusedException() : IOException("The address is not public.");

/// <summary>Which addresses may be called: those of the open net, what the operator allows, and in the demo this machine's own. Whoever
/// subscribes must not reach through this server into the network that it stands in.</summary>
internal sealed class OutgoingAddresses(OutgoingSettings settings, DemoMode demo)
{
    public bool IsAllowed(IPAddress address) => PublicAddress.IsAllowed(address, demo.IsOn) || settings.Allows(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>HTTPS without an account in it; in the demo also http to this machine. A name is looked up when it is called; an address
    /// that stands there already is judged at once.</summary>
    public bool IsAllowed(string? url)
    {
        if (url is not { Length: <= 500 } || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return false;
        if (uri.Scheme != Uri.UriSchemeHttps && !(demo.IsOn && uri.IsLoopback && uri.Scheme == Uri.UriSchemeHttp))
            return false;
        return !IPAddress.TryParse(uri.IdnHost, out var address) || IsAllowed(address);
    }

    /// <exception cref="AddressRefusedException">One of the name's addresses is not public.</exception>
    /// <exception cref="SocketException">The name is not known.</exception>
    public async Task<IPAddress[]> LookUp(string host, CancellationToken stop)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, stop);
        return addresses.Length > 0 && addresses.All(IsAllowed) ? addresses : throw new AddressRefusedException();
    }
}

/// <summary>The open net.</summary>
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
