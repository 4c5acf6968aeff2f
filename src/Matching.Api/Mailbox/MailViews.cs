using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;

namespace Matching.Api.Mailbox;

/// <summary>The mailbox of the caller's places, what waits longest first; the rest newest first.</summary>
internal sealed record ListMail(MailState State, int Limit) : IRequest<MailList>;

/// <param name="Counts">Of every state, in the order of <see cref="MailState"/>.</param>
public sealed record MailList(MailState State, IReadOnlyList<int> Counts, IReadOnlyList<MailView> Items);

internal sealed record GetMail(string Code) : IRequest<MailView>;

/// <param name="Contact">Masked; null when none is kept.</param>
public sealed record MailView(
    string Code, string Area, string Place, MailKind Kind, string KindName, MailState State, string StateName, string Text, DateTimeOffset SentAt, ContactView? Contact, string Answer, string? AnsweredBy,
    DateTimeOffset? AnsweredAt, string? Unit, string? Offer);

/// <summary>How an entry stands, by the code of its receipt.</summary>
internal sealed record LookUpMail(string Code, string LookUpCode) : IRequest<OwnMailView>;

public sealed record OwnMailView(string Code, string Place, MailKind Kind, MailState State, string StateName, string Text, DateTimeOffset SentAt, string Answer, DateTimeOffset? AnsweredAt, ContactView? Contact);

/// <summary>Reads the mailbox for who asks: leads, branches and committees that of their places.</summary>
internal sealed class MailViews(CallContext context, PersonRecords people, KnownAreas areas)
{
    public static readonly Role[] Reading = [Role.Lead, Role.Branch, Role.Community, Role.JointCommittee, Role.Street];

    public MailView Of(Session session, MailboxEntryRow row) => new(row.Code, row.Area, areas.PathOf(row.Area), row.Kind, Words.Of(row.Kind), row.State, Words.Of(row.State), row.Text, row.SentAt,
        Shown(session, row), row.Answer, row.AnsweredBy, row.AnsweredAt, row.Unit, row.Offer);

    public OwnMailView OwnOf(Session session, MailboxEntryRow row) =>
        new(row.Code, areas.PathOf(row.Area), row.Kind, row.State, Words.Of(row.State), row.Text, row.SentAt, row.Answer, row.AnsweredAt, Shown(session, row));

    /// <exception cref="NotThereException">Not of the caller's places.</exception>
    public MailboxEntryRow InSight(MailboxEntryRow row) => MaySee(row) ? row : throw new NotThereException("MailboxEntry", row.Code);

    public bool MaySee(MailboxEntryRow row) => context.Caller.Grants.Any(grant => Reading.Contains(grant.Role) && grant.Covers(row.Area));

    private ContactView? Shown(Session session, MailboxEntryRow row) => people.Masked(session, row.Person) is { } contact && (contact.Name ?? contact.Phone) is not null ? contact : null;
}

internal sealed class MailQueriesHandler(Database database, MailViews views, LookUpCodes lookUps) : IRequestHandler<ListMail, MailList>, IRequestHandler<GetMail, MailView>, IRequestHandler<LookUpMail, OwnMailView>
{
    private const string ByAge = MailboxEntryRow.Select + "\norder by m.id";

    public Task<MailList> Handle(ListMail request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var all = session.Query<MailboxEntryRow>(ByAge).Where(views.MaySee).ToList();
        var wanted = all.Where(row => row.State == request.State);
        return new MailList(request.State, [.. Enum.GetValues<MailState>().Select(state => all.Count(row => row.State == state))],
            [.. (request.State == MailState.New ? wanted : wanted.Reverse()).Take(request.Limit).Select(row => views.Of(session, row))]);
    }));

    public Task<MailView> Handle(GetMail request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Of(session, views.InSight(MailboxEntryRow.Get(session, request.Code)))));

    public Task<OwnMailView> Handle(LookUpMail request, CancellationToken stop) => Task.FromResult(database.Read(session => views.OwnOf(session, Own(session, lookUps, request.Code, request.LookUpCode))));

    /// <exception cref="NotAllowedException">Not its code; the answer is the same when there is no such entry.</exception>
    internal static MailboxEntryRow Own(Session session, LookUpCodes lookUps, string code, string lookUp) =>
        session.One<MailboxEntryRow>(MailboxEntryRow.Select + "\nwhere m.code = @code", new { code }) is { } row && lookUps.Matches(row.Code, lookUp, row.LookUpHash) ? row : throw new NotAllowedException("wrong-look-up-code");
}
