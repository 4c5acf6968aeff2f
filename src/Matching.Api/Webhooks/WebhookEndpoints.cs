using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Webhooks;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Webhooks");

        webhooks.MapPost("", async (MakeWebhook body, IMediator mediator) => await mediator.Send(body) is var made ? TypedResults.Created($"/api/webhooks/{made.Webhook.Id}", made) : null!)
            .For(Roles.Committee)
            .Describe("Subscribe to events", "Each event of the area and kinds is posted to the URL at least once, signed as the Standard Webhooks specification says (webhook-id, webhook-timestamp, webhook-signature); the secret is shown this once. The body holds no personal data.",
                """{"label":"区平台","url":"https://hooks.example.gov.cn/threelists","area":"440699001","kinds":["order.Complete","demand.*"]}""");

        webhooks.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListWebhooks())))
            .For(Roles.Committee).Describe("List subscriptions", "With their state; after many failures in a row one is disabled.");

        webhooks.MapGet("/{id:long}/deliveries", async (long id, string? cursor, int? limit, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListDeliveries(id, PageWanted.From(cursor, limit)))))
            .For(Roles.Committee).Describe("Deliveries", "The newest first, with what the receiver answered.");

        webhooks.MapPost("/{id:long}/start", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchWebhook(id, On: true))))
            .For(Roles.Committee).Describe("Start a subscription", "Again, after it was stopped or disabled; what waits is sent.");

        webhooks.MapPost("/{id:long}/stop", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchWebhook(id, On: false))))
            .For(Roles.Committee).Describe("Stop a subscription", "Events from now on are not kept for it.");
    }
}
