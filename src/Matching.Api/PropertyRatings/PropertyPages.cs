using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.PropertyRatings;

/// <summary>Results by estate and quarter, slips to print, and the ballot behind a slip.</summary>
internal static class PropertyPages
{
    public const string Root = "/p/";

    private static readonly FormFields Fields = new(("quarter", "Plan.Quarter"), ("count", "Property.Count"));

    public static void MapPropertyPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/property-ratings", async (IMediator mediator, TimeProvider clock, string? quarter) =>
        {
            var now = ReportPeriod.QuarterOf(clock.GetUtcNow());
            var wanted = quarter is not null && ReportPeriod.TryParse(quarter, out var period) ? period.Code : now.Code;
            return PageEndpoints.Page<PropertyListPage>(new { Quarter = wanted, Quarters = (IReadOnlyList<string>)[now.Code, now.Before.Code, now.Before.Before.Code, now.Before.Before.Before.Code], Results = await mediator.Send(new ListPropertyRatings(wanted)) });
        }).For(PropertyEndpoints.Seeing);

        routes.MapPage("/property-ratings/{estate}", (HttpContext http) => Show(http, FormState.Blank(Fields))).For(PropertyEndpoints.Seeing);
        routes.MapFormPost("/property-ratings/{estate}/slips", Fields, async post =>
        {
            var sheet = await post.Send(new MakeSlips(EstateOf(post.Route("estate")), post.Form.Required("quarter"), post.Form.Whole("count", 1, MakeSlipsRules.MostSlips)));
            return PageEndpoints.Page<PropertySlipsPage>(new { Model = sheet, Estate = post.Route("estate"), Root = $"{post.Http.Request.Scheme}://{post.Http.Request.Host}{Root}" });
        }, post => Show(post.Http, post.Form)).For(Roles.Committee);

        routes.MapPage(Root + "{slipCode}", (HttpContext http, string? done) => Ballot(http, FormState.Blank(FormFields.None))).ForAnybody(Pace.Link);
        routes.MapFormPost(Root + "{slipCode}", FormFields.None, async post =>
        {
            var ballot = await post.Send(new LookAtBallot(post.Route("slipCode")));
            var scores = new List<PropertyScore>();
            foreach (var question in ballot.Questions)
            {
                if (Choice.Of<Satisfaction>(post.Form.Given($"q{question.Id}")) is { } satisfaction)
                    scores.Add(new PropertyScore { Question = question.Id, Satisfaction = satisfaction });
                else
                    post.Form.Fault($"q{question.Id}", Words.Say("Form.Required", question.Text));
            }
            await post.SendOnce(new RateProperty(post.Route("slipCode"), scores));
            return new SeeOther(Root + post.Route("slipCode"));
        }, post => Ballot(post.Http, post.Form)).ForAnybody(Pace.Link);
    }

    /// <summary>The node that an address names; none for what is no code, which the rules refuse.</summary>
    public static AreaCode EstateOf(string text) => AreaCode.IsValid(text) ? new AreaCode(text) : default;

    private static async Task<IResult> Show(HttpContext http, FormState form)
    {
        var (services, estate) = (http.RequestServices, http.Request.RouteValues["estate"]!.ToString()!);
        var quarter = ReportPeriod.QuarterOf(services.GetRequiredService<TimeProvider>().GetUtcNow());
        return PageEndpoints.Page<PropertyPage>(new
        {
            Estate = estate, Results = await services.GetRequiredService<IMediator>().Send(new GetPropertyRating(estate)), Place = services.GetRequiredService<KnownAreas>().PathOf(estate), Form = form,
            MayMake = services.GetRequiredService<CallContext>().Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)), Quarters = (IReadOnlyList<Option>)[new(quarter.Code, quarter.Code), new(quarter.After.Code, quarter.After.Code)],
        });
    }

    private static async Task<IResult> Ballot(HttpContext http, FormState form) =>
        PageEndpoints.Page<BallotPage>(new { Model = await http.RequestServices.GetRequiredService<IMediator>().Send(new LookAtBallot(http.Request.RouteValues["slipCode"]!.ToString()!)), Form = form });
}
