using System.Globalization;
using System.Text;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

/// <summary>Recruiting leads: residents nominate and follow it by code; the committee decides, prints the letter, and ends terms.</summary>
internal static class LeadPages
{
    private const int MostRows = 50;
    private const string OwnPath = "/leads/own";

    private static readonly OwnCode Code = new("nomination", OwnPath);

    private static readonly FormFields Nominating = new(
        ("area", "Field.Area"), ("kind", "Nomination.Kind"), ("contact.name", "Nomination.Name"), ("contact.phone", "Nomination.Phone"), ("why", "Nomination.Why"), ("contact.consent", "Nomination.Consent"));

    private static readonly FormFields Reporting = new(
        ("area", "Field.Community"), ("contact.name", "ReportIn.Name"), ("contact.phone", "ReportIn.Phone"), ("why", "ReportIn.Why"), ("contact.consent", "ReportIn.Consent"));

    private static readonly FormFields Following = new(("number", "Nomination.Number"), ("lookUpCode", "LookUp.Code"));

    private static readonly FormFields Deciding = new(("reason", "Field.Reason"), ("account", "Nomination.Account"), ("from", "Post.From"), ("until", "Post.Until"), ("field", "Contact.Which"), ("act", "Part.Act"));

    public static string Term(DateOnly from, DateOnly until) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} – {until:yyyy-MM-dd}");

    public static void MapLeadPages(this IEndpointRouteBuilder routes)
    {
        MapResidents(routes);
        MapReportIn(routes);
        MapOwn(routes);
        MapCommittee(routes);
    }

    private static void MapResidents(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/leads/join", (HttpContext http, string? area) => Nominate(http, FormState.Blank(Nominating, ("area", area)), FormState.Blank(Following))).ForAnybody();

        routes.MapFormPost("/leads/join", Nominating, async post =>
        {
            var form = post.Form;
            var area = form.Required("area");
            form.Required("kind");
            return await Send(post, area, form.Choice<NominationKind>("kind") ?? NominationKind.Self);
        }, post => Task.FromResult(Nominate(post.Http, post.Form, FormState.Blank(Following)))).ForAnybody(Pace.Filing);
    }

    private static void MapReportIn(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/report-in", (HttpContext http, string? area) => ReportIn(http, FormState.Blank(Reporting, ("area", area)))).ForAnybody();

        routes.MapFormPost("/report-in", Reporting, post => Send(post, post.Form.Required("area"), NominationKind.ReportIn),
            post => Task.FromResult(ReportIn(post.Http, post.Form))).ForAnybody(Pace.Filing);
    }

    private static async Task<IResult> Send(FormPost post, string area, NominationKind kind)
    {
        var form = post.Form;
        var contact = new ContactDraft { Name = form.Required("contact.name"), Phone = form.Required("contact.phone").Normalize(NormalizationForm.FormKC), Consent = form.Ticked("contact.consent") };
        var receipt = await post.SendOnce(new NominateLead { Area = area, Kind = kind, Contact = contact, Why = form.Text("why") });
        Code.Remember(post.Http, receipt.Code, receipt.LookUpCode);
        return new SeeOther($"{OwnPath}/{receipt.Code}?sent=yes");
    }

    private static IResult ReportIn(HttpContext http, FormState form) =>
        PageEndpoints.Page<ReportInPage>(new { Form = form, Communities = Units.UnitPages.CommunitiesOf(http.RequestServices.GetRequiredService<KnownAreas>(), _ => true) });

    private static void MapOwn(IEndpointRouteBuilder routes)
    {
        routes.MapFormPost(OwnPath, Following, post => Code.Follow(post, "number", async (number, code) => (await post.Send(new LookUpNomination(number, code))).Code),
            post => Task.FromResult(Nominate(post.Http, FormState.Blank(Nominating), post.Form))).ForAnybody(Pace.LookUp);

        routes.MapPage(OwnPath + "/{number}", async (string number, HttpContext http) => await Own(http, number, FormState.Blank(Following))).ForAnybody();

        routes.MapFormPost(OwnPath + "/{number}/erase", Following, async post =>
        {
            if (Code.For(post.Http, post.Route("number")) is { } code)
                await post.Send(new ForgetNominee(post.Route("number"), code));
            return new SeeOther("/leads/join");
        }, post => Own(post.Http, post.Route("number"), post.Form)).ForAnybody(Pace.LookUp);
    }

    private static void MapCommittee(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/leads", async (HttpContext http, IMediator mediator, string? state) => PageEndpoints.Page<NominationsPage>(new
        {
            List = await mediator.Send(new ListNominations(Choice.Of<NominationState>(state) ?? NominationState.Waiting, MostRows)), Address = $"{http.Request.Scheme}://{http.Request.Host}/leads/join",
        })).For(Roles.Committee);

        routes.MapPage("/leads/{code}", (string code, HttpContext http) => Show(http, code, FormState.Blank(Deciding))).For(Roles.Committee);

        routes.MapFormPost("/leads/{code}/decide", Deciding, Decide, Again).For(Roles.Committee);

        routes.MapFormPost("/leads/{code}/end", Deciding, async post =>
        {
            await post.SendOnce(new EndLeadTerm(post.Route("code"), post.Form.Required("reason")));
            return new SeeOther($"/leads/{post.Route("code")}");
        }, Again).For(Roles.Committee);

        routes.MapFormPost("/leads/{code}/contact", Deciding, async post =>
        {
            post.Form.Required("field");
            var revealed = await post.Send(new RevealNominee(post.Route("code"), post.Form.Choice<ContactField>("field") ?? ContactField.Phone));
            return await Show(post.Http, post.Route("code"), post.Form, revealed);
        }, Again).For(Roles.Committee);

        routes.MapFormPost("/leads/{code}/letter", Deciding, Letter, Again).For(Roles.Committee);
    }

    private static async Task<IResult> Decide(FormPost post)
    {
        var (code, reason) = (post.Route("code"), post.Form.Required("reason"));
        if (post.Form.Text("act") == nameof(NominationAct.Refuse))
        {
            await post.Send(new RefuseNomination(code, reason));
            return new SeeOther($"/leads/{code}");
        }
        var account = post.Form.Required("account");
        post.Form.Required("from");
        post.Form.Required("until");
        var (from, until) = (post.Form.Day("from"), post.Form.Day("until"));
        post.Check();
        var slip = await post.Send(new ApproveNomination(code, account, from!.Value, until!.Value, reason));
        return PageEndpoints.Page<SlipsPage>(new { Slips = (IReadOnlyList<ActivationSlip>)[slip], Address = $"{post.Http.Request.Scheme}://{post.Http.Request.Host}/activate" });
    }

    private static async Task<IResult> Letter(FormPost post)
    {
        var services = post.Http.RequestServices;
        var row = await services.GetRequiredService<IMediator>().Send(new GetNomination(post.Route("code")));
        var name = (await post.Send(new RevealNominee(row.Code, ContactField.Name))).Value;
        if (row.From is null || name is null || row.Kind == NominationKind.ReportIn)
            throw new RuleBrokenException("contact-closed");
        CultureInfo.CurrentUICulture = Words.Chinese;
        return PageEndpoints.Page<LetterPage>(new { Row = row, Name = name, Community = services.GetRequiredService<KnownAreas>().PathOf(new AreaCode(row.Area).At(AreaLevel.Community)!.Value.Value), Day = ChinaTime.DayOf(row.DecidedAt!.Value) });
    }

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("code"), post.Form);

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, RevealedField? revealed = null) =>
        PageEndpoints.Page<NominationPage>(new { Row = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetNomination(code)), Form = form, Revealed = revealed });

    private static IResult Nominate(HttpContext http, FormState form, FormState following)
    {
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        return PageEndpoints.Page<NominatePage>(new { Form = form, Following = following, Areas = FilingForm.FinestWith(form.Value("area"), areas.All().Where(area => area.Code.Level is AreaLevel.Estate or AreaLevel.Building), areas) });
    }

    private static async Task<IResult> Own(HttpContext http, string number, FormState form)
    {
        if (Code.For(http, number) is not { } code)
            return new SeeOther("/leads/join");
        var own = await http.RequestServices.GetRequiredService<IMediator>().Send(new LookUpNomination(number, code));
        return PageEndpoints.Page<OwnNominationPage>(new { Own = own, Form = form, LookUp = http.Request.Query.ContainsKey("sent") ? code : null });
    }
}
