using Microsoft.AspNetCore.DataProtection;

namespace Matching.Api.Access;

/// <summary>Small cookies that only this site can read and that are over after a while: a receipt shown once, a look at one's own demand.</summary>
internal sealed class SealedCookies(IDataProtectionProvider keys, TimeProvider clock)
{
    private const char Between = '\n';

    /// <param name="path">The pages that it is for; others never get it.</param>
    /// <param name="parts">Without line breaks.</param>
    public void Set(HttpContext http, string name, string path, TimeSpan life, params string[] parts)
    {
        var until = (clock.GetUtcNow() + life).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        http.Response.Cookies.Append(name, ProtectorOf(name, path).Protect(string.Join(Between, [until, .. parts])),
            new CookieOptions { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = path, MaxAge = life, IsEssential = true });
    }

    /// <returns>Null when there is none, or when its time is over.</returns>
    public IReadOnlyList<string>? Read(HttpContext http, string name, string path)
    {
        if (http.Request.Cookies[name] is not { Length: > 0 } value)
            return null;
        try
        {
            var parts = ProtectorOf(name, path).Unprotect(value).Split(Between);
            return long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeSeconds() ? parts[1..] : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorOf(string name, string path) => keys.CreateProtector("sealed-cookie", name, path);
}
