using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Escalation;

internal static class LimitEndpoints
{
    public static void MapLimits(this IEndpointRouteBuilder routes)
    {
        var limits = routes.MapGroup("/api").WithTags("Limits");

        limits.MapGet("/limits", (Rulings rulings) => TypedResults.Ok(new LimitsView(rulings.Policy.Version, rulings.Policy.Clocks, rulings.Policy.Notices)))
            .For(Roles.SignedIn)
            .Describe("Limits of the clocks", "Hours by urgency, shares and caps, with the policy's version.");

        limits.MapPost("/limits", async (PublishLimits body, IMediator mediator, Rulings rulings) =>
        {
            var published = await mediator.Send(body);
            rulings.Forget();
            return TypedResults.Ok(published);
        })
            .For([Role.Street])
            .Describe("Publish limits", "A new version of the policy; clocks that run keep what they began with. Replay a past period first.",
                """{"seen":1,"reason":"先试行缩短答复时限","clocks":{"answerHours":24}}""");

        limits.MapPost("/limits/replay", async (ReplayLimits body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.Committee.And(Role.Auditor))
            .Describe("Replay limits", "A past period under other limits: response and match rate beside today's, from the events; writes nothing.",
                """{"from":"2026-10-01","until":"2026-11-22","clocks":{"answerHours":24}}""");

        limits.MapGet("/ladder", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetLadder())))
            .For(Roles.Grid.And(Role.Auditor))
            .Describe("How the ladder is organised", "Estates' named committee members, joint committees, and communities' own closing days.");

        limits.MapPost("/estates/{estate}/contact", async (string estate, EstateContactBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new NameEstateContact(estate, body.Account))))
            .For(Roles.Committee)
            .Describe("Name an estate's committee member", "挂钩联系: first owner of what comes up from the estate.", """{"account":"C-02"}""");

        limits.MapPost("/joint-committees", async (MakeJointCommittee body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For([Role.Street])
            .Describe("Make a joint committee", "联合党委 of several communities: what they share goes there instead of to each one's meeting.", """{"name":"湖畔四社区联合党委","communities":["440699001001","440699001002"]}""");

        limits.MapPost("/communities/{community}/closing-days", async (string community, ClosingDayBody body, IMediator mediator, Rulings rulings) =>
        {
            var set = await mediator.Send(new SetClosingDay(community, body.Day, body.Note, body.Closed));
            rulings.Forget();
            return TypedResults.Ok(set);
        })
            .For(Roles.Committee)
            .Describe("Close a community on a day", "Its own closing day, on which its clocks rest; closed = false opens it again.", """{"day":"2026-12-31","note":"社区搬迁"}""");
    }
}
