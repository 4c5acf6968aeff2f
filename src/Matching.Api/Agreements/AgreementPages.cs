using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Units;

namespace Matching.Api.Agreements;

/// <summary>Agreements: drafting with a plan of one line each, the two signatures, the paper, the end.</summary>
internal static class AgreementPages
{
    private static readonly FormFields Drafting = new(
        ("unit", "Thing.Unit"), ("community", "Field.Community"), ("title", "Field.Title"), ("from", "Post.From"), ("until", "Post.Until"), ("lines", "Agreement.Plan"));

    private static readonly FormFields Following = new(("paper", "Agreement.Paper"), ("reason", "Field.Reason"), ("act", "Part.Act"));

    public static string Term(DateOnly from, DateOnly until) => string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd} – {until:yyyy-MM-dd}");

    public static void MapAgreementPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/agreements/new", (HttpContext http, string? unit) => New(http, FormState.Blank(Drafting, ("unit", unit)))).For(AgreementEndpoints.Sides);

        routes.MapFormPost("/agreements/new", Drafting, Draft, post => New(post.Http, post.Form)).For(AgreementEndpoints.Sides);

        routes.MapPage("/agreements/{agreement}", (string agreement, HttpContext http) => Show(http, agreement, FormState.Blank(Following))).For(AgreementEndpoints.Reading);

        routes.MapPage("/agreements/{agreement}/print", async (string agreement, IMediator mediator) =>
        {
            var view = await mediator.Send(new GetAgreement(agreement));
            CultureInfo.CurrentUICulture = Words.Chinese;
            return PageEndpoints.Page<AgreementPaper>(new { Row = view });
        }).For(AgreementEndpoints.Reading);

        routes.MapFormPost("/agreements/{agreement}/sign", Following, async post =>
        {
            await post.SendOnce(new SignAgreement(post.Route("agreement"), post.Form.Text("paper")));
            return new SeeOther($"/agreements/{post.Route("agreement")}");
        }, Again).For(AgreementEndpoints.Sides);

        routes.MapFormPost("/agreements/{agreement}/leave", Following, async post =>
        {
            var (code, reason) = (post.Route("agreement"), post.Form.Required("reason"));
            await post.SendOnce<AgreementView>(post.Form.Text("act") == "End" ? new EndAgreement(code, reason) : new WithdrawAgreement(code, reason));
            return new SeeOther($"/agreements/{code}");
        }, Again).For(AgreementEndpoints.Sides);
    }

    private static async Task<IResult> Draft(FormPost post)
    {
        var form = post.Form;
        var (unit, community, title) = (form.Required("unit"), form.Required("community"), form.Required("title"));
        form.Required("from");
        form.Required("until");
        var (from, until) = (form.Day("from"), form.Day("until"));
        form.Required("lines");
        post.Check();
        var lines = PlanText.Read(form, "lines", until!.Value);
        var view = await post.SendOnce(new DraftAgreement { Unit = unit, Community = community, Title = title, From = from!.Value, Until = until.Value, Lines = lines });
        return new SeeOther($"/agreements/{view.Code}");
    }

    private static Task<IResult> Again(FormPost post) => Show(post.Http, post.Route("agreement"), post.Form);

    private static async Task<IResult> Show(HttpContext http, string code, FormState form) =>
        PageEndpoints.Page<AgreementPage>(new { Row = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetAgreement(code)), Form = form });

    private static async Task<IResult> New(HttpContext http, FormState form)
    {
        var services = http.RequestServices;
        var detail = await services.GetRequiredService<IMediator>().Send(new GetUnit(form.Text("unit")));
        var isUnit = services.GetRequiredService<CallContext>().Sight.SeesUnit(detail.Unit.Code);
        return PageEndpoints.Page<NewAgreementPage>(new
        {
            Form = form, Unit = detail.Unit, Communities = (IReadOnlyList<Option>)[.. detail.Pairings.Where(pairing => isUnit || pairing.MayManage).Select(pairing => new Option(pairing.Community, $"{pairing.Place} {pairing.RingName}"))],
        });
    }
}

/// <summary>A plan as it is typed, a line for each: what, how often, by which day, category, with ； or ; between them.</summary>
internal static class PlanText
{
    private static readonly char[] Between = ['；', ';'];

    /// <summary>Notes at the field what a line lacks.</summary>
    /// <param name="until">By which day a line is due that names none.</param>
    public static IReadOnlyList<PlanLine> Read(FormState form, string field, DateOnly until)
    {
        var lines = new List<PlanLine>();
        foreach (var line in form.Text(field).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(Between, StringSplitOptions.TrimEntries);
            if (parts.Length > 4)
                form.Fault(field, Words.Say("Agreement.LineParts", line));
            lines.Add(new PlanLine(parts[0], TimesOf(form, field, parts), DayOf(form, field, parts, until), parts.Length > 3 && parts[3].Length > 0 ? parts[3] : null));
        }
        return lines;
    }

    private static int TimesOf(FormState form, string field, string[] parts)
    {
        if (parts.Length < 2 || parts[1].Length == 0)
            return 1;
        var digits = parts[1].Normalize(System.Text.NormalizationForm.FormKC).TrimEnd('次', '场', '件');
        if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= DraftAgreementRules.MostTimes)
            return times;
        form.Fault(field, Words.Say("Agreement.LineTimes", parts[0], DraftAgreementRules.MostTimes));
        return 1;
    }

    private static DateOnly DayOf(FormState form, string field, string[] parts, DateOnly until)
    {
        if (parts.Length < 3 || parts[2].Length == 0)
            return until;
        if (DateOnly.TryParseExact(parts[2].Normalize(System.Text.NormalizationForm.FormKC), ["yyyy-M-d", "yyyy/M/d"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        form.Fault(field, Words.Say("Agreement.LineDay", parts[0]));
        return until;
    }
}
