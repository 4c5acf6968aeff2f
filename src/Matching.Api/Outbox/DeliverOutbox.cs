using Matching.Api.Data;

namespace Matching.Api.Outbox;

/// <summary>Persisted: append only.</summary>
public enum DeliveryState { Waiting, Delivered, Failed }

/// <summary>Whether a receiver is sent to; one that failed too often is disabled. Persisted: append only.</summary>
public enum ReceiverState { Active, Stopped, Disabled }

/// <summary>A delivery that was taken to be made now.</summary>
internal sealed record TakenDelivery
{
    public string Id { get; init; } = "";

    public long Receiver { get; init; }

    public long Place { get; init; }

    public string Body { get; init; } = "";

    public int Attempts { get; init; }
}

/// <summary>A kind of receivers: their table, which is also the outbox's column for them, and how one of them is sent to.</summary>
internal interface IReceivers
{
    string Table { get; }

    /// <summary>Reads what sending to a receiver needs.</summary>
    Func<TakenDelivery, CancellationToken, Task<(bool Taken, string Answer)>> SenderTo(Session session, long receiver);
}

/// <summary>Takes what is due, sends it, and writes down what came of it. What was taken and never written down, since the process
/// ended, is due again after a while: at least once, each with the same id. Of several processes each takes others' leavings only.</summary>
internal sealed class DeliverOutbox(GroupCommit writer, IEnumerable<IReceivers> kinds, TimeProvider clock)
{
    /// <summary>A receiver is disabled after so many failures in a row.</summary>
    public const int MostFailures = 20;

    private const int MostAtOnce = 100;
    private const int DaysKept = 30;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(20);

    /// <summary>Between one try and the next; after the last a delivery has failed.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    private const string CountWaiting = "select count(*) from delivery where state = 'Waiting' and next_try_at <= @now";

    private const string Forget = "delete from delivery where state <> 'Waiting' and made_at < @old";

    private const string SetDelivered = "update delivery set state = 'Delivered', delivered_at = @now, answer = @answer where id = @id";

    private const string SetFailed = "update delivery set state = @state, next_try_at = @next, answer = @answer where id = @id";

    private readonly IReadOnlyList<OutboxOf> outboxes = [.. kinds.Select(kind => new OutboxOf(kind))];

    /// <returns>How many it took.</returns>
    public async Task<int> Once(CancellationToken stop)
    {
        var count = 0;
        foreach (var outbox in outboxes)
            count += await Once(outbox, stop);
        return count;
    }

    private async Task<int> Once(OutboxOf outbox, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var taken = await writer.Write(session =>
        {
            if (session.Scalar<long>(CountWaiting, new { now }) == 0)
                return [];
            session.Execute(Forget, new { old = now.AddDays(-DaysKept) });
            return session.Query<TakenDelivery>(outbox.Take, new { now, lease = now + Lease, most = MostAtOnce }).GroupBy(row => row.Receiver)
                .Select(group => (Rows: group.OrderBy(row => row.Place).ToList(), Send: outbox.Kind.SenderTo(session, group.Key))).ToList();
        });
        await Task.WhenAll(taken.Select(group => SendAll(outbox, group.Rows, group.Send, stop)));
        return taken.Sum(group => group.Rows.Count);
    }

    private async Task SendAll(OutboxOf outbox, List<TakenDelivery> rows, Func<TakenDelivery, CancellationToken, Task<(bool Taken, string Answer)>> send, CancellationToken stop)
    {
        foreach (var row in rows)
        {
            var (isTaken, answer) = await send(row, stop);
            await writer.Write(session => isTaken ? Praised(session, outbox, row, answer) : Blamed(session, outbox, row, answer));
        }
    }

    private bool Praised(Session session, OutboxOf outbox, TakenDelivery row, string answer)
    {
        var now = clock.GetUtcNow();
        session.Execute(SetDelivered, new { now, answer, id = row.Id });
        session.Execute(outbox.Praise, new { now, row.Receiver });
        return true;
    }

    private bool Blamed(Session session, OutboxOf outbox, TakenDelivery row, string answer)
    {
        var isLast = row.Attempts > Pauses.Length;
        var next = isLast ? clock.GetUtcNow() : clock.GetUtcNow() + Pauses[row.Attempts - 1];
        session.Execute(SetFailed, new { state = (isLast ? DeliveryState.Failed : DeliveryState.Waiting).ToString(), next, answer, id = row.Id });
        session.Execute(outbox.Blame, new { answer, most = MostFailures, row.Receiver });
        return false;
    }

    /// <summary>The statements that name a kind's own table.</summary>
    private sealed class OutboxOf(IReceivers kind)
    {
        public IReceivers Kind { get; } = kind;

        public string Take { get; } = $"""
            update delivery
            set attempts = attempts + 1, next_try_at = @lease
            where id in (
                select v.id
                from delivery v
                join {kind.Table} r on r.id = v.{kind.Table}
                where v.state = 'Waiting' and v.next_try_at <= @now and r.state = 'Active'
                order by v.next_try_at, v.place
                limit @most)
            returning id, {kind.Table} as receiver, place, body, attempts
            """;

        public string Praise { get; } = $"update {kind.Table} set failures = 0, last_failure = '', last_delivered_at = @now where id = @Receiver";

        public string Blame { get; } = $"""
            update {kind.Table}
            set failures = failures + 1, last_failure = @answer,
                state = case when failures + 1 >= @most and state = 'Active' then 'Disabled' else state end
            where id = @Receiver
            """;
    }
}
