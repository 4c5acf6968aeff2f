using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Outbox;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Webhooks;

/// <summary>What a receiver is told: no words, no names, no place nearer than the community.</summary>
/// <param name="Kind">Such as <c>order.Complete</c>.</param>
public sealed record WebhookBody(string Kind, string Subject, string? From, string? To, DateTimeOffset At, string Area);

/// <summary>Puts a delivery beside each event that somebody is to be told of, in the same transaction: it is sent later, at least once.</summary>
internal static class WebhookOutbox
{
    /// <summary>All that can be subscribed to.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        .. Enum.GetNames<DemandAct>().Append(Imports.DemandAmendments.Act).Select(act => $"demand.{act}"), .. Enum.GetNames<OrderAct>().Select(act => $"order.{act}"),
        "offer.Publish", "offer.ChangeCapacity", "offer.ChangeValidity", "offer.Pause", "offer.Resume", $"offer.{Imports.DemandAmendments.Act}",
    ];

    private const string SelectActive = "select id, area, kinds from webhook where state = 'Active'";

    private const string SelectSubject = """
        select 'demand' as thing, area as areas from demand where code = @subject
        union all
        select 'order', d.area from service_order o join demand d on d.code = o.demand where o.code = @subject
        union all
        select 'offer', areas from offer where code = @subject
        """;

    private const string Insert = """
        insert into delivery (id, webhook, place, body, state, next_try_at, made_at)
        values (@Id, @Webhook, @Place, @Body, 'Waiting', @Now, @Now)
        """;

    /// <param name="first">Place of the first event in the history.</param>
    public static void Put(Session session, IReadOnlyList<EventDraft> drafts, long first, Func<int, byte[]> randomBytes)
    {
        var active = session.Query<WebhookRow>(SelectActive);
        if (active.Count == 0)
            return;
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (session.One<SubjectRow>(SelectSubject, new { subject = draft.Subject }) is not { } subject)
                continue;
            var kind = $"{subject.Thing}.{draft.Act}";
            foreach (var webhook in active.Where(webhook => Wants(webhook, kind) && Concerns(webhook.Area, subject)))
            {
                session.Execute(Insert, new
                {
                    Id = DeliveryRow.NewId(randomBytes), Webhook = webhook.Id, Place = first + i, Now = draft.At,
                    Body = JsonSerializer.Serialize(new WebhookBody(kind, draft.Subject, draft.From, draft.To, draft.At, subject.Thing == "offer" ? webhook.Area : Community(subject.Areas)), Json.Options),
                });
            }
        }
    }

    private static bool Wants(WebhookRow webhook, string kind) => ValueText.Split(webhook.Kinds).Any(wanted => wanted == kind || wanted == $"{kind[..kind.IndexOf('.')]}.*");

    /// <summary>A demand's or order's place lies in the subscription's area; an offer serves some of it.</summary>
    private static bool Concerns(string area, SubjectRow subject) => subject.Areas.Length == 0
        || ValueText.Split(subject.Areas).Any(place => place.StartsWith(area, StringComparison.Ordinal) || (subject.Thing == "offer" && area.StartsWith(place, StringComparison.Ordinal)));

    private static string Community(string area) => new AreaCode(area).At(AreaLevel.Community)?.Value ?? area;

    private sealed record SubjectRow
    {
        public string Thing { get; init; } = "";

        public string Areas { get; init; } = "";
    }
}
