using Matching.Api.Data;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>A unit in a trade group (行业), from when on.</summary>
internal sealed record GroupMemberRow
{
    private const string Select = """
        select m.id, m.trade_group, g.name as group_name, m.unit, u.name as unit_name, u.suspended, m.joined_at
        from group_member m
        join unit g on g.code = m.trade_group
        join unit u on u.code = m.unit
        where m.left_at is null
        """;

    private const string Insert = "insert into group_member (trade_group, unit, joined_at) values (@TradeGroup, @Unit, @JoinedAt)";

    private const string End = "update group_member set left_at = @now where id = @Id";

    public long Id { get; init; }

    public string TradeGroup { get; init; } = "";

    public string GroupName { get; init; } = "";

    public string Unit { get; init; } = "";

    public string UnitName { get; init; } = "";

    public bool Suspended { get; init; }

    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>The members of a group, by code.</summary>
    public static IReadOnlyList<GroupMemberRow> Of(Session session, string group) => session.Query<GroupMemberRow>(Select + " and m.trade_group = @group\norder by m.unit", new { group });

    /// <summary>The groups that a unit is a member of, by code.</summary>
    public static IReadOnlyList<GroupMemberRow> GroupsOf(Session session, string unit) => session.Query<GroupMemberRow>(Select + " and m.unit = @unit\norder by m.trade_group", new { unit });

    public static GroupMemberRow? Find(Session session, string group, string unit) => session.One<GroupMemberRow>(Select + " and m.trade_group = @group and m.unit = @unit", new { group, unit });

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public void EndIn(Session session, DateTimeOffset now) => session.Execute(End, new { Id, now });
}

/// <summary>A unit in a trade group, seen from either side.</summary>
public sealed record GroupMemberView(string Unit, string Name, DateTimeOffset Since, bool Suspended);
