using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

internal static class DemandEndpoints
{
    private static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor);

    public static void MapDemands(this IEndpointRouteBuilder routes)
    {
        var demands = routes.MapGroup("/api/demands").WithTags("Demands");

        demands.MapPost("", async (FileDemand body, IMediator mediator, ShowForecast forecasts) => await mediator.Send(body) is var receipt
            ? TypedResults.Created($"/api/demands/{receipt.Code}", receipt with { Forecast = await forecasts.Of(receipt.Code) }) : null!)
            .For(Roles.Grid.And(Role.Resident), pace: Pace.Filing)
            .Describe("File a demand", "A lead's or staff's demand is open at once; a resident's, survey's or imported one waits for one nod. The look-up code is shown this once. An open one comes with its forecast: who is likely to serve it, and why.",
                """{"title":"孙子上网课老是断线","detail":"晚上七点后宽带特别慢，想请人上门看看","category":"家庭宽带","area":"440699001003001","quantity":1,"until":"2026-12-20","vulnerable":true,"contact":{"name":"陈阿婆","phone":"13800000000","address":"3栋502","consent":true}}""");

        demands.MapGet("", async (IMediator mediator, string? area, string? state, string? status, string? category, string? q, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListDemands(area, Choice.Of<DemandState>(state ?? status), category, q, PageWanted.From(cursor, limit)))))
            .For(Seeing)
            .Describe("List demands", "Oldest first; filter by area prefix, status (or state), category (code or name) and text; go on with cursor = next.");

        demands.MapGet("/{code}", async (string code, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new GetDemand(code)), detail => detail.Demand.Version))
            .For(Seeing, Subject.Demand)
            .Describe("One demand", "With its orders, number of supporters and history; the ETag is its version.");

        demands.MapGet("/{code}/matches", async (string code, IMediator mediator, int? limit) =>
            TypedResults.Ok(await mediator.Send(new GetDemandMatches(code, PageWanted.From(null, limit).Limit))))
            .For(Roles.Grid.And(Role.Auditor), Subject.Demand)
            .Describe("Matches of a demand", "Feasible slots, ranked, with every factor in millionths; all refusals grouped by reason; the nearest miss and the smallest change that would cure it.");

        demands.MapGet("/{code}/photos/{id:long}", async (string code, long id, IMediator mediator) =>
            await mediator.Send(new GetDemandPhoto(code, id)) is var photo ? TypedResults.Bytes(photo.Bytes, photo.MediaType) : null!)
            .For(Roles.Grid.And(Role.Unit), Subject.Demand)
            .Describe("One photo of a demand", "As it was filed, without place and device; a unit sees it once it has accepted. Never kept by browsers or proxies.");

        demands.MapPost("/{code}/gap", async (string code, RecordGapBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new RecordGap(code, body.Gap, body.Note)), view => view.Version))
            .For(Roles.Committee, Subject.Demand)
            .Describe("Say that nothing fits", "无合适资源: what is missing; the demand counts as unmet from now on and goes on seeking.", """{"gap":"NoOffer","note":"全街道没有能装扶手的单位"}""");

        demands.MapPost("/{code}/open", async (string code, OpenDemandBody? body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new OpenDemand(code, body?.Category)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Open a filed demand", "The one nod; sets or confirms the category and starts the clocks.", """{"category":"家庭宽带"}""");

        demands.MapPost("/{code}/reject", async (string code, ReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new RejectDemand(code, body.Reason)), view => view.Version))
            .For(Roles.Committee.And(Role.Branch), Subject.Demand)
            .Describe("Reject a demand", "不予受理, with the reason the person will read.", """{"reason":"不属于街道服务范围，请拨打 12345"}""");

        demands.MapPost("/{code}/withdraw", async (string code, ReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new WithdrawDemand(code, body.Reason)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Withdraw a demand", "Orders that have not begun are cancelled.", """{"reason":"已经自己解决"}""");

        demands.MapPost("/{code}/support", async (string code, SupportBody? body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new SupportDemand(code, body?.Area, body?.Note ?? "", body?.Contact, body?.Quantity ?? 1))))
            .ForAnybody(Pace.Filing)
            .Describe("Support a demand", "我也需要: a supporter's place and look-up code.", """{"area":"440699001002001","note":"我家也断线"}""");

        demands.MapPost("/{code}/merge", async (string code, MergeBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new MergeDemand(code, body.Into)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Merge into a common demand", "并单: the person keeps a supporter's place.", """{"into":"XQ-2026-000003"}""");

        demands.MapPost("/{code}/confirm", async (string code, ConfirmBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ConfirmDemand(code, body.LookUpCode, body.Solved, body.Satisfaction, body.Note)), view => view.Version))
            .ForLookUpCode()
            .Describe("Confirm by look-up code", "The resident's word on a served demand: not solved means reopened under the same number.",
                """{"lookUpCode":"7KQ2M9XD4T","solved":true,"satisfaction":"Satisfied"}""");
    }
}
