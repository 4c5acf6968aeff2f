using Matching.Api.Access;

namespace Matching.Api.Pages;

/// <summary>A link of the header.</summary>
/// <param name="Word">Its key in Words.</param>
/// <param name="Roles">Who sees it.</param>
internal sealed record NavLink(string Path, string Word, Role[] Roles);

/// <summary>Links that belong together, behind one word that opens them.</summary>
/// <param name="Word">Its key in Words; null for links that stand in the header by themselves.</param>
internal sealed record NavGroup(string? Word, IReadOnlyList<NavLink> Links);

/// <summary>The header's links by role, grouped by what people want to do. A new page that people go to from anywhere gets its line here.</summary>
internal static class Navigation
{
    /// <summary>So few need no groups.</summary>
    private const int MostByThemselves = 7;

    private static readonly NavGroup[] Groups =
    [
        new(null,
        [
            new("/demands/new", "File.Open", Roles.Grid),
            new("/desk", "Page.Desk", Desk.DeskEndpoints.Staff),
            new("/hall", "Page.Hall", [Role.Unit]),
            new("/file", "ResidentFile.Title", [Role.Resident]),
            new("/courier", "Courier.Title", [Role.Resident]),
            new("/mailbox", "Box.Title", [Role.Resident]),
            new("/leads/join", "Nomination.Title", [Role.Resident]),
            new("/report-in", "ReportIn.Title", [Role.Resident]),
            new("/look-up", "LookUp.Title", [Role.Resident]),
        ]),
        new("Nav.Handle",
        [
            new("/worklist", "Page.Worklist", Roles.Grid.And(Role.Auditor)),
            new("/visits", "Page.Visits", Visits.VisitEndpoints.Visiting),
            new("/pools", "Page.Pools", Roles.Grid),
            new("/mail", "Page.Mail", Mailbox.MailViews.Reading),
            new("/meetings", "Page.Meetings", Meetings.MeetingRoles.Seeing),
        ]),
        new("Nav.Lists",
        [
            new("/demands", "Page.Demands", Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor)),
            new("/offers", "Page.Offers", Roles.Grid.And(Role.Unit, Role.Auditor)),
            new("/orders", "Page.Orders", Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor)),
            new("/units", "Page.Units", Units.UnitEndpoints.Reading),
            new("/import", "Page.Import", Imports.ImportEndpoints.All),
            new("/exports", "Page.Exports", Lists.ExportEndpoints.Taking),
        ]),
        new("Nav.Together",
        [
            new("/activities", "Page.Activities", Activities.ActivityEndpoints.Seeing),
            new("/surveys", "Page.Surveys", Surveys.SurveyEndpoints.Seeing),
            new("/company-visits", "Page.CompanyVisits", CompanyVisits.CompanyVisitEndpoints.Seeing),
            new("/property-ratings", "Page.PropertyRatings", PropertyRatings.PropertyEndpoints.Seeing),
            new("/posts", "Page.Posts", Roles.Committee.And(Posts.PostRoles.Claiming)),
            new("/leads", "Page.Leads", Roles.Committee),
            new("/points", "Page.Points", Roles.Committee.And(Posts.PostRoles.Claiming)),
        ]),
        new("Nav.Insight",
        [
            new("/match-runs", "Page.MatchRuns", Roles.Committee.And(Role.Auditor)),
            new("/unmet", "Page.Unmet", Reports.ReportRoles.Reading),
            new("/reports", "Page.Reports", Reports.ReportRoles.Reading),
            new("/coverage", "Page.Coverage", Coverage.CoverageEndpoints.Seeing),
            new("/wall", "Page.Wall", Roles.Committee),
        ]),
        new("Nav.Manage",
        [
            new("/surge", "Page.Surge", [Role.Street]),
            new("/admin/limits", "Page.Limits", [Role.Street]),
            new("/admin/limits/replay", "Page.Replay", [Role.Community, Role.JointCommittee, Role.Auditor]),
            new("/admin/webhooks", "Page.Webhooks", [Role.Community, Role.JointCommittee]),
            new("/admin", "Page.Settings", [Role.Street]),
            new("/accounts", "Page.Accounts", [Role.Administrator]),
            new("/accounts/import", "Page.ImportAccounts", [Role.Administrator]),
        ]),
    ];

    /// <summary>What a caller sees; nobody signed in has the resident's. A group of one link is that link.</summary>
    public static IReadOnlyList<NavGroup> For(Caller caller)
    {
        var groups = Groups.Select(group => group with { Links = [.. group.Links.Where(link => IsFor(link, caller))] }).Where(group => group.Links.Count > 0).ToList();
        if (groups.Sum(group => group.Links.Count) <= MostByThemselves)
            return [.. groups.Select(group => group with { Word = null })];
        return [.. groups.Select(group => group.Links.Count == 1 ? group with { Word = null } : group)];
    }

    private static bool IsFor(NavLink link, Caller caller) => caller.IsSignedIn ? caller.Grants.Any(grant => link.Roles.Contains(grant.Role)) : link.Roles.Contains(Role.Resident);
}
