using Matching.Api.Data;
using Matching.Api.Policies;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>Who is told. An account is told once, however many ways lead to it.</summary>
internal sealed record NoticeAudience
{
    public IReadOnlyList<string> Accounts { get; init; } = [];

    /// <summary>All accounts of the unit, and its channels.</summary>
    public string? Unit { get; init; }

    /// <summary>Channels of these nodes: a community's or a street's group.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>Everybody who answers for a part of the street, every unit in it, and all their channels.</summary>
    public string? Street { get; init; }

    /// <summary>Who did it themselves.</summary>
    public string Except { get; init; } = "";
}

/// <summary>Tells people: into their inboxes and, where they have channels, into the outbox, all in the transaction of what they are told of.
/// A part of the product that has something to tell adds a <see cref="NoticeKind"/> with its sentence and calls <see cref="Tell"/>.</summary>
internal sealed class NoticeBook(Rulings rulings)
{
    private const string Into = """
        insert into notice (account, cause, kind, subject, path, category, area, detail, due_at, emergency, at)
        select distinct a.name, @Cause, @Kind, @Subject, @Path, @Category, @Area, @Detail, @DueAt, @Emergency, @At
        from account a
        """;

    private const string Once = """

        on conflict (cause, kind, account) do nothing
        """;

    private const string ToAccount = Into + "\nwhere a.name = @Account and a.state <> 'Disabled'" + Once;

    private const string ToUnit = Into + """

        join role_grant g on g.account = a.name
        where g.role = 'Unit' and g.unit = @Unit and g.starts_at <= @At and (g.ends_at is null or g.ends_at > @At) and a.state <> 'Disabled' and a.name <> @Except
        """ + Once;

    private const string ToStreet = Into + """

        join role_grant g on g.account = a.name
        where (g.area like @Street || '%' or (g.role = 'Unit' and g.unit in (select u.code from unit u where u.area like @Street || '%')))
            and g.starts_at <= @At and (g.ends_at is null or g.ends_at > @At) and a.state <> 'Disabled' and a.name <> @Except
        """ + Once;

    private const string CountChannels = "select count(*) from notice_channel where state = 'Active'";

    private const string Out = """
        insert into notice_item (channel, cause, kind, subject, path, category, area, detail, deadline, emergency, at, due_at)
        select c.id, @Cause, @Kind, @Subject, @Path, @Category, @Area, @Detail, @DueAt, @Emergency, @At,
            case c.pace when 'AtOnce' then @AtOnce when 'Hourly' then @Hourly else @Daily end
        from notice_channel c
        where c.state = 'Active' and (
            (c.owner_kind = 'Account' and c.owner in (select n.account from notice n where n.cause = @Cause and n.kind = @Kind))
            or (c.owner_kind = 'Unit' and (c.owner = @Unit or c.owner in (select u.code from unit u where @Street <> '' and u.area like @Street || '%')))
            or (c.owner_kind = 'Area' and (@Areas like '%;' || c.owner || ';%' or (@Street <> '' and c.owner like @Street || '%'))))
        on conflict (cause, kind, channel) do nothing
        """;

    public void Tell(Session session, NoticeDraft draft, NoticeAudience audience)
    {
        foreach (var account in audience.Accounts.Where(account => account != audience.Except))
            session.Execute(ToAccount, Values(draft, audience, account));
        if (audience.Unit is not null)
            session.Execute(ToUnit, Values(draft, audience, ""));
        if (audience.Street is not null)
            session.Execute(ToStreet, Values(draft, audience, ""));
        if (session.Scalar<long>(CountChannels) > 0)
            session.Execute(Out, Values(draft, audience, ""));
    }

    private object Values(NoticeDraft draft, NoticeAudience audience, string account)
    {
        var times = rulings.Policy.Notices;
        DateTimeOffset Due(NoticePace pace) => times.DueAt(draft.At, pace, draft.IsEmergency);
        return new
        {
            draft.Cause, Kind = draft.Kind.ToString(), draft.Subject, draft.Path, draft.Category, draft.Area, draft.Detail, draft.DueAt, Emergency = draft.IsEmergency, draft.At,
            Account = account, audience.Except, Unit = audience.Unit ?? "", Street = audience.Street ?? "", Areas = $";{string.Join(';', audience.Areas)};",
            AtOnce = Due(NoticePace.AtOnce), Hourly = Due(NoticePace.Hourly), Daily = Due(NoticePace.Daily),
        };
    }
}
