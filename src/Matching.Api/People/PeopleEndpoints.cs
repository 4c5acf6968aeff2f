using MediatR;
using Matching.Api.Access;
using Matching.Api.History;
using Matching.Api.Http;

namespace Matching.Api.People;

/// <summary>Contacts, consent and erasure; and what an auditor reads.</summary>
internal static class PeopleEndpoints
{
    private static readonly Role[] Reading = Roles.Grid.And(Role.Unit, Role.Visitor);

    /// <summary>Those who answer to a person for what is kept of them.</summary>
    private static readonly Role[] Answering = [Role.Community, Role.Street];

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        var demands = routes.MapGroup("/api/demands").WithTags("Personal data");

        demands.MapPost("/{code}/contact/reveal", async (string code, RevealBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealContact(code, body.Field, body.Purpose))))
            .For(Reading, Subject.Demand)
            .Describe("Reveal one field", "Of a contact, to the lead who filed, the unit that accepted, the rung now responsible and the assigned visitor, while the matter lives; each is an event.", """{"field":"Phone","purpose":"Call"}""");

        demands.MapPost("/{code}/look-up", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookUpDemand(code, body.LookUpCode))))
            .ForLookUpCode().Describe("Look up by code", "A resident's or supporter's own view: state, orders, what is kept of them and who read it.", """{"lookUpCode":"7KQ2M9XD4T"}""");

        demands.MapPost("/{code}/erase", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ErasePerson(code, body.LookUpCode))))
            .ForLookUpCode().Describe("Forget me", "Takes the consent back: what is open is withdrawn, everything that tells who the person is is destroyed; the figures stay.", """{"lookUpCode":"7KQ2M9XD4T"}""");

        demands.MapPost("/{code}/withdraw-consent", async (string code, WithdrawConsentBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new WithdrawConsent(code, body.LookUpCode, body.Purpose))))
            .ForLookUpCode().Describe("Take one consent back", "Handling: the contact is destroyed, the matter goes on; return visits: nobody is sent. The text of each says so.", """{"lookUpCode":"7KQ2M9XD4T","purpose":"ReturnVisit"}""");

        demands.MapPost("/{code}/contact/erase", async (string code, ErasePersonForBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ErasePersonFor(code, body.Reason, body.Phone))))
            .For(Answering, Subject.Demand)
            .Describe("Forget somebody who asked", "Without their look-up code: their demand and what else of theirs lies in your area; a supporter is named by their phone. Who and why is an event.", """{"reason":"本人到社区书面要求删除"}""");

        demands.MapPost("/{code}/contact/withdraw-consent", async (string code, WithdrawConsentForBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new WithdrawConsentFor(code, body.Purpose, body.Reason))))
            .For(Answering, Subject.Demand)
            .Describe("Write down a consent taken back", "By whoever filed the demand and said so without their look-up code.", """{"purpose":"ReturnVisit","reason":"本人来电要求不再回访"}""");

        routes.MapPost("/api/orders/{code}/assign-visitor", async (string code, AssignVisitorBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new AssignVisitor(code, body.Visitor)), view => view.Version))
            .WithTags("Orders").For(Roles.Committee, Subject.Order).Describe("Assign the return visit", "To a visitor who is neither filer nor unit; it is theirs alone from then on.", """{"visitor":"V-0003"}""");

        routes.MapGet("/api/consents", () => TypedResults.Ok(ConsentTextView.All()))
            .WithTags("Personal data").ForAnybody().Describe("Consent texts", "What a person agrees to, by purpose, with the text's version, the newest first; older texts are what older consents were given to.");

        routes.MapGet("/api/retention-reports", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListRetentionReports())))
            .WithTags("History").For([Role.Auditor, Role.Administrator, Role.Street]).Describe("Retention reports", "What the retention job did, newest first.");

        routes.MapGet("/api/history", async (IMediator mediator, string? subject, string? cursor, int? limit) => TypedResults.Ok(await mediator.Send(new ListEvents(subject, PageWanted.From(cursor, limit)))))
            .WithTags("History").For([Role.Auditor]).Describe("The history", "Every event with its hash, oldest first; narrow it by subject; go on with cursor = next.");

        routes.MapGet("/api/history/head", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetHistoryHead())))
            .WithTags("History").For([Role.Auditor, Role.Administrator]).Describe("The history's head", "Note it down elsewhere: verify --head SEQ:HASH then finds a history that was cut off or written anew.");
    }
}

public sealed record ConsentTextView(ConsentPurpose Purpose, int Version, string Text)
{
    internal static IReadOnlyList<ConsentTextView> All() =>
        [.. from version in Enumerable.Range(1, PersonRecords.ConsentText).Reverse()
            from purpose in Enum.GetValues<ConsentPurpose>()
            select new ConsentTextView(purpose, version, Words.Say(version == 1 ? $"Consent.{purpose}" : $"Consent.{purpose}.{version}"))];
}
