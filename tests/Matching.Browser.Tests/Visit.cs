using Matching.Api.Access;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>One person's browser: a page, and what its console said that should not be.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    public Visit(IBrowserContext context, IPage page, bool hasScript)
    {
        (Context, Page, HasScript) = (context, page, hasScript);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public bool HasScript { get; }

    /// <summary>Errors and warnings of the console so far.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>What was said on pages before is nobody's complaint any more.</summary>
    public void Forget() => complaints.Clear();

    /// <summary>Goes there and gives the answer's status.</summary>
    public async Task<int> Go(string path) => (await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load }))!.Status;

    /// <summary>By the demo's button of that role, as a newcomer does.</summary>
    public async Task SignIn(Role role)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator(".demo summary").ClickAsync();
        await Page.Locator($".demo button[value='{role}']").ClickAsync();
        await Page.WaitForURLAsync("**/");
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Heading(string name) => Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = name });

    /// <summary>How much wider than the window the page is, in CSS pixels; 0 when nothing has to be scrolled sideways.</summary>
    public Task<int> Overflow() => Page.EvaluateAsync<int>("() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)");

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
