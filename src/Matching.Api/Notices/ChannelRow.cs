using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Outbox;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>Whose notices go by a channel. Persisted: append only.</summary>
public enum ChannelOwner { Account, Unit, Area }

/// <summary>E-mail, or the robot of a chat group: 企业微信, 钉钉, 飞书. Persisted: append only.</summary>
public enum ChannelKind { Mail, WeCom, DingTalk, Feishu }

/// <summary>Where else than in the inbox somebody is told.</summary>
internal sealed record ChannelRow
{
    public const string Select = """
        select c.id, c.owner_kind, c.owner, c.street, c.kind, c.target, c.secret, c.hint, c.pace, c.state, c.failures, c.last_failure, c.last_delivered_at, c.made_at,
            (select count(*) from notice_item i where i.channel = c.id and i.delivery is null) as waiting,
            (select count(*) from delivery v where v.notice_channel = c.id and v.state = 'Failed') as dead
        from notice_channel c
        """;

    public long Id { get; init; }

    public ChannelOwner OwnerKind { get; init; }

    public string Owner { get; init; } = "";

    /// <summary>Whose mail server sends.</summary>
    public string Street { get; init; } = "";

    public ChannelKind Kind { get; init; }

    /// <summary>Sealed: the address, or the robot's URL with its key.</summary>
    public string Target { get; init; } = "";

    /// <summary>Sealed: what signs; empty inside when the robot wants no signature.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Enough of the target to know it again.</summary>
    public string Hint { get; init; } = "";

    public NoticePace Pace { get; init; }

    public ReceiverState State { get; init; }

    public int Failures { get; init; }

    public string LastFailure { get; init; } = "";

    public DateTimeOffset? LastDeliveredAt { get; init; }

    public DateTimeOffset MadeAt { get; init; }

    public long Waiting { get; init; }

    public long Dead { get; init; }

    public static string TargetPlace(long id) => $"notice_channel/target/{id}";

    public static string SecretPlace(long id) => $"notice_channel/secret/{id}";

    /// <exception cref="NotThereException">There is none of that number, or it is another's.</exception>
    public static ChannelRow Get(Session session, long id, CallContext context) =>
        session.One<ChannelRow>(Select + "\nwhere c.id = @id", new { id }) is { } row && IsOf(context, row.OwnerKind, row.Owner) ? row : throw new NotThereException("Channel", id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Whether the caller decides on the owner's channels: one's own, one's unit's, those of one's street or community.</summary>
    public static bool IsOf(CallContext context, ChannelOwner kind, string owner) => kind switch
    {
        ChannelOwner.Account => context.Name == owner,
        ChannelOwner.Unit => context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == owner),
        _ => context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Covers(owner)),
    };
}

/// <summary>A channel as its owners see it; target and secret were typed in and are not shown again.</summary>
/// <param name="Waiting">Notices that wait to be put together.</param>
/// <param name="Dead">Messages that were given up.</param>
public sealed record ChannelView(long Id, ChannelOwner OwnerKind, string Owner, ChannelKind Kind, string Hint, NoticePace Pace, ReceiverState State, string StateName,
    int Failures, string LastFailure, DateTimeOffset? LastDeliveredAt, long Waiting, long Dead, DateTimeOffset MadeAt)
{
    internal static ChannelView Of(ChannelRow row) => new(row.Id, row.OwnerKind, row.Owner, row.Kind, row.Hint, row.Pace, row.State, Words.Of(row.State),
        row.Failures, row.LastFailure, row.LastDeliveredAt, row.Waiting, row.Dead, row.MadeAt);
}
