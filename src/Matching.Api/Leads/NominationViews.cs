using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Leads;

namespace Matching.Api.Leads;

/// <summary>The nominations of the caller's places, newest first.</summary>
internal sealed record ListNominations(NominationState State, int Limit) : IRequest<NominationList>;

/// <param name="Counts">Of every state, in the order of <see cref="NominationState"/>.</param>
public sealed record NominationList(NominationState State, IReadOnlyList<int> Counts, IReadOnlyList<NominationView> Items);

internal sealed record GetNomination(string Code) : IRequest<NominationView>;

/// <param name="Contact">Masked; null once it was erased.</param>
/// <param name="Until">The last day of the term.</param>
public sealed record NominationView(
    string Code, string Area, string Place, NominationKind Kind, string KindName, NominationState State, string StateName, string Why, string FiledBy, DateTimeOffset FiledAt, ContactView? Contact,
    string? DecidedBy, DateTimeOffset? DecidedAt, string Reason, string? Account, DateOnly? From, DateOnly? Until);

/// <summary>How a nomination stands, by the code of its receipt.</summary>
internal sealed record LookUpNomination(string Code, string LookUpCode) : IRequest<OwnNominationView>;

public sealed record OwnNominationView(string Code, string Place, NominationKind Kind, NominationState State, string StateName, DateTimeOffset FiledAt, string Reason, DateOnly? From, DateOnly? Until, ContactView? Contact);

/// <summary>Reads nominations for who asks: a committee those of its places, nobody else any.</summary>
internal sealed class NominationViews(CallContext context, PersonRecords people, KnownAreas areas)
{
    public NominationView Of(Session session, NominationRow row) => new(
        row.Code, row.Area, areas.PathOf(row.Area), row.Kind, Words.Of(row.Kind), row.State, Words.Of(row.State), row.Why, row.FiledBy, row.FiledAt, people.Masked(session, row.Person), row.DecidedBy, row.DecidedAt,
        row.Reason, row.Account, DayOf(row.StartsAt), DayOf(row.EndsAt?.AddTicks(-1)));

    public OwnNominationView OwnOf(Session session, NominationRow row) => new(
        row.Code, areas.PathOf(row.Area), row.Kind, row.State, Words.Of(row.State), row.FiledAt, row.Reason, DayOf(row.StartsAt), DayOf(row.EndsAt?.AddTicks(-1)), people.Masked(session, row.Person));

    /// <exception cref="NotThereException">Not in the caller's places.</exception>
    public NominationRow InSight(NominationRow row) => MaySee(row) ? row : throw new NotThereException("Nomination", row.Code);

    public bool MaySee(NominationRow row) => context.ActingRole == Role.System || context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Covers(row.Area));

    private static DateOnly? DayOf(DateTimeOffset? at) => at is { } instant ? ChinaTime.DayOf(instant) : null;
}

internal sealed class NominationQueriesHandler(Database database, NominationViews views, LookUpCodes lookUps) :
    IRequestHandler<ListNominations, NominationList>, IRequestHandler<GetNomination, NominationView>, IRequestHandler<LookUpNomination, OwnNominationView>
{
    private const string Newest = NominationRow.Select + "\norder by n.id desc";

    public Task<NominationList> Handle(ListNominations request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var all = session.Query<NominationRow>(Newest).Where(views.MaySee).ToList();
        return new NominationList(request.State, [.. Enum.GetValues<NominationState>().Select(state => all.Count(row => row.State == state))],
            [.. all.Where(row => row.State == request.State).Take(request.Limit).Select(row => views.Of(session, row))]);
    }));

    public Task<NominationView> Handle(GetNomination request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => views.Of(session, views.InSight(NominationRow.Get(session, request.Code)))));

    public Task<OwnNominationView> Handle(LookUpNomination request, CancellationToken stop) => Task.FromResult(database.Read(session => views.OwnOf(session, Own(session, lookUps, request.Code, request.LookUpCode))));

    /// <exception cref="NotAllowedException">Not its code; the answer is the same when there is no such nomination.</exception>
    internal static NominationRow Own(Session session, LookUpCodes lookUps, string code, string lookUp) =>
        session.One<NominationRow>(NominationRow.Select + "\nwhere n.code = @code", new { code }) is { } row && lookUps.Matches(row.Code, lookUp, row.LookUpHash) ? row : throw new NotAllowedException("wrong-look-up-code");
}
