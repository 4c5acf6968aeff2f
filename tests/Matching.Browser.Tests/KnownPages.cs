using Matching.Api.Access;

namespace Matching.Browser.Tests;

/// <summary>A page that everybody's common checks run on. A new page gets its line in <see cref="KnownPages.All"/>.</summary>
/// <param name="Role">Whose eyes; null for nobody signed in.</param>
/// <param name="Status">What it answers with.</param>
/// <param name="IsReport">Reports may be larger.</param>
internal sealed record KnownPage(string Path, Role? Role, int Status = 200, bool IsReport = false)
{
    public override string ToString() => $"{Role?.ToString() ?? "nobody"} {Path}";
}

/// <summary>All pages, each as one who uses it.</summary>
internal static class KnownPages
{
    public static readonly IReadOnlyList<KnownPage> All =
    [
        new("/sign-in", null),
        new("/activate", null),
        new("/help", null),
        new("/offline", null),
        new("/no/such/page", null, Status: 404),
        new("/dev/states", null, IsReport: true),
        new("/", Role.Lead),
        new("/", Role.Street, IsReport: true),
        new("/demands", Role.Lead),
        new("/demands?q=没有这几个字", Role.Community),
        new("/offers", Role.Unit),
        new("/orders", Role.Unit),
        new("/import", Role.Community),
        new("/import", Role.Unit),
        new("/exports", Role.Street),
        new("/accounts", Role.Administrator),
        new("/account", Role.Lead),
        new("/accounts", Role.Lead, Status: 403),
    ];
}
