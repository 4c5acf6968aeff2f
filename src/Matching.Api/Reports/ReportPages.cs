using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What a report's pages show beside the report.</summary>
/// <param name="Tiles">The communities in sight, by street.</param>
/// <param name="MayOversee">The reader may see who confirms whom.</param>
public sealed record ReportModel(
    ReportView Report, FormState Filter, IReadOnlyList<Option> Periods, IReadOnlyList<Option> Areas, IReadOnlyList<Option> Categories, IReadOnlyList<Option> Studios,
    IReadOnlyList<IReadOnlyList<MapTile>> Tiles, bool MayOversee);

internal static class ReportPages
{
    public const string MarksPart = "marks";

    /// <summary>The pages of a report besides its overview.</summary>
    public static readonly string[] Parts = ["rates", "needs", "balance", MarksPart];

    private static readonly FormFields Filter = new(
        ("period", "Report.PeriodField"), ("area", "Field.Area"), ("category", "Field.Category"), ("studio", "ReportDimension.Studio"), ("unit", "Thing.Unit"), ("gap", "Report.Gap"), ("time", "Report.WantedAt"),
        ("community", "Field.Community"));

    public static void MapReportPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/reports", (TimeProvider clock, string? period, string? area, string? category, string? studio, string? unit, string? part) => TypedResults.Redirect(
            $"/reports/{Uri.EscapeDataString(string.IsNullOrEmpty(period) ? ReportPeriod.QuarterOf(clock.GetUtcNow()).Code : period)}{(Parts.Contains(part) ? $"/{part}" : "")}"
                + Ask(QueryText.Of(("area", area), ("category", category), ("studio", studio), ("unit", unit)))))
            .For(ReportRoles.Reading);

        routes.MapPage("/reports/{period}", async ([AsParameters] ReportAsked asked, HttpContext http) =>
            PageEndpoints.Page<ReportPage>(new { Model = await Model(http, asked, ReportDepth.Overview) })).For(ReportRoles.Reading);

        routes.MapPage("/reports/{period}/rates", async ([AsParameters] ReportAsked asked, HttpContext http, string? by, int? page) => PageEndpoints.Page<ReportRatesPage>(new
        {
            Model = await Model(http, asked, ReportDepth.Overview with { By = [Choice.Of<ReportDimension>(by) ?? ReportDimension.Community] }), Address = PageAddress.Of(http.Request), Page = Math.Max(1, page ?? 1),
        })).For(ReportRoles.Reading);

        routes.MapPage("/reports/{period}/needs", async ([AsParameters] ReportAsked asked, HttpContext http) =>
            PageEndpoints.Page<ReportNeedsPage>(new { Model = await Model(http, asked, ReportDepth.Overview with { Worths = true }) })).For(ReportRoles.Reading);

        routes.MapPage("/reports/{period}/balance", async ([AsParameters] ReportAsked asked, HttpContext http) =>
            PageEndpoints.Page<ReportBalancePage>(new { Model = await Model(http, asked, ReportDepth.Overview) })).For(ReportRoles.Reading);

        routes.MapPage("/reports/{period}/marks", async ([AsParameters] ReportAsked asked, HttpContext http) =>
            PageEndpoints.Page<ReportMarksPage>(new { Model = await Model(http, asked, ReportDepth.Overview with { Marks = true }) })).For(ReportRoles.Overseeing);

        routes.MapPage("/reports/{period}/records", async ([AsParameters] ReportAsked asked, [AsParameters] RecordsAsked records, IMediator mediator, KnownAreas areas, Rulings rulings, string? cursor) =>
        {
            var (scope, wanted) = (asked.Scope(areas, rulings), records.Wanted());
            var found = await mediator.Send(new ListReportRecords(scope, wanted, PageWanted.From(cursor, 50)));
            return PageEndpoints.Page<RecordsPage>(new { Records = found, Back = $"/reports/{scope.Period.Code}{Ask(scope.Query())}", Path = $"/reports/{scope.Period.Code}/records{Ask(wanted.Query(scope))}" });
        }).For(ReportRoles.Reading);

        routes.MapPage("/unmet", async (HttpContext http, string? period, string? area, string? category, string? gap, string? studio, string? unit, string? time, string? community) => await Unmet(http,
            FormState.Blank(Filter, ("period", period), ("area", area), ("category", category), ("gap", gap), ("studio", studio), ("unit", unit), ("time", time), ("community", community)))).For(ReportRoles.Reading);

        routes.MapFormPost("/unmet", Filter, async post =>
        {
            var context = post.Http.RequestServices.GetRequiredService<CallContext>();
            var (agenda, code) = post.Form.Given("agenda") is { } wanted ? (true, wanted) : (false, post.Form.Text("call"));
            if (!post.Http.RequestServices.GetRequiredService<Database>().Read(session => context.Sight.SeesDemand(session, code)))
                throw new NotThereException("Demand", code);
            if (!agenda)
            {
                await post.Send(new Escalation.CallForOffers(code));
                return new SeeOther("/unmet?called=yes");
            }
            var place = await post.Send(new Meetings.PutOnAgenda(code));
            return new SeeOther($"/meetings/{place.Meeting}#item-{place.Item}");
        }, post => Unmet(post.Http, post.Form)).For(Desk.DeskEndpoints.Staff);
    }

    private static async Task<ReportModel> Model(HttpContext http, ReportAsked asked, ReportDepth depth)
    {
        var services = http.RequestServices;
        var (areas, rulings, context) = (services.GetRequiredService<KnownAreas>(), services.GetRequiredService<Rulings>(), services.GetRequiredService<CallContext>());
        var report = await services.GetRequiredService<IMediator>().Send(new GetReport(asked.Scope(areas, rulings), depth), http.RequestAborted);
        var tiles = services.GetRequiredService<Database>().Read(session => KnownTiles.Of(session, areas))
            .Where(tile => context.Sight.CoversArea(tile.Community) && (report.Area is not { } place || tile.Community.StartsWith(place, StringComparison.Ordinal))).ToList();
        return new ReportModel(report, FormState.Blank(Filter, ("period", report.Period), ("area", report.Area), ("category", report.Category), ("studio", report.Studio)),
            Periods(services.GetRequiredService<TimeProvider>().GetUtcNow(), report.Period), Areas(areas, context), Categories(rulings), Studios(rulings),
            [.. tiles.GroupBy(tile => tile.Community[..9]).Select(street => Tiles(street, report, areas))], ReportRoles.MayOversee(context));
    }

    private static async Task<IResult> Unmet(HttpContext http, FormState filter)
    {
        var services = http.RequestServices;
        var (areas, rulings, context) = (services.GetRequiredService<KnownAreas>(), services.GetRequiredService<Rulings>(), services.GetRequiredService<CallContext>());
        var list = await services.GetRequiredService<IMediator>().Send(new UnmetAsked
        {
            Period = filter.Given("period"), Area = filter.Given("area"), Category = filter.Given("category"), Studio = filter.Given("studio"), Unit = filter.Given("unit"),
            Community = filter.Given("community"), Gap = filter.Given("gap"), Time = filter.Given("time"),
        }.List(areas, rulings, PageWanted.From(http.Request.Query["cursor"], 50)));
        return PageEndpoints.Page<UnmetPage>(new
        {
            List = list, Address = HttpMethods.IsPost(http.Request.Method) ? new PageAddress("/unmet", []) : PageAddress.Of(http.Request), Filter = filter,
            Periods = Periods(services.GetRequiredService<TimeProvider>().GetUtcNow(), filter.Given("period")), Areas = Areas(areas, context), Categories = Categories(rulings),
            MayAct = context.Caller.Grants.Any(grant => Desk.DeskEndpoints.Staff.Contains(grant.Role)),
        });
    }

    /// <summary>A query behind its question mark, or nothing.</summary>
    public static string Ask(string query) => query.Length == 0 ? "" : $"?{query}";

    /// <summary>This year's and the last periods of each length, and the one that is shown.</summary>
    private static IReadOnlyList<Option> Periods(DateTimeOffset now, string? shown)
    {
        var quarter = ReportPeriod.QuarterOf(now);
        ReportPeriod.TryParse(Core.ChinaTime.Local(now).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture), out var month);
        ReportPeriod.TryParse(quarter.Code[..4], out var year);
        string[] codes = [quarter.Code, quarter.Before.Code, quarter.Before.Before.Code, quarter.Before.Before.Before.Code, month.Code, month.Before.Code, month.Before.Before.Code, year.Code, year.Before.Code];
        return [.. codes.Append(shown ?? "").Where(code => code.Length > 0).Distinct().Select(code => new Option(code, code))];
    }

    private static IReadOnlyList<Option> Areas(KnownAreas areas, CallContext context) =>
        [.. areas.All().Where(area => area.Code.Level is AreaLevel.Street or AreaLevel.Community && context.Sight.CoversArea(area.Code.Value)).Select(area => new Option(area.Code.Value, area.Name))];

    private static IReadOnlyList<Option> Categories(Rulings rulings) => [.. rulings.Categories.Where(category => string.IsNullOrEmpty(category.Parent)).Select(category => new Option(category.Code, category.Name))];

    private static IReadOnlyList<Option> Studios(Rulings rulings) => [.. rulings.Categories.Select(category => category.Studio).Where(studio => studio.Length > 0).Distinct().Select(studio => new Option(studio, studio))];

    private static IReadOnlyList<MapTile> Tiles(IEnumerable<TilePlace> places, ReportView report, KnownAreas areas)
    {
        var rows = report.Communities.ToDictionary(row => row.Key, StringComparer.Ordinal);
        return [.. places.Select(place => rows.GetValueOrDefault(place.Community) is { } row
            ? new MapTile(row.Name, place.Row, place.Column, RateSteps.Of(row.MatchRate), ReportTables.Percent(row.MatchRate), Words.Say("Report.TileCounts", row.Met, row.Pending, row.Unmet)) { Link = report.Records(row.Query) }
            : new MapTile(areas.PathOf(place.Community), place.Row, place.Column, null, Words.Say("Report.NoDemands")))];
    }
}
