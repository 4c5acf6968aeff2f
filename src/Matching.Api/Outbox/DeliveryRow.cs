using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Outbox;

/// <summary>A delivery as the store holds it.</summary>
internal sealed record DeliveryRow
{
    private const string Select = "select v.id, v.place, v.body, v.state, v.attempts, v.made_at, v.next_try_at, v.delivered_at, v.answer from delivery v";

    public string Id { get; init; } = "";

    public long Place { get; init; }

    public string Body { get; init; } = "";

    public DeliveryState State { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public DateTimeOffset NextTryAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public string Answer { get; init; } = "";

    public DeliveryView View => new(Id, Body, State, Attempts, MadeAt, NextTryAt, DeliveredAt, Answer);

    /// <summary>A receiver's deliveries, newest first.</summary>
    public static Page<DeliveryView> Of(Session session, string table, long receiver, PageWanted page)
    {
        var rows = session.Query<DeliveryRow>(Select + $"\nwhere v.{table} = @receiver and (@After = 0 or v.place < @After)\norder by v.place desc\nlimit @Most", new { receiver, page.After, Most = page.Limit + 1 });
        return Page<DeliveryView>.Of(rows, page.Limit, row => row.View, row => row.Place);
    }

    /// <summary>A name that the receiver knows a delivery by, however often it comes.</summary>
    public static string NewId(Func<int, byte[]> randomBytes) => "msg_" + Convert.ToHexString(randomBytes(16));
}

public sealed record DeliveryView(string Id, string Body, DeliveryState State, int Attempts, DateTimeOffset MadeAt, DateTimeOffset NextTryAt, DateTimeOffset? DeliveredAt, string Answer);
