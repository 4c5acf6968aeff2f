namespace Matching.Api.Http;

/// <summary>Large type (大字版) for whoever chose it: by the link at the foot of a page, which a cookie keeps.</summary>
internal sealed class ReadTypeSize(RequestDelegate next)
{
    public const string Name = "type";
    public const string Large = "large";

    public Task InvokeAsync(HttpContext http)
    {
        var chosen = http.Request.Query[Name].FirstOrDefault();
        if (chosen is Large or "usual")
            http.Response.Cookies.Append(Name, chosen, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365), IsEssential = true });
        http.Items[Name] = (chosen ?? http.Request.Cookies[Name]) == Large;
        return next(http);
    }

    public static bool IsLarge(HttpContext http) => http.Items[Name] is true;
}
