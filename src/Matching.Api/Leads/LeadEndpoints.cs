using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

internal static class LeadEndpoints
{
    private const int MostListed = 200;

    public static void MapLeads(this IEndpointRouteBuilder routes)
    {
        var nominations = routes.MapGroup("/api/lead-nominations").WithTags("Leads");

        nominations.MapPost("", async (NominateLead body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .ForAnybody(Pace.Filing)
            .Describe("Nominate a lead", "Oneself or a neighbour who agrees, for a building or an estate; the answer holds the code to follow it by.",
                """{"area":"440699001001001001","kind":"Neighbour","contact":{"name":"何师傅","phone":"13800000000","consent":true},"why":"热心，楼里都认得"}""");

        nominations.MapGet("", async (IMediator mediator, string? state) => TypedResults.Ok(await mediator.Send(new ListNominations(Choice.Of<NominationState>(state) ?? NominationState.Waiting, MostListed))))
            .For(Roles.Committee)
            .Describe("Nominations", "Of the caller's places by state, contacts masked.");

        nominations.MapGet("/{code}", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetNomination(code))))
            .For(Roles.Committee)
            .Describe("A nomination", "With what was decided; the contact is masked.");

        nominations.MapPost("/{code}/approve", async (string code, ApproveNominationBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new ApproveNomination(code, body.Account, body.From, body.Until, body.Reason))))
            .For(Roles.Committee)
            .Describe("Appoint the nominee", "For a term: an account with the lead's role, and its activation slip, shown this once. Not by who proposed it.",
                """{"account":"L-0101","from":"2026-12-01","until":"2027-11-30","reason":"居民代表会议通过"}""");

        nominations.MapPost("/{code}/refuse", async (string code, NominationReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RefuseNomination(code, body.Reason))))
            .For(Roles.Committee)
            .Describe("Refuse a nomination", "With a reason, which the nominee reads.", """{"reason":"本楼已有楼长"}""");

        nominations.MapPost("/{code}/end", async (string code, NominationReasonBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new EndLeadTerm(code, body.Reason))))
            .For(Roles.Committee)
            .Describe("End a term early", "What the lead had on their hands goes to the next lead of the place, or up the ladder.", """{"reason":"搬离本小区"}""");

        nominations.MapPost("/{code}/reveal", async (string code, RevealNomineeBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealNominee(code, body.Field))))
            .For(Roles.Committee)
            .Describe("Reveal one field", "Of the nominee's contact, while the matter lives; each is an event.", """{"field":"Phone"}""");

        nominations.MapPost("/{code}/look-up", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookUpNomination(code, body.LookUpCode))))
            .ForAnybody(Pace.LookUp)
            .Describe("Follow a nomination", "By the code of the receipt.", """{"lookUpCode":"7KQ2M9XD4T"}""");

        nominations.MapPost("/{code}/erase", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ForgetNominee(code, body.LookUpCode))))
            .ForAnybody(Pace.LookUp)
            .Describe("Forget the nominee", "By the code of the receipt: name, phone and words are destroyed; a nomination that waits ends.", """{"lookUpCode":"7KQ2M9XD4T"}""");
    }
}
