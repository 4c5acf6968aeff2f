using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Reports;

namespace Matching.Api.PropertyRatings;

internal static class PropertyEndpoints
{
    public static readonly Role[] Seeing = Roles.Grid.And(Role.Auditor);

    public static void MapPropertyRatings(this IEndpointRouteBuilder routes)
    {
        var ratings = routes.MapGroup("/api/property-ratings").WithTags("Property ratings");

        ratings.MapGet("", async (IMediator mediator, TimeProvider clock, string? quarter) => TypedResults.Ok(await mediator.Send(new ListPropertyRatings(quarter ?? ReportPeriod.QuarterOf(clock.GetUtcNow()).Code))))
            .For(Seeing).Describe("Property ratings", "Every estate in sight in a quarter (this one when left out), the least content first; nothing but n below ten answers.");

        ratings.MapGet("/{estate}", async (string estate, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetPropertyRating(estate))))
            .For(Seeing).Describe("One estate's ratings", "Quarter by quarter, each question with n and a 95 % interval.");

        ratings.MapPost("/{estate}/slips", async (string estate, MakeSlipsBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new MakeSlips(PropertyPages.EstateOf(estate), body.Quarter, body.Count))))
            .For(Roles.Committee).Describe("Make slips", "One for each household of an estate; the codes are shown this once.", """{"quarter":"2026-Q4","count":40}""");

        var questions = routes.MapGroup("/api/property-questions").WithTags("Property ratings");
        questions.MapGet("", (Database database) => TypedResults.Ok(database.Read(RatePropertyHandler.Asked))).For(Seeing).Describe("Questions", "Those on the ballot now.");
        questions.MapPost("", async (AddPropertyQuestion body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body))).For([Role.Street]).Describe("Add a question", "To every ballot from now on.", """{"text":"绿化养护"}""");
        questions.MapPost("/{id:long}/retire", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RetirePropertyQuestion(id)))).For([Role.Street]).Describe("Retire a question", "What was answered stays.");

        var ballots = routes.MapGroup("/api/property-ballots").WithTags("Property ratings");
        ballots.MapGet("/{slipCode}", async (string slipCode, IMediator mediator) => TypedResults.Ok(await mediator.Send(new LookAtBallot(slipCode)))).ForAnybody(Pace.Link).Describe("A household's ballot", "Behind its slip's code.");
        ballots.MapPost("/{slipCode}", async (string slipCode, BallotBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RateProperty(slipCode, body.Scores))))
            .ForAnybody(Pace.Link).Describe("Rate the property service", "Once by each slip, every question. Nothing ties the scores to the slip.", """{"scores":[{"question":1,"satisfaction":"Satisfied"}]}""");
    }
}
