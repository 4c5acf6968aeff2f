using System.Text;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Mailbox;

/// <summary>The lead's mailbox (楼长信箱): residents write by a building's link and read the answer by code; the lead answers and takes help up.</summary>
internal static class MailboxPages
{
    private const int MostRows = 50;
    private const int MostBoxes = 3;
    private const string OwnPath = "/mailbox/own";

    private static readonly OwnCode Code = new("mailbox", OwnPath);

    private static readonly FormFields Sending = new(
        ("area", "Field.Area"), ("kind", "Box.Kind"), ("text", "Box.Text"), ("contact.name", "Box.Name"), ("contact.phone", "Box.Phone"), ("contact.consent", "Box.Consent"));

    private static readonly FormFields Following = new(("number", "Box.Number"), ("lookUpCode", "LookUp.Code"));

    private static readonly FormFields Answering = new(("field", "Contact.Which"), ("text", "Box.Answer"), ("title", "Box.OfferTitle"), ("category", "Box.Category"), ("start", "Box.Start"), ("end", "Box.End"), ("capacity", "Box.Capacity"));

    public static void MapMailboxPages(this IEndpointRouteBuilder routes)
    {
        MapResidents(routes);
        MapOwn(routes);
        MapLeads(routes);
    }

    private static void MapResidents(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/mailbox", (HttpContext http, string? area) => Write(http, FormState.Blank(Sending, ("area", area)), FormState.Blank(Following))).ForAnybody();

        routes.MapFormPost("/mailbox", Sending, async post =>
        {
            var form = post.Form;
            var (area, text) = (form.Required("area"), form.Required("text"));
            form.Required("kind");
            var kind = form.Choice<MailKind>("kind") ?? MailKind.Idea;
            var (name, phone) = (form.Given("contact.name"), form.Given("contact.phone")?.Normalize(NormalizationForm.FormKC));
            var contact = name is null && phone is null ? null : new ContactDraft { Name = name, Phone = phone, Consent = form.Ticked("contact.consent") };
            var receipt = await post.SendOnce(new SendToMailbox { Area = area, Kind = kind, Text = text, Contact = contact });
            Code.Remember(post.Http, receipt.Code, receipt.LookUpCode);
            return new SeeOther($"{OwnPath}/{receipt.Code}?sent=yes");
        }, post => Task.FromResult(Write(post.Http, post.Form, FormState.Blank(Following)))).ForAnybody(Pace.Filing);
    }

    private static void MapOwn(IEndpointRouteBuilder routes)
    {
        routes.MapFormPost(OwnPath, Following, post => Code.Follow(post, "number", async (number, code) => (await post.Send(new LookUpMail(number, code))).Code),
            post => Task.FromResult(Write(post.Http, FormState.Blank(Sending), post.Form))).ForAnybody(Pace.LookUp);

        routes.MapPage(OwnPath + "/{number}", (string number, HttpContext http) => Own(http, number, FormState.Blank(Following))).ForAnybody();

        routes.MapFormPost(OwnPath + "/{number}/erase", Following, async post =>
        {
            if (Code.For(post.Http, post.Route("number")) is { } code)
                await post.Send(new ForgetSender(post.Route("number"), code));
            return new SeeOther("/mailbox");
        }, post => Own(post.Http, post.Route("number"), post.Form)).ForAnybody(Pace.LookUp);
    }

    private static void MapLeads(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/mail", async (HttpContext http, IMediator mediator, KnownAreas areas, CallContext context, string? state) => PageEndpoints.Page<MailListPage>(new
        {
            List = await mediator.Send(new ListMail(Choice.Of<MailState>(state) ?? MailState.New, MostRows)),
            Boxes = (IReadOnlyList<(string, string)>)[.. context.Caller.Grants.Where(grant => MailViews.Reading.Contains(grant.Role)).Select(grant => grant.Area!).Distinct().Take(MostBoxes)
                .Select(area => (areas.PathOf(area), $"{http.Request.Scheme}://{http.Request.Host}/mailbox{(area.Length > (int)AreaLevel.Street ? $"?area={area}" : "")}"))],
        })).For(MailViews.Reading);

        routes.MapPage("/mail/{code}", (string code, HttpContext http) => Show(http, code, FormState.Blank(Answering))).For(MailViews.Reading);

        routes.MapFormPost("/mail/{code}/answer", Answering, async post =>
        {
            await post.SendOnce(new AnswerMail(post.Route("code"), post.Form.Required("text")));
            return new SeeOther($"/mail/{post.Route("code")}");
        }, Again).For(MailViews.Reading);

        routes.MapFormPost("/mail/{code}/take-up", Answering, async post =>
        {
            var (title, category) = (post.Form.Required("title"), post.Form.Required("category"));
            post.Form.Required("start");
            post.Form.Required("end");
            var (start, end, capacity) = (post.Form.Instant("start"), post.Form.Instant("end"), post.Form.Whole("capacity", 1, 1000));
            post.Check();
            await post.SendOnce(new TakeUpHelp(post.Route("code"), title, category, start!.Value, end!.Value, capacity));
            return new SeeOther($"/mail/{post.Route("code")}");
        }, Again).For(MailViews.Reading);

        routes.MapFormPost("/mail/{code}/contact", Answering, async post =>
        {
            post.Form.Required("field");
            var revealed = await post.Send(new RevealSender(post.Route("code"), post.Form.Choice<ContactField>("field") ?? ContactField.Phone));
            return await Show(post.Http, post.Route("code"), post.Form, revealed);
        }, Again).For(MailViews.Reading);
    }

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("code"), post.Form);

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, RevealedField? revealed = null)
    {
        var row = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetMail(code));
        return PageEndpoints.Page<MailPage>(new { Row = row, Form = form, Revealed = revealed, Categories = FilingForm.LeavesOf(http.RequestServices.GetRequiredService<Rulings>(), null) });
    }

    private static IResult Write(HttpContext http, FormState form, FormState following)
    {
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        return PageEndpoints.Page<MailboxPage>(new { Form = form, Following = following, Areas = FilingForm.FinestWith(form.Value("area"), areas.All(), areas) });
    }

    private static async Task<IResult> Own(HttpContext http, string number, FormState form)
    {
        if (Code.For(http, number) is not { } code)
            return new SeeOther("/mailbox");
        var own = await http.RequestServices.GetRequiredService<IMediator>().Send(new LookUpMail(number, code));
        return PageEndpoints.Page<OwnMailPage>(new { Own = own, Form = form, LookUp = http.Request.Query.ContainsKey("sent") ? code : null });
    }
}
