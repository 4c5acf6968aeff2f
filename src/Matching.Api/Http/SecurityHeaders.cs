namespace Matching.Api.Http;

/// <summary>What browsers are told with every answer: nothing from elsewhere, nothing inline, nobody frames it, nothing of the API is
/// kept; over TLS, nothing but TLS.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string Policy = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(() =>
        {
            Tell(http);
            return Task.CompletedTask;
        });
        return next(http);
    }

    /// <summary>At the last moment: a failure takes away what was set before it.</summary>
    private static void Tell(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }
}
