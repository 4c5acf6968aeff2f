using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Reports;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>A unit's record.</summary>
internal sealed record GetUnit(string Code) : IRequest<UnitDetail>;

/// <param name="Agreements">Newest first, of the communities in sight; for the unit itself all.</param>
/// <param name="History">Of the unit as a whole and of its pairings.</param>
public sealed record UnitDetail(UnitView Unit, string Place, RatesView Record, IReadOnlyList<PairingView> Pairings, IReadOnlyList<UnitOfferView> Offers, IReadOnlyList<AgreementBrief> Agreements, IReadOnlyList<EventView> History)
{
    public bool MayManage { get; init; }

    /// <summary>Whether the caller may suspend it and let it serve again.</summary>
    public bool MaySuspend { get; init; }

    /// <summary>Why it is suspended; null while it serves.</summary>
    public string? SuspendedWhy { get; init; }

    /// <summary>Of a suspended unit the orders in the caller's sight that were issued before and stay with it.</summary>
    public IReadOnlyList<OrderView> Stays { get; init; } = [];

    public int Version { get; init; }

    /// <summary>Of a trade group its members.</summary>
    public IReadOnlyList<GroupMemberView> Members { get; init; } = [];

    /// <summary>The trade groups that it is a member of.</summary>
    public IReadOnlyList<GroupMemberView> Groups { get; init; } = [];

    /// <summary>Whether the caller enters and ends memberships of this group.</summary>
    public bool MayGroup { get; init; }
}

/// <summary>The record as rates, each with n; a share without n is null.</summary>
public sealed record RatesView(UnitRateView Acceptance, UnitRateView Completion, UnitRateView Satisfaction)
{
    internal static RatesView Of(UnitRates rates) => new(UnitRateView.Of(rates.Acceptance), UnitRateView.Of(rates.Completion), UnitRateView.Of(rates.Satisfaction));
}

/// <param name="Value">A fraction, 0 to 1; the interval is the 95 % one by Wilson.</param>
public sealed record UnitRateView(double Numerator, long N, double? Value, double? Low, double? High)
{
    internal static UnitRateView Of(Rate rate) => new(rate.Numerator, rate.N, rate.Value, rate.Low, rate.High);
}

/// <param name="AgreementUntil">The first instant after its agreement; null without one.</param>
/// <param name="Lapsed">The agreement is over, so that the pairing brings the unit no closer.</param>
public sealed record PairingView(string Community, string Place, Ring Ring, string RingName, DateTimeOffset? AgreementUntil, bool Lapsed, bool MayManage);

/// <param name="Standing">How it stands for those who look for one.</param>
public sealed record UnitOfferView(string Code, string Title, OfferStanding Standing, DateTimeOffset? LastUsedAt, bool Dormant);

public sealed record AgreementBrief(string Code, string Community, string Place, string Title, AgreementState State, string StateName, DateOnly From, DateOnly Until);

internal sealed class GetUnitHandler(Database database, CallContext context, UnitViews views) : IRequestHandler<GetUnit, UnitDetail>
{
    public Task<UnitDetail> Handle(GetUnit request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        context.Sight.ReadsUnit(session, request.Code) ? views.Detail(session, request.Code) : throw new NotThereException("Unit", request.Code)));
}

/// <summary>Reads a unit's record for who asks.</summary>
internal sealed class UnitViews(CallContext context, KnownAreas areas, Rulings rulings, TimeProvider clock)
{
    private const int MostOffers = 50;

    private const string OffersOf = OfferRow.Select + "\nwhere o.unit = @unit and o.state <> 'Withdrawn'\norder by o.seq desc\nlimit @most";

    private const string StaysOf = OrderRow.Select + $"""

        where o.unit = @unit and o.state in ('Issued', 'Acknowledged', 'Accepted', 'Scheduled', 'InService', 'Reopened') and {Sight.OfOrders}
        order by o.seq
        """;

    public static bool MaySuspend(CallContext context, string area) =>
        context.ActingRole == Role.System || context.Caller.Grants.Any(grant => grant.Role == Role.Street && grant.Covers(area));

    /// <summary>A trade group's members are entered by itself and by a committee of its place.</summary>
    public static bool MayGroup(CallContext context, UnitRow group) => group.Kind == UnitKind.TradeGroup
        && (MayManage(context, group.Area) || context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == group.Code));

    public static GroupMemberView MemberOf(GroupMemberRow row) => new(row.Unit, row.UnitName, row.JoinedAt, row.Suspended);

    public static bool MayManage(CallContext context, string community) =>
        context.ActingRole == Role.System || context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Covers(community));

    public UnitDetail Detail(Session session, string code)
    {
        var (row, now) = (UnitRow.Get(session, code), clock.GetUtcNow());
        var record = UnitRecordRow.Of(session, now, code).GetValueOrDefault(code, UnitRecord.None);
        var history = EventRow.Of(session, PairingRow.SubjectOf(code));
        return new UnitDetail(UnitView.Of(row), areas.PathOf(row.Area), RatesView.Of(UnitRates.Of(record)),
            [.. PairingRow.Of(session, code).Select(pairing => Of(pairing, now))],
            [.. session.Query<OfferRow>(OffersOf, new { unit = code, most = MostOffers }).Select(offer => Of(offer, now))],
            [.. Agreements.AgreementRow.OfUnit(session, code).Where(MaySee).Select(agreement => agreement.ToBrief(areas))],
            [.. history.Select(EventView.Of)])
        {
            MayManage = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role)), MaySuspend = MaySuspend(context, row.Area), Version = row.Version,
            Members = [.. GroupMemberRow.Of(session, code).Select(MemberOf)], MayGroup = MayGroup(context, row),
            Groups = [.. GroupMemberRow.GroupsOf(session, code).Select(group => new GroupMemberView(group.TradeGroup, group.GroupName, group.JoinedAt, Suspended: false))],
            SuspendedWhy = row.Suspended ? history.LastOrDefault(step => step.Act == nameof(UnitAct.Suspend))?.Why ?? "" : null,
            Stays = row.Suspended ? [.. session.Query<OrderRow>(StaysOf, context.Sight.With(new { unit = code })).Select(OrderView.Of)] : [],
        };
    }

    /// <summary>Whether an agreement is the caller's to read: as its unit, or as who sees the community whole.</summary>
    public bool MaySee(Agreements.AgreementRow row) => context.Sight.SeesUnit(row.Unit) || context.Sight.CoversArea(row.Community);

    private PairingView Of(PairingRow row, DateTimeOffset now) =>
        new(row.Community, areas.PathOf(row.Community), row.Ring, Words.Of(row.Ring), row.AgreementUntil, row.AgreementUntil <= now, MayManage(context, row.Community));

    private UnitOfferView Of(OfferRow offer, DateTimeOffset now)
    {
        var standing = offer.IsOver(now) ? OfferStanding.Expired : Enum.Parse<OfferStanding>(offer.StateName);
        return new UnitOfferView(offer.Code, offer.Title, standing, offer.LastUsedAt, standing == OfferStanding.Published && Dormancy.IsDormant(offer.LastUsedAt, offer.PublishedAt, now, rulings.Policy.DormantDays));
    }
}
