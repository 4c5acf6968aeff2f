using System.Security.Claims;
using Matching.Api.Data;
using Matching.Api.Http;
using Microsoft.AspNetCore.Authentication;

namespace Matching.Api.Access;

/// <summary>The credentials that came are none, not any more, or not here.</summary>
internal sealed class BadCredentialsException() : Exception("The credentials are not valid.");

/// <summary>A form or call from another site came with this site's cookie.</summary>
internal sealed class CrossSiteException() : Exception("Cross-site request.");

/// <summary>Finds out who asks: by a personal access token, by the organisation's bearer token, or by the session cookie.</summary>
internal sealed class ReadCaller(RequestDelegate next, Callers callers, AccessSettings settings)
{
    public async Task InvokeAsync(HttpContext http, CallContext context)
    {
        if (http.GetEndpoint()?.PolicyOf() is { Pace: not Pace.Free })
            context.ComeFrom(await Find(http));
        if (context.Caller.IsSignedIn)
            http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, context.Caller.Name)], context.Caller.Proof.ToString()));
        await next(http);
    }

    private async Task<Caller> Find(HttpContext http)
    {
        if (http.Request.Headers.Authorization.FirstOrDefault() is { Length: > 0 } authorization)
        {
            const string scheme = "Bearer ";
            if (!authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
                throw new BadCredentialsException();
            var bearer = authorization[scheme.Length..].Trim();
            return bearer.StartsWith(Secrets.TokenPrefix, StringComparison.Ordinal) || !settings.Jwt.IsOn ? callers.ByToken(bearer) : callers.ByName(await NameInJwt(http));
        }
        if (http.Request.Cookies[SessionCookie.NameFor(http)] is not { Length: > 0 } secret || callers.BySession(secret) is not { } caller)
            return Caller.Nobody;
        if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method) && !IsOwnPage(http.Request))
            throw new CrossSiteException();
        return caller;
    }

    private async Task<string> NameInJwt(HttpContext http)
    {
        var result = await http.AuthenticateAsync(Microsoft.AspNetCore.Authentication.JwtBearer.JwtBearerDefaults.AuthenticationScheme);
        return result.Principal?.FindFirst(settings.Jwt.NameClaim)?.Value ?? throw new BadCredentialsException();
    }

    /// <summary>What browsers say of where a request comes from; one that says nothing has no business with a cookie.</summary>
    private static bool IsOwnPage(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].FirstOrDefault() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        return Uri.TryCreate(request.Headers.Origin.FirstOrDefault(), UriKind.Absolute, out var origin) && origin.Authority == request.Host.Value && origin.Scheme == request.Scheme;
    }
}

/// <summary>The session's cookie: never readable by script, never sent from another site, bound to the host under TLS.</summary>
internal static class SessionCookie
{
    public static string NameFor(HttpContext http) => http.Request.IsHttps ? "__Host-session" : "session";

    public static void Set(HttpContext http, string secret, TimeSpan life) => http.Response.Cookies.Append(NameFor(http), secret, Options(http, life));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(NameFor(http), Options(http, null));

    private static CookieOptions Options(HttpContext http, TimeSpan? life) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", MaxAge = life, IsEssential = true };
}

/// <summary>Looks callers up in the store at every request, so that signing out, disabling and the end of a term act at once.</summary>
internal sealed class Callers(Database database, Secrets secrets, DemoMode demo, TimeProvider clock)
{
    private const string CountUnread = "select count(*) from (select 1 from notice n where n.account = a.name and n.read_at is null limit 100) unread_rows";

    private const string SelectSession = $"""
        select s.account, s.second_factor, a.demo, a.totp_secret is not null as has_totp, ({CountUnread}) as unread
        from signed_in s
        join account a on a.name = s.account and a.stamp = s.stamp
        where s.hash = @hash and s.expires_at > @now and a.state = 'Active'
        """;

    private const string SelectToken = $"""
        select t.account, t.second_factor, a.demo, 0 as has_totp, t.scopes, ({CountUnread}) as unread
        from access_token t
        join account a on a.name = t.account
        where t.hash = @hash and t.expires_at > @now and t.revoked_at is null and a.state = 'Active'
        """;

    /// <returns>Null when the session is over.</returns>
    public Caller? BySession(string secret) => database.Read(session => Of(session, session.One<ProofRow>(SelectSession, new { hash = secrets.Hash(secret), now = clock.GetUtcNow() }), Proof.Cookie, secret));

    /// <exception cref="BadCredentialsException">The token is unknown, revoked or out of date.</exception>
    public Caller ByToken(string token) => database.Read(session => Of(session, session.One<ProofRow>(SelectToken, new { hash = secrets.Hash(token), now = clock.GetUtcNow() }), Proof.Token, token))
        ?? throw new BadCredentialsException();

    /// <summary>An account whose identity provider vouches for it.</summary>
    /// <exception cref="BadCredentialsException">There is no such account here.</exception>
    public Caller ByName(string name) => database.Read(session => AccountRow.Find(session, name) is { State: AccountState.Active, Demo: false } account
        ? new Caller(account.Name, Grant.InForce(session, account.Name, clock.GetUtcNow()), Proof.Bearer) : throw new BadCredentialsException());

    /// <summary>Who has a second factor but has not given it yet may do nothing; who has none holds no privileged role.</summary>
    private Caller? Of(Session session, ProofRow? row, Proof proof, string secret)
    {
        if (row is null || (row.Demo && !demo.IsOn))
            return null;
        var grants = row.HasTotp && !row.SecondFactor ? [] : Grant.InForce(session, row.Account, clock.GetUtcNow());
        if (!row.SecondFactor && !row.Demo)
            grants = [.. grants.Where(grant => !Roles.Privileged.Contains(grant.Role))];
        return new Caller(row.Account, grants, proof)
        {
            Scopes = row.Scopes is null ? null : [.. ValueText.Split(row.Scopes).Select(Enum.Parse<TokenScope>)],
            SecretHash = secrets.Hash(secret),
            Unread = row.Unread,
        };
    }

    private sealed record ProofRow
    {
        public string Account { get; init; } = "";

        public bool SecondFactor { get; init; }

        public bool Demo { get; init; }

        public bool HasTotp { get; init; }

        public string? Scopes { get; init; }

        public long Unread { get; init; }
    }
}
