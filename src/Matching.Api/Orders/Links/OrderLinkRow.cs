using Matching.Api.Data;

namespace Matching.Api.Orders.Links;

public sealed record OrderLinkView(DateTimeOffset At, DateTimeOffset Until);

/// <summary>A secret on paper that opens one order; only its keyed hash is kept.</summary>
internal sealed record OrderLinkRow
{
    private const string Select = "select l.id, l.service_order, o.unit, l.created_at, l.expires_at from order_link l join service_order o on o.code = l.service_order";

    private const string WhereLive = "\nwhere l.expires_at > @now and l.revoked_at is null";

    private const string Insert = """
        insert into order_link (service_order, hash, created_by, created_at, expires_at)
        values (@order, @hash, @who, @now, @until)
        """;

    private const string RevokeAll = "update order_link set revoked_at = @now where service_order = @order and revoked_at is null";

    public long Id { get; init; }

    public string ServiceOrder { get; init; } = "";

    public string Unit { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public static OrderLinkRow? ByHash(Session session, string hash, DateTimeOffset now) => session.One<OrderLinkRow>(Select + WhereLive + " and l.hash = @hash", new { hash, now });

    public static OrderLinkRow? ById(Session session, long id, DateTimeOffset now) => session.One<OrderLinkRow>(Select + WhereLive + " and l.id = @id", new { id, now });

    /// <summary>The one that opens the order now, or null.</summary>
    public static OrderLinkRow? Live(Session session, string order, DateTimeOffset now) => session.One<OrderLinkRow>(Select + WhereLive + " and l.service_order = @order\norder by l.id desc", new { order, now });

    public static void Add(Session session, string order, string hash, string who, DateTimeOffset now, DateTimeOffset until) => session.Execute(Insert, new { order, hash, who, now, until });

    /// <returns>How many were live.</returns>
    public static int Revoke(Session session, string order, DateTimeOffset now) => session.Execute(RevokeAll, new { order, now });

    public OrderLinkView View() => new(CreatedAt, ExpiresAt);
}
