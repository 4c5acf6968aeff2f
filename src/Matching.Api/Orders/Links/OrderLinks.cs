using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Policies;

namespace Matching.Api.Orders.Links;

/// <summary>The code on a printed order is wrong, over or taken back.</summary>
internal sealed class NoSuchLinkException() : Exception("The link opens nothing.");

/// <summary>
/// What the secret on a printed order opens: that one order, for somebody without an account. The address is exchanged at once for
/// a cookie, sealed and short-lived; the link itself is looked up again at every step, so that taking it back acts at once.
/// </summary>
internal sealed class OrderLinks(Database database, KeyRing ring, Secrets secrets, Rulings rulings, AccessSettings settings, IServiceScopeFactory scopes, TimeProvider clock)
{
    private const string Cookie = "order-link";

    private const string Place = "order_link/cookie";

    public const string Page = "/order-link";

    /// <summary>Gives the browser its cookie.</summary>
    /// <exception cref="NoSuchLinkException">The token opens nothing.</exception>
    public void Enter(HttpContext http, string token)
    {
        var now = clock.GetUtcNow();
        var link = database.Read(session => OrderLinkRow.ByHash(session, secrets.Hash(token), now)) ?? throw new NoSuchLinkException();
        var life = TimeSpan.FromMinutes(settings.OrderLinkMinutes);
        http.Response.Cookies.Append(NameFor(http), ring.Seal(Place, string.Create(CultureInfo.InvariantCulture, $"{link.Id} {(now + life).ToUnixTimeSeconds()}")), new CookieOptions
        {
            HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = life, IsEssential = true,
        });
    }

    /// <summary>The order that this browser's cookie opens, and under which link.</summary>
    /// <exception cref="NoSuchLinkException">It opens none, or not any more.</exception>
    public OrderLinkRow Opened(HttpContext http)
    {
        var now = clock.GetUtcNow();
        return http.Request.Cookies[NameFor(http)] is { Length: > 0 and < 400 } cookie && LinkIn(cookie, now) is { } id && database.Read(session => OrderLinkRow.ById(session, id, now)) is { } link
            ? link : throw new NoSuchLinkException();
    }

    public OrderRow Order(OrderLinkRow link) => database.Read(session => OrderRow.Get(session, link.ServiceOrder));

    /// <summary>Acts on the link's order and on nothing else, as its unit; events are signed with the link's number.</summary>
    public async Task<TAnswer> Act<TAnswer>(OrderLinkRow link, Func<string, IRequest<TAnswer>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        var grant = new Grant { Role = Role.Unit, Unit = link.Unit };
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.ComeFrom(new Caller($"link-{link.Id.ToString(CultureInfo.InvariantCulture)}", [grant], Proof.Inside));
        context.ActBy([grant], Sight.By([grant], rulings));
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(act(link.ServiceOrder));
    }

    private static string NameFor(HttpContext http) => http.Request.IsHttps ? $"__Host-{Cookie}" : Cookie;

    private long? LinkIn(string cookie, DateTimeOffset now)
    {
        try
        {
            return ring.Open(Place, cookie).Split(' ') is [var id, var until] && long.Parse(until, CultureInfo.InvariantCulture) > now.ToUnixTimeSeconds() ? long.Parse(id, CultureInfo.InvariantCulture) : null;
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
