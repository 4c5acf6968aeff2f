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
        new("/worklist", Role.Community),
        new("/worklist?clock=Overdue", Role.Street),
        new("/demands/XQ-2026-000001/clocks", Role.Street),
        new("/hall", Role.Unit),
        new("/surge", Role.Street),
        new("/surge/roster", Role.Street),
        new("/accounts", Role.Administrator),
        new("/account", Role.Lead),
        new("/accounts", Role.Lead, Status: 403),
        new("/reports/2026-Q4", Role.Street, IsReport: true),
        new("/reports/2026-Q4?area=440699001001", Role.Auditor, IsReport: true),
        new("/reports/2026-Q4/records?standing=Unmet", Role.Street),
        new("/reports/2026-Q5", Role.Street, Status: 400),
        new("/unmet", Role.Community),
        new("/desk", Role.Community),
        new("/desk?queue=Unmet", Role.Community),
        new("/desk/demands/XQ-2026-000001", Role.Street),
        new("/match/XQ-2026-000001", Role.Street),
        new("/match-runs", Role.Street),
        new("/match-runs/1", Role.Street, IsReport: true),
        new("/what-if", Role.Street),
        new("/help/metrics", null),
        new("/help/accessibility", null),
    ];
}
