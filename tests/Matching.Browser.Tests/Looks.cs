using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>
/// Visits that only look and change nothing: a browser's page serves the same kind of visitor one after the other, as a new profile takes
/// five times as long as a page. For tests of one fixture, which do not run side by side.
/// </summary>
internal sealed class Looks : IAsyncDisposable
{
    /// <summary>Cookies of the size of type and of the language.</summary>
    private static readonly string[] Remembered = ["type", "lang"];

    private readonly Dictionary<(Screen Screen, bool Script), (Role? Role, Visit Visit)> open = [];

    /// <summary>As a new visitor would have it: the screen's own size, nothing cached, no size of type or language chosen.</summary>
    public async Task<Visit> At(Screen screen, Role? role, bool script = true)
    {
        if (!open.TryGetValue((screen, script), out var known) || known.Role != role)
        {
            if (known.Visit is not null)
                await known.Visit.DisposeAsync();
            known = open[(screen, script)] = (role, await Site.Visit(screen, role, script));
            var protocol = await known.Visit.Context.NewCDPSessionAsync(known.Visit.Page);
            await protocol.SendAsync("Network.enable");
            await protocol.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        }
        var visit = known.Visit;
        foreach (var cookie in Remembered)
            await visit.Context.ClearCookiesAsync(new BrowserContextClearCookiesOptions { Name = cookie });
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Null });
        await visit.Page.SetViewportSizeAsync(screen.Width, screen.Height);
        visit.Forget();
        return visit;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, visit) in open.Values)
            await visit.DisposeAsync();
        open.Clear();
    }
}
