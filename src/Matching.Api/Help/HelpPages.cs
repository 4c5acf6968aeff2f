using Matching.Api.Access;
using Matching.Api.Pages;

namespace Matching.Api.Help;

/// <summary>What figures mean, and what the site promises to those who see or move badly.</summary>
internal static class HelpPages
{
    public static void MapHelpPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/help/metrics", () => PageEndpoints.Page<MetricsPage>(new { })).ForAnybody();
        routes.MapPage("/help/accessibility", () => PageEndpoints.Page<AccessibilityPage>(new { })).ForAnybody();
    }
}
