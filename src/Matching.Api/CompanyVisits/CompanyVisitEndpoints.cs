using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.CompanyVisits;

internal static class CompanyVisitEndpoints
{
    public const int UsualDays = 180;

    public static readonly Role[] Seeing = Roles.Grid.And(Role.Auditor);

    public static void MapCompanyVisits(this IEndpointRouteBuilder routes)
    {
        var visits = routes.MapGroup("/api/company-visits").WithTags("Company visits");

        visits.MapGet("", async (IMediator mediator, int? page) => TypedResults.Ok(await mediator.Send(new ListCompanyVisits(Math.Clamp(page ?? 1, 1, 100)))))
            .For(Seeing).Describe("Company visits", "走访, the newest first; contacts masked.");

        visits.MapPost("", async (RecordCompanyVisit body, IMediator mediator) => await mediator.Send(body) is var recorded ? TypedResults.Created($"/api/company-visits/{recorded.Code}", recorded) : null!)
            .For(Roles.Grid, pace: Pace.Filing)
            .Describe("Record a visit", "To a unit or a firm that is none yet, or what a stationed team took down; needs become demands on its behalf, open at once; the rest is followed up with owner and day.",
                """{"kind":"Visit","firm":"岭南玉器加工坊","area":"440699001001","visitedOn":"2026-11-20","said":"招工难，想让员工做体检","needs":[{"title":"三十名员工想做体检","category":"义诊体检","quantity":30}],"followUps":[{"what":"问清年底能否提供摊位","owner":null,"dueOn":"2026-12-10"}]}""");

        visits.MapGet("/{visit}", async (string visit, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetCompanyVisit(visit)))).For(Seeing).Describe("One visit", "With its demands and follow-ups.");

        visits.MapPost("/{visit}/follow-ups/{followUp:long}/done", async (string visit, long followUp, FollowUpResultBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new FinishFollowUp(visit, followUp, body.Result))))
            .For(Roles.Grid).Describe("Finish a follow-up", "With its result; its timers stop.", """{"result":"已答复，提供两个摊位"}""");

        routes.MapGet("/api/follow-ups", async (IMediator mediator, bool? mine) => TypedResults.Ok(await mediator.Send(new ListFollowUps(mine == true))))
            .For(Seeing).WithTags("Company visits").Describe("Follow-ups", "What is still to be done after visits, the next due first.");

        routes.MapGet("/api/unvisited-firms", async (IMediator mediator, int? days) => TypedResults.Ok(await mediator.Send(new ListUnvisitedFirms(days ?? UsualDays))))
            .For(Seeing).WithTags("Company visits").Describe("Firms not visited", "For so many days; those never visited first.");
    }
}
