using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Surveys;

namespace Matching.Api.Surveys;

/// <summary>Surveys as staff make and read them: the list, one with its questions and results, and the needs that wait for a nod.</summary>
internal static class SurveyPages
{
    public const int WishesOnAPage = 50;

    private static readonly FormFields Making = new(("title", "Survey.Title"), ("place", "Survey.Place"), ("intro", "Survey.Intro"), ("closes", "Survey.Closes"));

    private static readonly FormFields Asking = new(("words", "Survey.Words"), ("kind", "Survey.Kind"), ("options", "Survey.Options"), ("required", "Survey.Required"), ("asks", "Survey.Asks"));

    private static readonly FormFields Nodding = new(("wishes", "Survey.Wishes"), ("demand", "Survey.IntoDemand"), ("reason", "Survey.DismissReason"));

    public static void MapSurveyPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/surveys", (HttpContext http) => List(http, FormState.Blank(Making))).For(SurveyEndpoints.Seeing);
        routes.MapFormPost("/surveys", Making, async post =>
        {
            var (title, place) = (post.Form.Required("title"), post.Form.Required("place"));
            post.Form.Required("closes");
            var made = await post.SendOnce(new MakeSurvey(AreaCode.IsValid(place) ? new AreaCode(place) : default, title, post.Form.Text("intro"), post.Form.Day("closes") ?? default));
            return new SeeOther($"/surveys/{made.Code}");
        }, post => List(post.Http, post.Form)).For(Roles.Committee);

        routes.MapPage("/surveys/{survey}", (HttpContext http) => Show(http, FormState.Blank(Asking))).For(SurveyEndpoints.Seeing);
        Map(routes, "questions", (post, code) => post.SendOnce(new AddQuestion(code, ReadQuestion(post.Form, post.Http.RequestServices.GetRequiredService<Rulings>()))));
        Map(routes, "remove", (post, code) => post.SendOnce(new RemoveQuestion(code, post.Form.Whole("question", 1, int.MaxValue))));
        Map(routes, "state", (post, code) => post.SendOnce(new SwitchSurvey(code, post.Form.Choice<SurveyState>("state") ?? SurveyState.Draft)));

        routes.MapPage("/surveys/{survey}/wishes", (HttpContext http) => Wishes(http, FormState.Blank(Nodding))).For(SurveyEndpoints.Seeing);
        routes.MapFormPost("/surveys/{survey}/wishes", Nodding, async post =>
        {
            var chosen = post.Form.Values("wishes").Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).ToList();
            await post.SendOnce(new NodWishes(post.Route("survey"), chosen, post.Form.Choice<WishAct>("act") ?? WishAct.NewDemands, post.Form.Given("demand"), post.Form.Text("reason")));
            return new SeeOther($"/surveys/{post.Route("survey")}/wishes");
        }, post => Wishes(post.Http, post.Form)).For(Roles.Grid);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, Func<FormPost, string, Task> act) => routes.MapFormPost($"/surveys/{{survey}}/{path}", Asking, async post =>
    {
        await act(post, post.Route("survey"));
        return new SeeOther($"/surveys/{post.Route("survey")}");
    }, post => Show(post.Http, post.Form)).For(Roles.Committee);

    /// <summary>An option a line; behind = the category of the need that it names.</summary>
    private static QuestionDraft ReadQuestion(FormState form, Rulings rulings)
    {
        var options = form.Value("options").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => line.Normalize(System.Text.NormalizationForm.FormKC).Split('=', 2, StringSplitOptions.TrimEntries))
            .Select(parts => new OptionDraft(parts[0], parts.Length > 1 && parts[1].Length > 0 ? parts[1] : null)).ToList();
        foreach (var option in options.Where(option => option.Category is { } category && rulings.Find(category) is null))
            form.Fault("options", Words.Say("Form.Fault", form.LabelOf("options"), Words.Say("Csv.UnknownCategory", option.Category!)));
        return new QuestionDraft
        {
            Words = form.Required("words"), Kind = form.Choice<QuestionKind>("kind") ?? QuestionKind.Single, Required = form.Ticked("required"), Asks = form.Ticked("asks"), Options = options,
        };
    }

    private static bool MayMake(HttpContext http) => http.RequestServices.GetRequiredService<CallContext>().Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role));

    private static async Task<IResult> List(HttpContext http, FormState form)
    {
        var (areas, context) = (http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<CallContext>());
        return PageEndpoints.Page<SurveyListPage>(new
        {
            Surveys = await http.RequestServices.GetRequiredService<IMediator>().Send(new ListSurveys()), Form = form, MayMake = MayMake(http),
            Places = (IReadOnlyList<Option>)[.. areas.All().Where(area => area.Code.Level != AreaLevel.Building && context.Sight.CoversArea(area.Code.Value)).Select(area => new Option(area.Code.Value, areas.PathOf(area.Code.Value)))],
        });
    }

    private static async Task<IResult> Show(HttpContext http, FormState form)
    {
        var (mediator, code) = (http.RequestServices.GetRequiredService<IMediator>(), http.Request.RouteValues["survey"]!.ToString()!);
        var survey = await mediator.Send(new GetSurvey(code));
        return PageEndpoints.Page<SurveyPage>(new
        {
            Model = survey, Results = await mediator.Send(new GetSurveyResults(code)), Form = form, MayEdit = MayMake(http) && http.RequestServices.GetRequiredService<CallContext>().Sight.CoversArea(survey.Place),
            AnswerAddress = $"{http.Request.Scheme}://{http.Request.Host}{AnswerPages.Root}{survey.AnswerCode}",
        });
    }

    private static async Task<IResult> Wishes(HttpContext http, FormState form)
    {
        var (mediator, code) = (http.RequestServices.GetRequiredService<IMediator>(), http.Request.RouteValues["survey"]!.ToString()!);
        return PageEndpoints.Page<WishPage>(new
        {
            Survey = await mediator.Send(new GetSurvey(code)), Wishes = await mediator.Send(new ListWishes(code)), Form = form, MayNod = http.RequestServices.GetRequiredService<CallContext>().Caller.Grants.Any(grant => Roles.Grid.Contains(grant.Role)),
        });
    }
}
