using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Activities;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core.Grid;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>Answering a survey on a phone, without an account and without script: once from a browser, as far as that can be told.</summary>
internal static class AnswerPages
{
    public const string Root = "/s/";

    private const string Cookie = "survey";
    private const string Receipt = "survey-receipt";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(366);

    private static readonly FormFields Fields = new(("area", "SignUp.Area"), ("contact.name", "File.Name"), ("contact.phone", "File.Phone"), ("contact.consent", "File.Consent"));

    public static void MapAnswerPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Root + "{answerCode}", (HttpContext http) => Show(http, FormState.Blank(Fields))).ForAnybody(Pace.Link);

        routes.MapFormPost(Root + "{answerCode}", Fields, async post =>
        {
            var (code, cookies) = (post.Route("answerCode"), post.Http.RequestServices.GetRequiredService<SealedCookies>());
            var body = Read(post.Form, (await Sheet(post.Http)).Questions);
            var once = cookies.Read(post.Http, Cookie, Root + code) is [var known] ? known : FormPost.NewKey();
            var receipt = await post.SendOnce(new AnswerSurvey(code, body.Area, body.Replies, body.Contact, once));
            cookies.Set(post.Http, Cookie, Root + code, Remembered, once);
            cookies.Set(post.Http, Receipt, $"{Root}{code}/done", Life, receipt.Number, receipt.LookUpCode);
            return new SeeOther($"{Root}{code}/done");
        }, post => Show(post.Http, post.Form)).ForAnybody(Pace.Filing);

        routes.MapPage(Root + "{answerCode}/done", (string answerCode, HttpContext http, SealedCookies cookies) => cookies.Read(http, Receipt, $"{Root}{answerCode}/done") is [var number, var lookUp]
            ? (IResult)PageEndpoints.Page<AnsweredPage>(new { AnswerCode = answerCode, Number = number, LookUpCode = lookUp }) : new SeeOther(Root + answerCode)).ForAnybody(Pace.Link);

        routes.MapPage(Root + "{answerCode}/withdraw", (HttpContext http, string? number) => AskToLeave(http, FormState.Blank(JoinPages.LeaveFields, ("number", number)), null)).ForAnybody(Pace.Link);
        routes.MapFormPost(Root + "{answerCode}/withdraw", JoinPages.LeaveFields, async post =>
        {
            var (number, code) = (JoinPages.Narrow(post.Form.Required("number")), JoinPages.Narrow(post.Form.Required("lookUpCode")));
            return await AskToLeave(post.Http, FormState.Blank(JoinPages.LeaveFields), await post.SendOnce(new LeaveSurvey(post.Route("answerCode"), number, code)));
        }, post => AskToLeave(post.Http, post.Form, null)).ForAnybody(Pace.Link);
    }

    /// <summary>The name of a question's field.</summary>
    public static string FieldOf(QuestionView question) => $"q{question.Id}";

    private static AnswerBody Read(FormState form, IReadOnlyList<QuestionView> questions)
    {
        var area = form.Required("area");
        List<ReplyBody> replies = [.. questions.Select(question => question.Kind == QuestionKind.Text
            ? new ReplyBody { Question = question.Id, Text = form.Text(FieldOf(question)) }
            : new ReplyBody { Question = question.Id, Options = [.. form.Values(FieldOf(question)).Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)] })];
        var sheet = questions.Select(question => new SheetQuestion(question.Id, question.Kind, question.Required, [.. question.Options.Select(option => option.Id)])).ToList();
        foreach (var (id, fault) in SurveySheet.Faults(sheet, [.. replies.Select(reply => new SheetReply(reply.Question, reply.Options, reply.Text))]))
            form.Fault($"q{id}", $"{questions.First(question => question.Id == id).Text}：{Words.Of(fault)}");
        var contact = new ContactDraft { Name = form.Given("contact.name"), Phone = form.Given("contact.phone")?.Normalize(System.Text.NormalizationForm.FormKC), Consent = form.Ticked("contact.consent") };
        return new AnswerBody { Area = AreaCode.IsValid(area) ? new AreaCode(area) : default, Replies = replies, Contact = contact is { Name: null, Phone: null } ? null : contact };
    }

    private static Task<SheetView> Sheet(HttpContext http) => http.RequestServices.GetRequiredService<IMediator>().Send(new LookAtSurvey(http.Request.RouteValues["answerCode"]!.ToString()!));

    private static async Task<IResult> Show(HttpContext http, FormState form) => PageEndpoints.Page<AnswerPage>(new { Model = await Sheet(http), Form = form });

    private static async Task<IResult> AskToLeave(HttpContext http, FormState form, string? left)
    {
        var sheet = await Sheet(http);
        return PageEndpoints.Page<LeavePage>(new { Title = Words.Say("Survey.LeaveTitle", sheet.Title), Path = Root + sheet.AnswerCode, Form = form, Forgotten = Words.Say("Survey.Forgotten"), Left = left });
    }
}
