using System.Globalization;

namespace Matching.Api.Http;

/// <summary>Reads the idempotency key and the seen version from the request's headers.</summary>
internal sealed class ReadCallContext(RequestDelegate next)
{
    private const int MostKey = 128;

    public Task InvokeAsync(HttpContext http, CallContext context)
    {
        RefuseControlCharacters(http.Request);
        if (http.Request.Headers["Idempotency-Key"].FirstOrDefault() is { } key)
        {
            if (key.Length is 0 or > MostKey || key.Any(c => c is <= ' ' or > '~'))
                throw new BadHttpRequestException(Words.Say("Http.IdempotencyKey", MostKey));
            context.IdempotencyKey = key;
        }
        if (http.Request.Headers.IfMatch.FirstOrDefault() is { } seen and not "*")
        {
            if (!int.TryParse(seen.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
                throw new BadHttpRequestException(Words.Say("Http.IfMatch"));
            context.SeenVersion = version;
        }
        return next(http);
    }

    private static void RefuseControlCharacters(HttpRequest request)
    {
        var texts = request.Query.SelectMany(pair => pair.Value).Append(request.Path.Value);
        if (texts.Select(text => PlainText.FirstForbidden(text ?? "")).FirstOrDefault(found => found is not null) is { } forbidden)
            throw new BadHttpRequestException(Words.Say("Csv.Control", forbidden));
    }
}
