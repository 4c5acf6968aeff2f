using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Browser.Tests;

/// <summary>The server's list of pages beside the list that the common checks run on.</summary>
[TestFixture]
internal sealed class RouteListTests
{
    /// <summary>Pages are read by GET and HEAD; what programs read is not asked by HEAD.</summary>
    private static readonly IReadOnlyList<RouteEndpoint> Pages =
        [.. Site.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("HEAD") == true && endpoint.RoutePattern.RawText?.Contains('.') == false).Distinct()];

    [Test]
    public void KnownPages_EveryPageOfTheServer_HasALineOrAReason()
    {
        var shown = KnownPages.All.Select(page => PatternOf(page.Path.Split('?')[0])).ToHashSet();

        var missing = Pages.Select(page => page.RoutePattern.RawText!).Where(pattern => !shown.Contains(pattern) && !KnownPages.Excused.ContainsKey(pattern));

        Assert.That(Pages, Has.Count.GreaterThan(50));
        Assert.That(missing, Is.Empty, "pages without a line in KnownPages");
    }

    [Test]
    public void Excused_EachOfThem_IsAPageWithoutALine()
    {
        var shown = KnownPages.All.Select(page => PatternOf(page.Path.Split('?')[0])).ToHashSet();

        Assert.That(KnownPages.Excused.Keys.Where(pattern => shown.Contains(pattern) || Pages.All(page => page.RoutePattern.RawText != pattern)), Is.Empty);
    }

    [Test]
    public void KnownPages_Lines_StandOnce() => Assert.That(KnownPages.All, Is.Unique);

    /// <summary>The pattern that serves an address: of several the one that names most of it.</summary>
    private static string? PatternOf(string path) => Pages
        .Where(page => new TemplateMatcher(TemplateParser.Parse(page.RoutePattern.RawText!), []).TryMatch(path, []))
        .MinBy(page => page.RoutePattern.InboundPrecedence)?.RoutePattern.RawText;
}
