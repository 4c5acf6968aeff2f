using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Activities;

/// <summary>Signing up by the code on a poster, on a phone, without an account and without script; and taking it back.</summary>
internal static class JoinPages
{
    public const string Root = "/join/";

    private const string Cookie = "sign-up";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private static readonly FormFields Fields = new(
        ("people", "SignUp.People"), ("area", "SignUp.Area"), ("contact.name", "File.Name"), ("contact.phone", "File.Phone"), ("contact.consent", "File.Consent"));

    public static readonly FormFields LeaveFields = new(("number", "SignUp.Number"), ("lookUpCode", "SignUp.Code"));

    public static void MapJoinPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Root + "{joinCode}", (HttpContext http) => Show(http, FormState.Blank(Fields))).ForAnybody(Pace.Link);

        routes.MapFormPost(Root + "{joinCode}", Fields, async post =>
        {
            var draft = SignUpForm.Read(post.Form);
            var receipt = await post.SendOnce(new JoinActivity(post.Route("joinCode"), draft.People, draft.Area, draft.Contact));
            var done = $"{Root}{post.Route("joinCode")}/done";
            post.Http.RequestServices.GetRequiredService<SealedCookies>().Set(post.Http, Cookie, done, Life, receipt.Number, receipt.LookUpCode);
            return new SeeOther(done);
        }, post => Show(post.Http, post.Form)).ForAnybody(Pace.Filing);

        routes.MapPage(Root + "{joinCode}/done", async (string joinCode, HttpContext http, IMediator mediator, SealedCookies cookies) =>
            cookies.Read(http, Cookie, $"{Root}{joinCode}/done") is [var number, var code]
                ? (IResult)PageEndpoints.Page<JoinedPage>(new { Model = await mediator.Send(new LookAtPoster(joinCode)), Number = number, LookUpCode = code }) : new SeeOther(Root + joinCode)).ForAnybody(Pace.Link);

        routes.MapPage(Root + "{joinCode}/withdraw", (HttpContext http, string? number) => AskToLeave(http, FormState.Blank(LeaveFields, ("number", number)), null)).ForAnybody(Pace.Link);

        routes.MapFormPost(Root + "{joinCode}/withdraw", LeaveFields, async post =>
        {
            var (number, code) = (Narrow(post.Form.Required("number")), Narrow(post.Form.Required("lookUpCode")));
            var left = await post.SendOnce(new LeaveActivity(post.Route("joinCode"), number, code));
            return await AskToLeave(post.Http, FormState.Blank(LeaveFields), left);
        }, post => AskToLeave(post.Http, post.Form, null)).ForAnybody(Pace.Link);
    }

    /// <summary>As it was meant: half-width, without blanks, in capitals.</summary>
    public static string Narrow(string text) => string.Concat(text.Normalize(System.Text.NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();

    private static async Task<PosterView> Poster(HttpContext http) =>
        await http.RequestServices.GetRequiredService<IMediator>().Send(new LookAtPoster(http.Request.RouteValues["joinCode"]!.ToString()!));

    private static async Task<IResult> Show(HttpContext http, FormState form) =>
        PageEndpoints.Page<JoinPage>(new { Model = await Poster(http), Form = form, Now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() });

    private static async Task<IResult> AskToLeave(HttpContext http, FormState form, string? left)
    {
        var poster = await Poster(http);
        return PageEndpoints.Page<LeavePage>(new { Title = Words.Say("Join.LeaveTitle", poster.Title), Path = Root + poster.JoinCode, Form = form, Forgotten = Words.Say("Join.Forgotten"), Left = left });
    }
}
