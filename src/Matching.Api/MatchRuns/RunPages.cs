using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Scoring;

namespace Matching.Api.MatchRuns;

/// <summary>The match desk (匹配台): runs, the one under way, what one run meant, and what other weights would bring.</summary>
internal static class RunPages
{
    private const int MostWeight = 1_000;

    private static readonly Role[] Seeing = Roles.Committee.And(Role.Auditor);

    private static readonly FormFields WhatIf = new([.. Enum.GetValues<ScoreFactor>().Select(factor => ($"weights.{factor}", "WhatIf.WeightField")), ("removeOffers", "WhatIf.RemoveOffers")]);

    public static void MapRunPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/match-runs", async (IMediator mediator, RunWatch watch, CallContext context, string? cursor) => PageEndpoints.Page<RunsPage>(new
        {
            Runs = await mediator.Send(new ListMatchRuns(PageWanted.From(cursor, 20))), UnderWay = watch.Now, watch.Failure, MayRun = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)),
        })).For(Seeing);

        routes.MapFormPost("/match-runs/start", FormFields.None, post =>
        {
            var context = post.Http.RequestServices.GetRequiredService<CallContext>();
            post.Http.RequestServices.GetRequiredService<StartRun>().Begin(context.Caller, context.Sight);
            return Task.FromResult<IResult>(new SeeOther("/match-runs"));
        }, null).For(Roles.Committee);

        routes.MapFormPost("/match-runs/call-off", FormFields.None, post =>
        {
            post.Http.RequestServices.GetRequiredService<RunWatch>().CallOff();
            return Task.FromResult<IResult>(new SeeOther("/match-runs"));
        }, null).For(Roles.Committee);

        routes.MapPage("/match-runs/{id:long}", async (long id, IMediator mediator, CancellationToken stop) => PageEndpoints.Page<InsightPage>(new
        {
            Run = await mediator.Send(new GetMatchRun(id), stop), Insight = await mediator.Send(new GetInsight(id), stop), Fairness = await mediator.Send(new GetFairness(id), stop),
            Changes = await mediator.Send(new GetRunChanges(id), stop),
        })).For(Seeing);

        routes.MapPage("/what-if", (Rulings rulings) => PageEndpoints.Page<WhatIfPage>(new { Form = Blank(rulings), Answer = (WhatIfView?)null })).For(Roles.Committee);

        routes.MapFormPost("/what-if", WhatIf, async post =>
        {
            var question = Question(post.Form);
            return PageEndpoints.Page<WhatIfPage>(new { post.Form, Answer = await post.Send(question) });
        }, post => Task.FromResult<IResult>(PageEndpoints.Page<WhatIfPage>(new { post.Form, Answer = (WhatIfView?)null }))).For(Roles.Committee);
    }

    private static FormState Blank(Rulings rulings) => FormState.Blank(WhatIf,
        [.. Enum.GetValues<ScoreFactor>().Select(factor => ($"weights.{factor}", (string?)rulings.Policy.Weights.GetValueOrDefault(factor).ToString(System.Globalization.CultureInfo.InvariantCulture)))]);

    private static TryWhatIf Question(FormState form) => new()
    {
        Weights = Enum.GetValues<ScoreFactor>().ToDictionary(factor => factor, factor => form.Whole($"weights.{factor}", 0, MostWeight)),
        RemoveOffers = [.. form.Text("removeOffers").Split([' ', ',', '，', ';', '；', '、', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Distinct()],
    };
}
