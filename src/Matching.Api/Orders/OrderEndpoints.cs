using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

internal static class OrderEndpoints
{
    public static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor);

    /// <summary>The unit itself, or a committee that writes its answer down for it.</summary>
    public static readonly Role[] Answering = Roles.Committee.And(Role.Unit);

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var orders = routes.MapGroup("/api/orders").WithTags("Orders");

        orders.MapGet("", async (IMediator mediator, string? area, string? state, string? status, string? category, string? unit, string? demand, long? run, string? q, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListOrders(area, Choice.Of<OrderState>(state ?? status), category, unit, demand, run, q, PageWanted.From(cursor, limit)))))
            .For(Seeing)
            .Describe("List orders", "Oldest first; filter by area prefix, status (or state), category, unit, demand, run and text; go on with cursor = next.");

        orders.MapGet("/{code}", async (string code, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new GetOrder(code)), detail => detail.Order.Version))
            .For(Seeing, Subject.Order)
            .Describe("One order", "With its history; the ETag is its version.");

        MapStep(orders, "issue", OrderAct.Issue, Roles.Committee, "发单: the unit is asked and its answer clock starts.");
        MapStep(orders, "acknowledge", OrderAct.Acknowledge, Answering, "签收: seen, not yet accepted.");
        MapStep(orders, "accept", OrderAct.Accept, Answering, "接单: from here no run moves it.");
        MapStep(orders, "start", OrderAct.Start, Answering, "开始办理.");
        MapStep(orders, "close", OrderAct.Close, Roles.Committee, "销号.");

        orders.MapPost("/{code}/decline", async (string code, DeclineBody body, IMediator mediator, ShowForecast forecasts, HttpContext http) =>
            await mediator.Send(new DeclineOrder(code, body.Reason, body.Note)) is var declined
            ? http.WithVersion(declined with { Instead = await forecasts.AfterDecline(declined.Demand) }, view => view.Version) : null!)
            .For(Answering, Subject.Order)
            .Describe("Decline an order", "拒单: capacity is free and the demand open again at once; the committee also sees who is likely to serve it instead.", """{"reason":"TimeConflict","note":"当天有院内检查"}""");

        orders.MapPost("/{code}/schedule", async (string code, ScheduleBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ScheduleOrder(code, body.From, body.Until)), view => view.Version))
            .For(Answering, Subject.Order)
            .Describe("Schedule an order", "排期: within the slot, or any coming window for a reopened order.", """{"from":"2026-12-05T09:00","until":"2026-12-05T11:00"}""");

        orders.MapPost("/{code}/return-visit", async (string code, ReturnVisitBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new RecordReturnVisit(code, body.Solved, body.Satisfaction, body.Note)), view => view.Version))
            .For(Roles.Grid.And(Role.Visitor, Role.Unit), Subject.Order)
            .Describe("Record a return visit", "回访 by somebody who is neither filer nor unit; not solved means reopened under the same number.", """{"solved":true,"satisfaction":"FairlySatisfied","note":"宽带已修好，等了三天"}""");

        orders.MapPost("/{code}/complete", async (string code, CompleteBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new EndOrder(code, OrderAct.Complete, body.Note, body.Mediation)), view => view.Version))
            .For(Answering, Subject.Order)
            .Describe("Complete an order", "办结, with what was done; a mediation (调解) also with its outcome.", """{"note":"两家当面谈妥，晚十点后不拖动桌椅","mediation":"Agreed"}""");

        MapEnd(orders, "fail", OrderAct.Fail, Answering, "未办成: capacity is free and the demand open again.");
        MapEnd(orders, "cancel", OrderAct.Cancel, Roles.Committee, "撤单: capacity is free and the demand open again.");
        MapEnd(orders, "reopen", OrderAct.Reopen, Roles.Grid, "重办 under the same number, when the resident says it is not solved.");
    }

    private static void MapStep(RouteGroupBuilder orders, string path, OrderAct act, Role[] roles, string description) =>
        orders.MapPost($"/{{code}}/{path}", async (string code, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new AdvanceOrder(code, act)), view => view.Version))
            .For(roles, Subject.Order)
            .Describe($"{act} an order", description);

    private static void MapEnd(RouteGroupBuilder orders, string path, OrderAct act, Role[] roles, string description) =>
        orders.MapPost($"/{{code}}/{path}", async (string code, NoteBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new EndOrder(code, act, body.Note)), view => view.Version))
            .For(roles, Subject.Order)
            .Describe($"{act} an order", description, """{"note":"已上门修好，更换了水龙头"}""");
}
