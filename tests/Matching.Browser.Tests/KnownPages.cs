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
    /// <summary>The demo's run gives its orders the numbers of the year in which it is made.</summary>
    private static readonly string FirstOrder = $"/orders/FW-{Matching.Core.ChinaTime.Local(DateTimeOffset.UtcNow).Year}-000001";

    /// <summary>The stories' meetings: one with its agenda frozen, one closed.</summary>
    private static readonly string FirstMeeting = FirstOrder.Replace("/orders/FW", "/meetings/HY");

    private static readonly string SecondMeeting = FirstMeeting[..^1] + "2";

    public static readonly IReadOnlyList<KnownPage> All =
    [
        new("/sign-in", null),
        new("/activate", null),
        new("/", null),
        new("/look-up", null),
        new("/help", null),
        new("/offline", null),
        new("/no/such/page", null, Status: 404),
        new("/dev/states", null, IsReport: true),
        new("/", Role.Lead),
        new("/", Role.Street),
        new("/", Role.Unit),
        new("/match-runs/last", Role.Street, IsReport: true),
        new("/demands/new", Role.Lead),
        new("/demands/new", Role.Street),
        new("/demands/new/paste", Role.Lead),
        new("/demands/XQ-2026-000001", Role.Street),
        new("/demands/XQ-2026-000001/withdraw", Role.Street),
        new("/demands?due=soon&sort=due", Role.Street),
        new("/demands", Role.Lead),
        new("/demands?q=没有这几个字", Role.Community),
        new("/offers", Role.Unit),
        new("/offers/new", Role.Unit),
        new("/offers/new?line=每周二四下午3点到5点 量血压 20人", Role.Unit),
        new("/offers/ZY-2026-000001", Role.Street),
        new("/orders", Role.Unit),
        new("/orders?tab=Open", Role.Unit),
        new("/orders?tab=Mine", Role.Unit),
        new("/orders", Role.Street),
        new(FirstOrder, Role.Street),
        new($"{FirstOrder}/accept", Role.Street),
        new($"{FirstOrder}/decline", Role.Street),
        new($"{FirstOrder}/return", Role.Street),
        new($"{FirstOrder}/other-time", Role.Street),
        new($"{FirstOrder}/complete", Role.Street),
        new("/order-link", null, Status: 404),
        new("/import", Role.Community),
        new("/import", Role.Unit),
        new("/exports", Role.Street),
        new("/exports?list=Orders&state=Closed&from=2026-01-01", Role.Unit),
        new("/worklist", Role.Community),
        new("/worklist?clock=Overdue", Role.Street),
        new("/demands/XQ-2026-000001/clocks", Role.Street),
        new("/hall", Role.Unit),
        new("/pools", Role.Street),
        new("/pools", Role.Lead),
        new("/visits", Role.Community),
        new("/visits?queue=Done", Role.Visitor),
        new("/demands/XQ-2026-000001/do/charge", Role.Street),
        new("/demands/XQ-2026-000001/do/hand-over", Role.Street),
        new("/demands/XQ-2026-000001/do/serve", Role.Street),
        new("/demands/XQ-2026-000001/do/extend", Role.Street),
        new("/demands/XQ-2026-000001/do/wait", Role.Street),
        new("/demands/XQ-2026-000001/do/supplement", Role.Street),
        new("/demands/XQ-2026-000001/do/nudge", Role.Street),
        new("/demands/XQ-2026-000001/do/unreasonable", Role.Street),
        new("/demands/XQ-2026-000001/do/reasonable", Role.Street),
        new("/demands/XQ-2026-000001/do/escalate", Role.Street),
        new("/demands/XQ-2026-000001/do/send-down", Role.Street),
        new("/demands/XQ-2026-000001/do/record-answer", Role.Street),
        new("/demands/XQ-2026-000001/parts/999999", Role.Street, Status: 404),
        new("/visits/999999", Role.Visitor, Status: 404),
        new($"{FirstOrder}/deliveries", Role.Street),
        new($"{FirstMeeting}/items/999999", Role.Street, Status: 404),
        new("/surge", Role.Street),
        new("/surge/roster", Role.Street),
        new("/inbox", Role.Lead),
        new("/inbox?unread=true", Role.Unit),
        new("/inbox/channels", Role.Unit),
        new("/inbox/channels", Role.Street),
        new("/inbox/channels/999999", Role.Unit, Status: 404),
        new("/admin/mail", Role.Street),
        new("/demands/XQ-2026-000001/text", Role.Street),
        new($"{FirstOrder}/text", Role.Street),
        new("/hall/text", Role.Unit),
        new("/hall/text", Role.Community),
        new("/inbox/text", Role.Lead),
        new("/admin/limits", Role.Street),
        new("/admin/limits/replay", Role.Street),
        new("/admin/limits/replay?go=yes&answerHours=24", Role.Community),
        new("/admin/limits/replay?go=yes&answerHours=abc", Role.Street, Status: 422),
        new("/activities", Role.Unit),
        new("/activities?queue=Past", Role.Lead),
        new("/activities/999999", Role.Street, Status: 404),
        new("/activities/999999/sheet", Role.Street, Status: 404),
        new("/activities/999999/poster", Role.Unit, Status: 404),
        new("/activities/999999/cancel", Role.Unit, Status: 404),
        new("/join/NOSUCHCODE", null, Status: 404),
        new("/join/NOSUCHCODE/withdraw", null, Status: 404),
        new("/meetings", Role.Community),
        new("/meetings", Role.Unit),
        new(FirstMeeting, Role.Street),
        new($"{FirstMeeting}/agenda", Role.Community),
        new($"{SecondMeeting}/minutes", Role.Street),
        new($"{SecondMeeting}/tasks/1", Role.Street),
        new("/desk?queue=Tasks", Role.Street),
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
        new("/admin", Role.Street),
        new("/help/metrics", null),
        new("/help/accessibility", null),
        new("/accounts/demo-unit", Role.Administrator),
        new("/accounts/import", Role.Administrator),
        new("/account/password", Role.Lead),
        new("/account/second-factor", Role.Street),
        new("/second-factor", null),
        new("/demands/new/paste/done", Role.Lead),
        new("/demands/XQ-2026-000001/matches", Role.Street),
        new("/demands/XQ-2026-000001/take", Role.Unit, Status: 404),
        new("/hall/XQ-2026-000001/claim", Role.Unit, Status: 409),
        new("/import/999999", Role.Community, Status: 404),
        new("/look-up?demand=XQ-2026-000001", null),
        new("/wall", Role.Visitor, IsReport: true),
        new("/file", null),
        new("/file", Role.Lead),
        new("/match/XQ-2026-000001/none", Role.Street),
    ];

    /// <summary>Pages that no fixed address shows, each with its reason. What they show is seen in the flows.</summary>
    public static readonly IReadOnlyDictionary<string, string> Excused = new Dictionary<string, string>
    {
        ["/first-administrator"] = "is there until the first administrator is, and the demo starts with one",
        ["/join/{joinCode}/done"] = "sends on to the sign-up page without the receipt's cookie",
        ["/file/{number}"] = "sends on to /look-up without the receipt's cookie",
        ["/look-up/{number}/erase"] = "sends on to /look-up without the code of a receipt",
        ["/look-up/{number}"] = "sends on to /look-up without the code of a receipt",
        ["/match/{code}/assign"] = "needs a window that is possible just then",
        ["/o/{token}"] = "takes the token of a printed order and sends on",
        ["/reports"] = "sends on to the quarter's report",
    };
}
