using Matching.Api.Data;
using Matching.Api.Outbox;

namespace Matching.Api.Webhooks;

/// <summary>Somebody who is told of events, as the store holds it.</summary>
internal sealed record WebhookRow
{
    public const string Select = """
        select w.id, w.label, w.url, w.area, w.kinds, w.secret, w.state, w.failures, w.last_failure, w.last_delivered_at, w.made_by, w.made_at, w.changed_at,
            (select count(*) from delivery v where v.webhook = w.id and v.state = 'Waiting') as waiting
        from webhook w
        """;

    public long Id { get; init; }

    public string Label { get; init; } = "";

    public string Url { get; init; } = "";

    public string Area { get; init; } = "";

    /// <summary>Such as <c>order.Complete</c>, or <c>demand.*</c> for all of one kind.</summary>
    public string Kinds { get; init; } = "";

    public string Secret { get; init; } = "";

    public ReceiverState State { get; init; }

    /// <summary>Failed tries since the last that went well.</summary>
    public int Failures { get; init; }

    public string LastFailure { get; init; } = "";

    public DateTimeOffset? LastDeliveredAt { get; init; }

    public string MadeBy { get; init; } = "";

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset ChangedAt { get; init; }

    public long Waiting { get; init; }

    public static string SecretPlace(long id) => $"webhook/secret/{id}";
}

/// <summary>A subscription as its makers see it; the secret was shown once.</summary>
/// <param name="Waiting">Deliveries that are still to be made.</param>
public sealed record WebhookView(
    long Id, string Label, string Url, string Area, IReadOnlyList<string> Kinds, ReceiverState State, string StateName, int Failures, string LastFailure, DateTimeOffset? LastDeliveredAt, long Waiting, DateTimeOffset MadeAt)
{
    internal static WebhookView Of(WebhookRow row) =>
        new(row.Id, row.Label, row.Url, row.Area, ValueText.Split(row.Kinds), row.State, Words.Of(row.State), row.Failures, row.LastFailure, row.LastDeliveredAt, row.Waiting, row.MadeAt);
}
