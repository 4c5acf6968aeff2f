using Matching.Api.Access;

namespace Matching.Api.Pages;

/// <summary>A link of the header.</summary>
/// <param name="Word">Its key in Words.</param>
/// <param name="Roles">Who sees it.</param>
internal sealed record NavLink(string Path, string Word, Role[] Roles);

/// <summary>The header's links by role, in their order. A new page that people go to from anywhere gets its line here.</summary>
internal static class Navigation
{
    private static readonly NavLink[] Links =
    [
        new("/demands/new", "File.Open", Roles.Grid),
        new("/desk", "Page.Desk", Desk.DeskEndpoints.Staff),
        new("/worklist", "Page.Worklist", Roles.Grid.And(Role.Auditor)),
        new("/visits", "Page.Visits", Visits.VisitEndpoints.Visiting),
        new("/pools", "Page.Pools", Roles.Grid),
        new("/unmet", "Page.Unmet", Reports.ReportRoles.Reading),
        new("/activities", "Page.Activities", Activities.ActivityEndpoints.Seeing),
        new("/surveys", "Page.Surveys", Surveys.SurveyEndpoints.Seeing),
        new("/company-visits", "Page.CompanyVisits", CompanyVisits.CompanyVisitEndpoints.Seeing),
        new("/property-ratings", "Page.PropertyRatings", PropertyRatings.PropertyEndpoints.Seeing),
        new("/meetings", "Page.Meetings", Meetings.MeetingRoles.Seeing),
        new("/demands", "Page.Demands", Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor)),
        new("/offers", "Page.Offers", Roles.Grid.And(Role.Unit, Role.Auditor)),
        new("/units", "Page.Units", Units.UnitEndpoints.Reading),
        new("/orders", "Page.Orders", Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor)),
        new("/posts", "Page.Posts", Roles.Committee.And(Posts.PostRoles.Claiming)),
        new("/mail", "Page.Mail", Mailbox.MailViews.Reading),
        new("/leads", "Page.Leads", Roles.Committee),
        new("/points", "Page.Points", Roles.Committee.And(Posts.PostRoles.Claiming)),
        new("/hall", "Page.Hall", [Role.Unit]),
        new("/match-runs", "Page.MatchRuns", Roles.Committee.And(Role.Auditor)),
        new("/reports", "Page.Reports", Reports.ReportRoles.Reading),
        new("/coverage", "Page.Coverage", Coverage.CoverageEndpoints.Seeing),
        new("/wall", "Page.Wall", Roles.Committee),
        new("/import", "Page.Import", Imports.ImportEndpoints.All),
        new("/exports", "Page.Exports", Lists.ExportEndpoints.Taking),
        new("/admin/webhooks", "Page.Webhooks", [Role.Community, Role.JointCommittee]),
        new("/surge", "Page.Surge", [Role.Street]),
        new("/admin/limits", "Page.Limits", [Role.Street]),
        new("/admin/limits/replay", "Page.Replay", [Role.Community, Role.JointCommittee, Role.Auditor]),
        new("/admin", "Page.Settings", [Role.Street]),
        new("/accounts", "Page.Accounts", [Role.Administrator]),
        new("/accounts/import", "Page.ImportAccounts", [Role.Administrator]),
        new("/file", "ResidentFile.Title", [Role.Resident]),
        new("/courier", "Courier.Title", [Role.Resident]),
        new("/mailbox", "Box.Title", [Role.Resident]),
        new("/leads/join", "Nomination.Title", [Role.Resident]),
        new("/report-in", "ReportIn.Title", [Role.Resident]),
        new("/look-up", "LookUp.Title", [Role.Resident]),
    ];

    /// <summary>The links of a caller; nobody signed in has the resident's.</summary>
    public static IEnumerable<NavLink> For(Caller caller) =>
        Links.Where(link => caller.IsSignedIn ? caller.Grants.Any(grant => link.Roles.Contains(grant.Role)) : link.Roles.Contains(Role.Resident));
}
