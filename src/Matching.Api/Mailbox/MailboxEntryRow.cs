using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Mailbox;

/// <summary>What residents put into a lead's mailbox (楼长信箱) beside needs, which are filed as demands: an idea, thanks, or their own offer of
/// help. Persisted: append only.</summary>
public enum MailKind { Idea, Thanks, Help }

/// <summary>How an entry stands: new, answered, or help that was taken up. Persisted: append only.</summary>
public enum MailState { New, Answered, TakenUp }

/// <summary>An entry as the store holds it; whose it is lies sealed in the table person.</summary>
internal sealed record MailboxEntryRow
{
    public const string Select = """
        select m.id, m.code, m.area, m.kind, m.text, m.person, m.state, m.look_up_hash, m.sent_at, m.answer, m.answered_by, m.answered_at, m.unit, m.offer, m.erased_at, m.version
        from mailbox_entry m
        """;

    private const string Insert = """
        insert into mailbox_entry (code, area, kind, text, person, state, look_up_hash, sent_at)
        values (@Code, @Area, @KindName, @Text, @Person, @StateName, @LookUpHash, @SentAt)
        """;

    private const string Update = """
        update mailbox_entry
        set state = @StateName, answer = @Answer, answered_by = @AnsweredBy, answered_at = @AnsweredAt, unit = @Unit, offer = @Offer, version = version + 1
        where code = @Code and version = @Version
        """;

    public long Id { get; init; }

    public string Code { get; init; } = "";

    /// <summary>The building, estate or community whose mailbox it is.</summary>
    public string Area { get; init; } = "";

    public MailKind Kind { get; init; }

    public string Text { get; init; } = "";

    public long Person { get; init; }

    public MailState State { get; init; }

    public string LookUpHash { get; init; } = "";

    public DateTimeOffset SentAt { get; init; }

    /// <summary>What the sender reads by their code.</summary>
    public string Answer { get; init; } = "";

    public string? AnsweredBy { get; init; }

    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>The sender as a small unit, once their help was taken up.</summary>
    public string? Unit { get; init; }

    public string? Offer { get; init; }

    public DateTimeOffset? ErasedAt { get; init; }

    public int Version { get; init; } = 1;

    /// <summary>What its events are about.</summary>
    public string Subject => $"mailbox/{Code}";

    public string KindName => Kind.ToString();

    public string StateName => State.ToString();

    /// <exception cref="NotThereException">No such entry.</exception>
    public static MailboxEntryRow Get(Session session, string code) =>
        session.One<MailboxEntryRow>(Select + "\nwhere m.code = @code", new { code }) ?? throw new NotThereException("MailboxEntry", code);

    /// <exception cref="NotThereException">No such entry.</exception>
    public static MailboxEntryRow ToChange(Session session, string code) =>
        session.OneToChange<MailboxEntryRow>(Select + "\nwhere m.code = @code", new { code }) ?? throw new NotThereException("MailboxEntry", code);

    public void InsertInto(Session session) => session.Execute(Insert, this);

    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public MailboxEntryRow SaveTo(Session session) =>
        session.Execute(Update, this) == 1 ? this with { Version = Version + 1 } : throw new ChangedMeanwhileException(Version);
}
