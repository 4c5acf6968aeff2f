using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Visits;

internal static class VisitEndpoints
{
    /// <summary>Committees, and the return visitors themselves.</summary>
    public static readonly Role[] Visiting = Roles.Committee.And(Role.Visitor);

    public static void MapVisits(this IEndpointRouteBuilder routes)
    {
        var visits = routes.MapGroup("/api/visits").WithTags("Return visits");

        visits.MapGet("", async (IMediator mediator, string? queue, int? limit) =>
            TypedResults.Ok(await mediator.Send(new ListVisits(Choice.Of<VisitQueue>(queue) ?? VisitQueue.Open, PageWanted.From(null, limit).Limit))))
            .For(Visiting.And(Role.Auditor))
            .Describe("Return visits", "Those drawn when orders were completed: mine, open, overdue or done, the next due first.");

        visits.MapGet("/{id:long}", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetVisit(id))))
            .For(Visiting.And(Role.Auditor)).Describe("One return visit", "Whom to ask about what; the contact is masked.");

        visits.MapPost("/{id:long}/give", async (long id, GiveVisitBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GiveVisit(id, body.Visitor))))
            .For(Roles.Committee)
            .Describe("Give a visit", "To a return visitor of the place, who is neither filer nor of the unit; from then on it is theirs alone.", """{"visitor":"V-02"}""");

        visits.MapPost("/{id:long}/reveal", async (long id, RevealVisitBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealVisit(id, body.Field))))
            .For(Visiting)
            .Describe("Reveal one field", "To the visitor it was given to, while it is theirs; each is an event.", """{"field":"Phone"}""");

        visits.MapPost("/{id:long}/answer", async (long id, RecordVisitBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new RecordVisit(id, body.Solved, body.Satisfaction, body.Channel, body.Note))))
            .For(Visiting)
            .Describe("Record the answer", "Solved, apart from satisfied; who is dissatisfied says why. Not solved means reopened under the same number.",
                """{"solved":true,"satisfaction":"Dissatisfied","channel":"Phone","note":"修好了，但是等了五天"}""");

        visits.MapPost("/{id:long}/miss", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MissVisit(id))))
            .For(Visiting).Describe("Not reached", "The person did not answer; the visit stays open.");

        visits.MapGet("/sampling", (Rulings rulings) => TypedResults.Ok(new SamplingView(rulings.Policy.Version, rulings.Policy.Visits)))
            .For(Roles.Committee).Describe("Shares of return visits", "In percent by urgency and category, with the policy's version; emergencies and the vulnerable are always asked.");

        visits.MapPost("/sampling", async (PublishSampling body, IMediator mediator, Rulings rulings) =>
        {
            var published = await mediator.Send(body);
            rulings.Forget();
            return TypedResults.Ok(published);
        })
            .For([Role.Street])
            .Describe("Publish shares", "A new version of the policy; what was drawn stays drawn.", """{"seen":1,"reason":"本季度提高健康类回访比例","visits":{"percent":25,"categories":{"03":60}}}""");
    }
}
