using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Units;
using Matching.Core.Grid;

namespace Matching.Api.CompanyVisits;

/// <summary>Visits to firms: the list with what is to be followed up and who was not visited, the form, and one visit.</summary>
internal static class CompanyVisitPages
{
    private const int NeedLines = 3;

    private static readonly FormFields Fields = new(
    [
        ("kind", "CompanyVisit.Kind"), ("unit", "CompanyVisit.Unit"), ("firm", "CompanyVisit.Firm"), ("area", "Field.Area"), ("visitedOn", "CompanyVisit.On"), ("said", "CompanyVisit.Said"),
        .. Enumerable.Range(1, NeedLines).SelectMany(line => new[] { ($"need{line}", "CompanyVisit.Need"), ($"category{line}", "Field.Category") }),
        ("what", "CompanyVisit.What"), ("owner", "CompanyVisit.Owner"), ("dueOn", "CompanyVisit.DueOn"), ("contact.name", "File.Name"), ("contact.phone", "File.Phone"), ("contact.consent", "File.Consent"), ("result", "CompanyVisit.Result"),
    ]);

    public static void MapCompanyVisitPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/company-visits", async (IMediator mediator, CallContext context, int? days) => PageEndpoints.Page<CompanyVisitListPage>(new
        {
            Visits = await mediator.Send(new ListCompanyVisits(1)), FollowUps = await mediator.Send(new ListFollowUps(MineOnly: false)), MayRecord = context.Caller.Grants.Any(grant => Roles.Grid.Contains(grant.Role)),
            Days = Math.Clamp(days ?? CompanyVisitEndpoints.UsualDays, 1, ListUnvisitedFirmsRules.MostDays),
            Unvisited = await mediator.Send(new ListUnvisitedFirms(Math.Clamp(days ?? CompanyVisitEndpoints.UsualDays, 1, ListUnvisitedFirmsRules.MostDays))),
        })).For(CompanyVisitEndpoints.Seeing);

        routes.MapPage("/company-visits/new", (HttpContext http, TimeProvider clock, string? unit, string? firm) =>
            New(http, FormState.Blank(Fields, ("kind", nameof(CompanyVisitKind.Visit)), ("unit", unit), ("firm", firm), ("visitedOn", Core.ChinaTime.DayOf(clock.GetUtcNow()).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))))).For(Roles.Grid);
        routes.MapFormPost("/company-visits/new", Fields, async post =>
        {
            var recorded = await post.SendOnce(Read(post.Form));
            return new SeeOther($"/company-visits/{recorded.Code}");
        }, post => Task.FromResult(New(post.Http, post.Form))).For(Roles.Grid, pace: Pace.Filing);

        routes.MapPage("/company-visits/{visit}", (HttpContext http) => Show(http, FormState.Blank(Fields))).For(CompanyVisitEndpoints.Seeing);
        routes.MapFormPost("/company-visits/{visit}", Fields, async post =>
        {
            await post.SendOnce(new FinishFollowUp(post.Route("visit"), post.Form.Whole("followUp", 1, int.MaxValue), post.Form.Required("result")));
            return new SeeOther($"/company-visits/{post.Route("visit")}");
        }, post => Show(post.Http, post.Form)).For(Roles.Grid);
    }

    private static RecordCompanyVisit Read(FormState form)
    {
        var (area, unit, firm) = (form.Required("area"), form.Given("unit"), form.Given("firm"));
        form.Required("visitedOn");
        var contact = new ContactDraft { Name = form.Given("contact.name"), Phone = form.Given("contact.phone")?.Normalize(System.Text.NormalizationForm.FormKC), Consent = form.Ticked("contact.consent") };
        if (form.Given("what") is not null)
            form.Required("dueOn");
        return new RecordCompanyVisit
        {
            Kind = form.Choice<CompanyVisitKind>("kind") ?? CompanyVisitKind.Visit, Unit = unit, Firm = unit is null ? firm : null, Area = AreaCode.IsValid(area) ? new AreaCode(area) : default, VisitedOn = form.Day("visitedOn") ?? default,
            Said = form.Text("said"), Contact = contact is { Name: null, Phone: null } ? null : contact,
            Needs = [.. Enumerable.Range(1, NeedLines).Where(line => form.Given($"need{line}") is not null).Select(line => new NeedDraft(form.Text($"need{line}"), form.Given($"category{line}")))],
            FollowUps = form.Given("what") is { } what ? [new FollowUpDraft(what, form.Given("owner"), form.Day("dueOn") ?? default)] : [],
        };
    }

    private static IResult New(HttpContext http, FormState form)
    {
        var (services, context) = (http.RequestServices, http.RequestServices.GetRequiredService<CallContext>());
        var areas = services.GetRequiredService<KnownAreas>();
        var units = services.GetRequiredService<Database>().Read(session => session.Query<UnitRow>(UnitRow.Select + "\norder by u.name"));
        return PageEndpoints.Page<NewCompanyVisitPage>(new
        {
            Form = form, Lines = NeedLines, Areas = FilingForm.Finest(areas.All().Where(area => area.Code.Level != AreaLevel.Building && context.Sight.CoversArea(area.Code.Value)), areas),
            Units = (IReadOnlyList<Option>)[.. units.Where(unit => context.Sight.Touches(unit.Area)).Select(unit => new Option(unit.Code, unit.Name))],
            Categories = FilingForm.LeavesOf(services.GetRequiredService<Policies.Rulings>(), null),
        });
    }

    private static async Task<IResult> Show(HttpContext http, FormState form) => PageEndpoints.Page<CompanyVisitPage>(new
    {
        Model = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetCompanyVisit(http.Request.RouteValues["visit"]!.ToString()!)), Form = form,
        MayFinish = http.RequestServices.GetRequiredService<CallContext>().Caller.Grants.Any(grant => Roles.Grid.Contains(grant.Role)),
    });
}
