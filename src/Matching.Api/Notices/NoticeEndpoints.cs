using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Notices;

internal static class NoticeEndpoints
{
    public static void MapNotices(this IEndpointRouteBuilder routes)
    {
        var inbox = routes.MapGroup("/api/inbox").WithTags("Notices");

        inbox.MapGet("", async (bool? unread, string? cursor, int? limit, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListInbox(unread == true, PageWanted.From(cursor, limit)))))
            .For(Roles.SignedIn).Describe("Inbox", "What concerns the caller, newest first, with the number of unread ones. Never a word that somebody wrote.");

        inbox.MapPost("/{id:long}/read", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ReadNotice(id))))
            .For(Roles.SignedIn).Describe("Mark as read", "One notice.");

        inbox.MapPost("/read", async (ReadAllNotices body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.SignedIn).Describe("Mark all as read", "Up to the newest one that was seen.", """{"upTo":12}""");

        MapChannels(routes.MapGroup("/api/notice-channels").WithTags("Notices"));

        routes.MapGet("/api/mail-server", async (string street, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetMailServer(street))))
            .For([Role.Street]).WithTags("Notices").Describe("Mail server of a street", "Without its password; null when none is set.");

        routes.MapPost("/api/mail-server", async (SetMailServer body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For([Role.Street]).WithTags("Notices").Describe("Set a street's mail server", "Sends for the street, its communities and units. The password is kept sealed; left empty, the one that is there stays.",
                """{"street":"440699001","host":"smtp.example.gov.cn","port":587,"sender":"jiceng@example.gov.cn","userName":"jiceng@example.gov.cn","password":"…"}""");
    }

    private static void MapChannels(RouteGroupBuilder channels)
    {
        channels.MapGet("", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListChannels())))
            .For(Roles.SignedIn).Describe("Channels", "One's own, one's unit's, and those of one's street or communities.");

        channels.MapPost("", async (MakeChannel body, IMediator mediator) => await mediator.Send(body) is var made ? TypedResults.Created($"/api/notice-channels/{made.Id}", made) : null!)
            .For(Roles.SignedIn).Describe("Add a channel", "E-mail, or the robot of a WeCom, DingTalk or Feishu group; at once, hourly or daily, outside the quiet hours. Address and secret are kept sealed.",
                """{"ownerKind":"Area","owner":"440699001001","kind":"WeCom","target":"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…","pace":"Hourly"}""");

        channels.MapPost("/{id:long}/start", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchChannel(id, On: true))))
            .For(Roles.SignedIn).Describe("Start a channel", "Again, after it was stopped or disabled.");

        channels.MapPost("/{id:long}/stop", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new SwitchChannel(id, On: false))))
            .For(Roles.SignedIn).Describe("Stop a channel", "Notices from now on are in the inbox alone.");

        channels.MapPost("/{id:long}/test", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new TryChannel(id))))
            .For(Roles.SignedIn).Describe("Try a channel", "Puts a message without content into the outbox.");

        channels.MapGet("/{id:long}/deliveries", async (long id, string? cursor, int? limit, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListChannelDeliveries(id, PageWanted.From(cursor, limit)))))
            .For(Roles.SignedIn).Describe("Messages of a channel", "The newest first, with what the receiver answered.");

        channels.MapPost("/{id:long}/deliveries/{delivery}/resend", async (long id, string delivery, IMediator mediator) => TypedResults.Ok(await mediator.Send(new ResendDelivery(id, delivery))))
            .For(Roles.SignedIn).Describe("Send again", "A message that was given up, under the same id.");
    }
}
