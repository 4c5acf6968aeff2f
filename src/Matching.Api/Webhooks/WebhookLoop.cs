using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.Webhooks;

/// <summary>Sends what waits, every few seconds by the injected clock; what fails is tried again after growing pauses.</summary>
internal sealed partial class WebhookLoop(DeliverWebhooks deliver, TimeProvider clock, ILogger<WebhookLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await deliver.Once(stoppingToken) > 0)
                {
                }
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhooks are put off by a few seconds")]
    private partial void LogPutOff(Exception failed);
}

/// <summary>Takes what is due, sends it, and writes down what came of it. What was taken and never written down, since the process
/// ended, is due again after a while: at least once, each with the same id.</summary>
internal sealed class DeliverWebhooks(GroupCommit writer, WebhookCalls calls, KeyRing ring, TimeProvider clock)
{
    /// <summary>A subscription is disabled after so many failures in a row.</summary>
    public const int MostFailures = 20;

    private const int MostAtOnce = 100;
    private const int DaysKept = 30;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(20);

    /// <summary>Between one try and the next; after the last a delivery has failed.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    private const string CountDue = "select count(*) from webhook_delivery v join webhook w on w.id = v.webhook where v.state = 'Waiting' and v.next_try_at <= @now and w.state = 'Active'";

    private const string Take = """
        update webhook_delivery
        set attempts = attempts + 1, next_try_at = @lease
        where id in (
            select v.id
            from webhook_delivery v
            join webhook w on w.id = v.webhook
            where v.state = 'Waiting' and v.next_try_at <= @now and w.state = 'Active'
            order by v.next_try_at, v.place
            limit @most)
        returning id, webhook, place, body, attempts
        """;

    private const string Forget = "delete from webhook_delivery where state <> 'Waiting' and made_at < @old";

    private const string SetDelivered = "update webhook_delivery set state = 'Delivered', delivered_at = @now, answer = @answer where id = @id";

    private const string SetFailed = "update webhook_delivery set state = @state, next_try_at = @next, answer = @answer where id = @id";

    private const string Praise = "update webhook set failures = 0, last_failure = '', last_delivered_at = @now where id = @webhook";

    private const string Blame = """
        update webhook
        set failures = failures + 1, last_failure = @answer,
            state = case when failures + 1 >= @most and state = 'Active' then 'Disabled' else state end
        where id = @webhook
        """;

    /// <returns>How many it took.</returns>
    public async Task<int> Once(CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var (taken, webhooks) = await writer.Write(session =>
        {
            if (session.Scalar<long>(CountDue, new { now }) == 0)
                return ([], []);
            session.Execute(Forget, new { old = now.AddDays(-DaysKept) });
            return (session.Query<TakenRow>(Take, new { now, lease = now + Lease, most = MostAtOnce }), session.Query<WebhookRow>(WebhookRow.Select).ToDictionary(webhook => webhook.Id));
        });
        await Task.WhenAll(taken.GroupBy(row => row.Webhook).Select(group => SendAll(webhooks[group.Key], [.. group.OrderBy(row => row.Place)], stop)));
        return taken.Count;
    }

    private async Task SendAll(WebhookRow webhook, IReadOnlyList<TakenRow> rows, CancellationToken stop)
    {
        var secret = ring.Open(WebhookRow.SecretPlace(webhook.Id), webhook.Secret);
        foreach (var row in rows)
        {
            var (isTaken, answer) = await calls.Send(webhook.Url, secret, row.Id, row.Body, clock.GetUtcNow(), stop);
            await writer.Write(session => isTaken ? Praised(session, row, answer) : Blamed(session, row, answer));
        }
    }

    private bool Praised(Session session, TakenRow row, string answer)
    {
        var now = clock.GetUtcNow();
        session.Execute(SetDelivered, new { now, answer, id = row.Id });
        session.Execute(Praise, new { now, webhook = row.Webhook });
        return true;
    }

    private bool Blamed(Session session, TakenRow row, string answer)
    {
        var isLast = row.Attempts > Pauses.Length;
        var next = isLast ? clock.GetUtcNow() : clock.GetUtcNow() + Pauses[row.Attempts - 1];
        session.Execute(SetFailed, new { state = (isLast ? DeliveryState.Failed : DeliveryState.Waiting).ToString(), next, answer, id = row.Id });
        session.Execute(Blame, new { answer, most = MostFailures, webhook = row.Webhook });
        return false;
    }

    private sealed record TakenRow
    {
        public string Id { get; init; } = "";

        public long Webhook { get; init; }

        public long Place { get; init; }

        public string Body { get; init; } = "";

        public int Attempts { get; init; }
    }
}
