using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Api.Reports;

namespace Matching.Api.Desk;

internal static class DeskEndpoints
{
    /// <summary>Those who work off what comes in.</summary>
    public static readonly Role[] Staff = Roles.Committee.And(Role.Branch, Role.Studio);

    public static void MapDesk(this IEndpointRouteBuilder routes)
    {
        var desk = routes.MapGroup("/api").WithTags("Desk");

        desk.MapGet("/desk", async (IMediator mediator, KnownAreas areas, Rulings rulings, string? queue, string? area, string? category, string? cursor, int? limit) =>
            TypedResults.Ok(await mediator.Send(Wanted(areas, rulings, queue, area, category, cursor, limit))))
            .For(Staff)
            .Describe("The desk", "How much waits in each queue, and one queue's rows, oldest first: ToVerify, ToMatch, AnswerLate, DueSoon, Unmet, Dissatisfied.");

        desk.MapPost("/demands/{code}/return", async (string code, ReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new ReturnDemand(code, body.Reason)), view => view.Version))
            .For(Staff, Subject.Demand)
            .Describe("Send a demand back", "退回补充: it stays filed; what is missing is told to the filer.", """{"reason":"请补充楼栋和方便联系的时间"}""");

        desk.MapPost("/demands/{code}/notes", async (string code, NoteText body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new AddInternalNote(code, body.Note))))
            .For(Staff, Subject.Demand)
            .Describe("Note among staff", "内部备注: read by staff alone.", """{"note":"已与物业通过电话"}""");

        desk.MapGet("/demands/{code}/notes", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListInternalNotes(code))))
            .For(Staff, Subject.Demand)
            .Describe("Notes among staff", "Oldest first.");
    }

    /// <exception cref="BadHttpRequestException">A value is not one of those there are.</exception>
    public static GetDesk Wanted(KnownAreas areas, Rulings rulings, string? queue, string? area, string? category, string? cursor, int? limit) => new(
        Choice.Of<DeskQueue>(queue) ?? DeskQueue.ToVerify, ReportScope.AreaOf(area, areas), ReportScope.CategoryOf(category, rulings), PageWanted.From(cursor, limit));
}
