using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Core.Units;

namespace Matching.Api.Units;

internal static class UnitEndpoints
{
    public static readonly Role[] Reading = Roles.Grid.And(Role.Unit, Role.Auditor);

    public static readonly Role[] Grouping = Roles.Committee.And(Role.Unit);

    public static void MapUnits(this IEndpointRouteBuilder routes)
    {
        var units = routes.MapGroup("/api/units").WithTags("Units");

        units.MapGet("/records", async (IMediator mediator, string? q, UnitKind? kind, string? community, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new BrowseUnits(q, kind, community, PageWanted.From(cursor, limit)))))
            .For(Reading)
            .Describe("Records of units", "In the caller's sight, by code: pairings, closest ring, offers live and dormant; filter by text, kind and paired community.");

        units.MapGet("/{unit}", async (string unit, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new GetUnit(unit)), found => found.Version))
            .For(Reading)
            .Describe("A unit's record", "Acceptance, completion and satisfaction with n; pairings with rings; offers live and dormant; agreements of the communities in sight.");

        units.MapPost("/{unit}/pair", async (string unit, PairUnitBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new PairUnit(unit, body.Community, body.Ring))))
            .For(Roles.Committee)
            .Describe("Pair a unit with a community", "In one of its rings; of a pair that is, the ring changes.", """{"community":"440699001001","ring":"SubCore"}""");

        units.MapPost("/{unit}/end-pairing", async (string unit, EndPairingBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new EndPairing(unit, body.Community, body.Reason))))
            .For(Roles.Committee)
            .Describe("End a pairing", "With a reason; not while an agreement is drafted or signed.", """{"community":"440699001001","reason":"单位迁出本街道"}""");

        units.MapPost("/{unit}/members", async (string unit, JoinGroupBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new JoinGroup(unit, body.Unit))))
            .For(Grouping)
            .Describe("Enter a member", "Of a trade group (行业), by itself or a committee of its place.", """{"unit":"DW-0002"}""");

        units.MapPost("/{unit}/end-membership", async (string unit, LeaveGroupBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LeaveGroup(unit, body.Unit, body.Reason))))
            .For(Grouping)
            .Describe("End a membership", "With a reason; orders that the member was given stay with it.", """{"unit":"DW-0002","reason":"退出商会"}""");

        units.MapPost("/{unit}/suspend", async (string unit, UnitReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new SuspendUnit(unit, body.Reason)), found => found.Version))
            .For([Role.Street])
            .Describe("Suspend a unit", "停用: its offers match no more and proposals are taken back; what was issued to it stays.", """{"reason":"资质到期，补齐材料前停用"}""");

        units.MapPost("/{unit}/resume", async (string unit, UnitReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ResumeUnit(unit, body.Reason)), found => found.Version))
            .For([Role.Street])
            .Describe("Let a unit serve again", "恢复: its offers match from the next run on.", """{"reason":"材料已补齐"}""");
    }
}
