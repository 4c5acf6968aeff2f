using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>Pictures of all pages, phone and desk, to be looked at. Not part of the tests; run it by
/// <c>dotnet test tests/Matching.Browser.Tests --filter Name=TakeScreenshots</c>.</summary>
[TestFixture]
[Explicit("writes pictures into the folder screenshots")]
internal sealed class Screenshots
{
    [Test]
    public async Task TakeScreenshots()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Site.Repository, "screenshots")).FullName;
        foreach (var screen in new[] { Screen.Phone, Screen.Desk })
        {
            foreach (var role in KnownPages.All.GroupBy(page => page.Role))
            {
                await using var visit = await Site.Visit(screen, role.Key);
                foreach (var page in role)
                {
                    await visit.Go(page.Path);
                    await visit.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, FileName(page, screen)), FullPage = true });
                }
            }
        }
    }

    private static string FileName(KnownPage page, Screen screen)
    {
        var name = string.Concat(page.Path.Split('?')[0].Trim('/').Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return $"{(name.Length == 0 ? "home" : name)}-{page.Role?.ToString().ToLowerInvariant() ?? "nobody"}{(page.Path.Contains('?') ? "-filtered" : "")}-{screen.Name}.png";
    }
}
