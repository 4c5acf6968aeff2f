using Matching.Api.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Pages;

/// <summary>Failures as pages, for browsers: programs get the problem itself.</summary>
internal static class ErrorPages
{
    /// <summary>Whether a person's browser asked: it accepts HTML, and not of the API.</summary>
    public static bool IsWanted(HttpRequest request) => !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/health")
        && request.Headers.Accept.Any(types => types?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>Writes the problem as a page with its own status.</summary>
    public static Task Write(HttpContext http, ProblemDetails problem)
    {
        var isFormPost = HttpMethods.IsPost(http.Request.Method);
        return new RazorComponentResult<ErrorPage>(new
        {
            Title = problem.Title ?? "", Detail = problem.Detail ?? "", Status = problem.Status ?? 500, IsPost = isFormPost,
            OutcomeUnknown = Equals(problem.Extensions["code"], "outcome-unknown"), Trace = problem.Extensions["traceId"]?.ToString() ?? "",
        }) { StatusCode = problem.Status, PreventStreamingRendering = true }.ExecuteAsync(http);
    }

    /// <summary>The pages that need nothing but themselves: help, and what is shown without a network.</summary>
    public static void MapErrorPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/offline", () => PageEndpoints.Page<OfflinePage>(new { })).ForAnybody(Pace.Free);
        routes.MapPage("/help", () => PageEndpoints.Page<HelpPage>(new { })).ForAnybody();
    }
}
