using System.Globalization;

namespace Matching.Api.Http;

/// <summary>Chinese, unless the caller chose English: by the link at the foot of a page, which a cookie keeps, or on the API by
/// its <c>Accept-Language</c>. A page does not follow the browser's language: many browsers here are set to English.</summary>
internal sealed class ReadLanguage(RequestDelegate next)
{
    private const string Cookie = "lang";

    public Task InvokeAsync(HttpContext http)
    {
        var chosen = http.Request.Query[Cookie].FirstOrDefault();
        if (chosen is "en" or "zh")
            http.Response.Cookies.Append(Cookie, chosen, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        var wanted = chosen ?? http.Request.Cookies[Cookie] ?? (IsApi(http.Request) ? http.Request.Headers.AcceptLanguage.FirstOrDefault() : null) ?? "";
        CultureInfo.CurrentUICulture = wanted.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Words.English : Words.Chinese;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        http.Response.Headers.ContentLanguage = CultureInfo.CurrentUICulture.Name;
        return next(http);
    }

    private static bool IsApi(HttpRequest request) => request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/health");
}
