using System.Diagnostics;
using Matching.Api.Http;

namespace Matching.Api.Telemetry;

/// <summary>One line for a request, by its route and never by what was asked: paths and queries may hold what people typed.</summary>
internal sealed partial class LogRequest(RequestDelegate next, ILogger<LogRequest> log)
{
    public async Task InvokeAsync(HttpContext http, CallContext context)
    {
        var started = Stopwatch.GetTimestamp();
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        try
        {
            if (Activity.Current is { } span)
                span.DisplayName = $"{http.Request.Method} {route}";
            await next(http);
        }
        finally
        {
            Tell(http.Request.Method, route, http.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds, context.Who, ProblemHandler.TraceOf(http));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{method} {route} {status} in {milliseconds} ms by {who}, trace {trace}")]
    private partial void Tell(string method, string route, int status, double milliseconds, string who, string trace);
}
