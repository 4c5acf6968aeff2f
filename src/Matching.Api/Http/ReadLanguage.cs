using System.Globalization;

namespace Matching.Api.Http;

/// <summary>Chinese, unless the query, the cookie or the browser's first language says English.</summary>
internal sealed class ReadLanguage(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        var wanted = request.Query["lang"].FirstOrDefault() ?? request.Cookies["lang"] ?? request.Headers.AcceptLanguage.FirstOrDefault() ?? "";
        CultureInfo.CurrentUICulture = wanted.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? Words.English : Words.Chinese;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        http.Response.Headers.ContentLanguage = CultureInfo.CurrentUICulture.Name;
        return next(http);
    }
}
