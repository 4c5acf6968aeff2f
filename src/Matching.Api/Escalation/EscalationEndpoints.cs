using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

internal static class EscalationEndpoints
{
    public static void MapEscalation(this IEndpointRouteBuilder routes)
    {
        var demands = routes.MapGroup("/api/demands/{code}").WithTags("Escalation");

        demands.MapGet("/clocks", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetClocks(code))))
            .For(Roles.Grid.And(Role.Auditor), Subject.Demand)
            .Describe("Clocks of a demand", "Every clock with its history, the rung and ring it stands on, and who answers for it.");

        demands.MapPost("/charge", async (string code, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new TakeCharge(code)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Take charge of a demand", "首接负责: who takes it first is responsible until it is handed over; a higher rung brings it up to its own.");

        MapReason(demands, "escalate", "Pass a demand on", "上报: passes it on to the next rung.", (code, reason) => new PassDemandOn(code, reason));
        MapReason(demands, "send-down", "Send a demand down", "退回: gives it back to the rung below.", (code, reason) => new SendDemandDown(code, reason));

        demands.MapPost("/hand-over", async (string code, HandOverDemandBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new HandOverDemand(code, body.To, body.Reason)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Hand a demand over", "By who took it, or by a rung above, to an account that answers at its rung or above.", """{"to":"C-02","reason":"轮休"}""");

        demands.MapPost("/serve", async (string code, CompleteBody body, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new ServeDemand(code, body.Note, body.Mediation)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Serve a demand oneself", "自办: what was done becomes a completed order of the community's own, which is visited like any other.", """{"note":"社区电工已上门换好灯泡"}""");

        demands.MapPost("/ask-extension", async (string code, ExtendBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new AskExtension(code, body.Kind, body.Hours, body.Reason)), demand => demand.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Ask for more time", "申请延期: whoever stands above the demand's rung is told, and decides.", """{"kind":"Resolve","hours":24,"reason":"等配件到货"}""");

        demands.MapPost("/extend", async (string code, ExtendBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ExtendClock(code, body.Kind, body.Hours, body.Reason)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Extend a clock", "延期, by an approver who stands above the demand's rung; all extensions of a clock together have a cap.", """{"kind":"Resolve","hours":24,"reason":"配件要从外地调货"}""");

        demands.MapPost("/wait", async (string code, QuestionBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new WaitForResident(code, body.Question)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Wait for the resident", "待补充: asks something; the clocks pause until the answer, or the policy's limit.", """{"question":"请问方便哪天上门？"}""");

        demands.MapPost("/answer", async (string code, AnswerBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new AnswerQuestion(code, body.LookUpCode, body.Answer))))
            .ForLookUpCode()
            .Describe("Answer by look-up code", "The resident's answer; the clocks go on with the time that was left.", """{"lookUpCode":"7KQ2M9XD4T","answer":"周六上午在家"}""");

        demands.MapPost("/record-answer", async (string code, RecordedAnswerBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new RecordAnswer(code, body.Answer)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe("Write the resident's answer down", "As given by telephone or at the door; the clocks go on.", """{"answer":"周六上午在家"}""");

        routes.MapGet("/api/worklist", async (IMediator mediator, string? rung, string? clock, string? studio, bool? mine, int? limit) => TypedResults.Ok(await mediator.Send(
            new GetWorklist(Choice.Of<Rung>(rung), Choice.Of<ClockStanding>(clock), studio, mine ?? false, PageWanted.From(null, limit).Limit))))
            .WithTags("Escalation").For(Roles.Grid.And(Role.Auditor))
            .Describe("The worklist", "待办: demands not served, the next due first; by rung, by how the next clock stands, by studio, or only one's own.");
    }

    private static void MapReason(RouteGroupBuilder demands, string act, string summary, string description, Func<string, string, ICommand<DemandView>> command) =>
        demands.MapPost($"/{act}", async (string code, ReasonBody body, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(command(code, body.Reason)), view => view.Version))
            .For(Roles.Grid, Subject.Demand)
            .Describe(summary, description, """{"reason":"需要物业和业委会一起商量"}""");
}
