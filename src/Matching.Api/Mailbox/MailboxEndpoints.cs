using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.People;

namespace Matching.Api.Mailbox;

internal static class MailboxEndpoints
{
    private const int MostListed = 200;

    public static void MapMailbox(this IEndpointRouteBuilder routes)
    {
        var mail = routes.MapGroup("/api/mailbox").WithTags("Mailbox");

        mail.MapPost("", async (SendToMailbox body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .ForAnybody(Pace.Filing)
            .Describe("Put into a lead's mailbox", "An idea, thanks or an offer of help, without an account; needs are filed as demands. The answer holds the code to read the answer by.",
                """{"area":"440699001001001001","kind":"Help","text":"我会修自行车，周末可以帮邻居","contact":{"name":"何师傅","phone":"13800000000","consent":true}}""");

        mail.MapGet("", async (IMediator mediator, string? state) => TypedResults.Ok(await mediator.Send(new ListMail(Choice.Of<MailState>(state) ?? MailState.New, MostListed))))
            .For(MailViews.Reading).Describe("The mailbox", "Of the caller's places by state, contacts masked; what waits longest first.");

        mail.MapGet("/{code}", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMail(code))))
            .For(MailViews.Reading).Describe("An entry", "With its answer; the contact is masked.");

        mail.MapPost("/{code}/answer", async (string code, AnswerMailBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new AnswerMail(code, body.Text))))
            .For(MailViews.Reading).Describe("Answer an entry", "The sender reads it by their code.", """{"text":"谢谢，已转给物业"}""");

        mail.MapPost("/{code}/take-up", async (string code, TakeUpHelpBody body, IMediator mediator) =>
            TypedResults.Ok(await mediator.Send(new TakeUpHelp(code, body.Title, body.Category, body.Start, body.End, body.Capacity))))
            .For(MailViews.Reading)
            .Describe("Take up help", "One nod makes the sender a small unit, named after the place, with an offer for their estate.",
                """{"title":"帮邻居修自行车","category":"家电维修","start":"2026-12-05T09:00:00+08:00","end":"2026-12-05T12:00:00+08:00","capacity":5}""");

        mail.MapPost("/{code}/reveal", async (string code, RevealSenderBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevealSender(code, body.Field))))
            .For(MailViews.Reading).Describe("Reveal one field", "Of the sender's contact; each is an event.", """{"field":"Phone"}""");

        mail.MapPost("/{code}/look-up", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookUpMail(code, body.LookUpCode))))
            .ForAnybody(Pace.LookUp).Describe("Read the answer", "By the code of the receipt.", """{"lookUpCode":"7KQ2M9XD4T"}""");

        mail.MapPost("/{code}/erase", async (string code, LookUpBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ForgetSender(code, body.LookUpCode))))
            .ForAnybody(Pace.LookUp).Describe("Forget the sender", "By the code of the receipt: contact and words are destroyed.", """{"lookUpCode":"7KQ2M9XD4T"}""");
    }
}
