using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Surveys;

internal static class SurveyEndpoints
{
    public static readonly Role[] Seeing = Roles.Grid.And(Role.Auditor);

    public static void MapSurveys(this IEndpointRouteBuilder routes)
    {
        var surveys = routes.MapGroup("/api/surveys").WithTags("Surveys");

        surveys.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListSurveys())))
            .For(Seeing).Describe("Surveys", "Of places that touch the caller's, the newest first.");

        surveys.MapPost("", async (MakeSurvey body, IMediator mediator) => await mediator.Send(body) is var made ? TypedResults.Created($"/api/surveys/{made.Code}", made) : null!)
            .For(Roles.Committee).Describe("Make a survey", "A draft for a part of the grid, with the last day on which it is answered.",
                """{"place":"440699001003","title":"明年想要什么服务","intro":"两分钟，不用留名","closes":"2026-12-20"}""");

        surveys.MapGet("/{survey}", async (string survey, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetSurvey(survey)))).For(Seeing).Describe("One survey", "With its questions and options.");

        surveys.MapPost("/{survey}/questions", async (string survey, QuestionDraft body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new AddQuestion(survey, body))))
            .For(Roles.Committee).Describe("Add a question", "At the end of a draft. An option with a category names a need; words that ask name one too.",
                """{"kind":"Multiple","words":"您或家人需要哪些服务？","required":true,"options":[{"words":"上门量血压","category":"义诊体检"},{"words":"都不需要","category":null}]}""");

        surveys.MapPost("/{survey}/questions/{question:long}/remove", async (string survey, long question, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RemoveQuestion(survey, question))))
            .For(Roles.Committee).Describe("Take a question out", "Of a draft.");

        surveys.MapPost("/{survey}/state", async (string survey, SwitchSurveyBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchSurvey(survey, body.State))))
            .For(Roles.Committee).Describe("Publish or close", "A published survey's questions stand; it closes by itself after its last day.", """{"state":"Published"}""");

        surveys.MapGet("/{survey}/results", async (string survey, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetSurveyResults(survey))))
            .For(Seeing).Describe("Results", "Counts with n, by estate, of the part of the grid that the caller sees.");

        surveys.MapGet("/{survey}/wishes", async (string survey, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListWishes(survey))))
            .For(Seeing).Describe("Needs from answers", "Those that wait for a nod first; contacts masked.");

        surveys.MapPost("/{survey}/nods", async (string survey, NodBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new NodWishes(survey, body.Wishes, body.Act, body.Demand, body.Reason))))
            .For(Roles.Grid).Describe("Nod on needs", "Many at once: a demand of its own for each, or all as supporters of one, or set aside with a reason. All of it or nothing.",
                """{"wishes":[1,2],"act":"NewDemands","demand":null,"reason":""}""");

        MapAnswering(routes);
    }

    private static void MapAnswering(IEndpointRouteBuilder routes)
    {
        var sheets = routes.MapGroup("/api/survey-sheets").WithTags("Surveys");

        sheets.MapGet("/{answerCode}", async (string answerCode, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookAtSurvey(answerCode))))
            .ForAnybody(Pace.Link).Describe("A survey's sheet", "As anybody with its link reads it.");

        sheets.MapPost("/{answerCode}", async (string answerCode, AnswerBody body, IMediator mediator, CallContext context) =>
            await mediator.Send(new AnswerSurvey(answerCode, body.Area, body.Replies, body.Contact, context.IdempotencyKey ?? "")) is var receipt ? TypedResults.Created($"/api/survey-sheets/{answerCode}", receipt) : null!)
            .ForAnybody(Pace.Filing).Describe("Answer a survey", "Without an account; a contact only with consent. Needs in it wait for somebody's nod.",
                """{"area":"440699001003001","replies":[{"question":1,"options":[1],"text":""}],"contact":{"name":"李伯","phone":"13800000000","consent":true}}""");

        sheets.MapPost("/{answerCode}/withdraw", async (string answerCode, Activities.LeaveBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LeaveSurvey(answerCode, body.Number, body.LookUpCode))))
            .ForAnybody(Pace.Link).Describe("Take one's words back", "By number and code: words and contact are forgotten, needs nobody has decided on are withdrawn.", """{"number":"WJ-2026-000001","lookUpCode":"7K2M9QXH4T"}""");
    }
}
