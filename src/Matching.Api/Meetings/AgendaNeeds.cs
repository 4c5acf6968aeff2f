using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Api.Reports;
using Matching.Core.Escalation;
using Matching.Core.Grid;
using Matching.Core.Meetings;
using Matching.Core.Units;

namespace Matching.Api.Meetings;

/// <summary>Reads what a meeting should talk about: the unserved demands of its places, the full slots' prices, and the units that could lead.</summary>
internal sealed class AgendaNeeds(Rulings rulings, TimeProvider clock)
{
    /// <summary>Condition on <c>agenda_item ai</c> and its <c>meeting am</c>: it is still to be talked about there.</summary>
    public const string IsOpen = "am.state not in ('Closed', 'Lapsed') and ai.carried_to is null";

    /// <summary>Condition on <c>demand d</c>: it stands on an agenda that is still to be talked about.</summary>
    public const string OnOpenAgenda = $"""
        exists (select 1 from agenda_demand ad join agenda_item ai on ai.id = ad.item join meeting am on am.code = ai.meeting where ad.demand = d.code and {IsOpen})
        """;

    /// <summary>The meeting on whose agenda a demand stands.</summary>
    public const string SelectOpen = $"""
        select am.code
        from agenda_demand ad
        join agenda_item ai on ai.id = ad.item
        join meeting am on am.code = ai.meeting
        where ad.demand = @demand and {IsOpen}
        order by am.code
        limit 1
        """;

    /// <summary>Condition on <c>demand d</c>: a meeting has asked the street for it already.</summary>
    private const string Referred = "exists (select 1 from agenda_demand rd join agenda_item ri on ri.id = rd.item where rd.demand = d.code and ri.outcome = 'Street')";

    private const string SelectFree = $"""
        select d.code, d.rung, d.party_units, case when exists (select 1 from rung_step s where s.demand = d.code and s.to_rung = 'JointCommittee') then 1 else 0 end as is_shared
        from demand d
        where d.state in ('Open', 'Escalated') and d.held = 0 and d.erased_at is null and d.area like @Place escape '!' and not {OnOpenAgenda} and not {Referred}
        """;

    private const string SelectBars = "select demand, unit from bar where slot is null";

    private const string SelectOffers = "select f.code, f.unit, f.state, f.categories, f.areas, u.area as unit_area, u.suspended from offer f join unit u on u.code = f.unit order by f.code";

    private const string SelectPairings = "select unit, community, ring from unit_pairing";

    public IReadOnlyList<AgendaCluster> Clusters(Session session, MeetingRow meeting)
    {
        var places = meeting.PlacesOf(session);
        var offers = session.Query<OfferedRow>(SelectOffers);
        var serves = rulings.CompatiblePairs.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('>')).ToLookup(pair => pair[1], pair => pair[0], StringComparer.Ordinal);
        var level = meeting.Kind switch { MeetingKind.Joint => AreaLevel.Community, MeetingKind.Community => AreaLevel.Estate, _ => AreaLevel.Building };
        return AgendaCluster.Of(places.SelectMany(place => Needs(session, meeting.Kind, place)), level, Prices(session, offers, serves), Owners(session, places, offers, serves),
            rulings.Policy.Meetings.MostClusters);
    }

    private IReadOnlyList<UnservedNeed> Needs(Session session, MeetingKind kind, string place)
    {
        var free = session.Query<FreeRow>(SelectFree, new { Place = LikePattern.StartingWith(place) }).Where(row => IsFor(kind, row)).ToDictionary(row => row.Code, StringComparer.Ordinal);
        var bars = session.Query<BarredRow>(SelectBars).ToLookup(row => row.Demand, row => row.Unit, StringComparer.Ordinal);
        return [.. UnmetQuery.Load(session, Sight.Everything, new UnmetScope(null, place, null, null, null), clock.GetUtcNow()).Where(unmet => free.ContainsKey(unmet.Row.Code)).Select(unmet =>
            new UnservedNeed(unmet.Row.Code, unmet.Row.Category, new AreaCode(unmet.Row.Area), unmet.Gap, 1 + (int)unmet.Row.Supporters, unmet.Row.FiledAt)
            {
                Reason = unmet.Reason, Excluded = [.. ValueText.Split(free[unmet.Row.Code].PartyUnits), .. bars[unmet.Row.Code]],
            })];
    }

    /// <summary>Each meeting takes up what is its own: an estate's what stands with its lower rungs, a joint committee's what its communities
    /// share, a community's all else in it, also where the clocks have taken it on to the street before anybody met.</summary>
    private static bool IsFor(MeetingKind kind, FreeRow row) => kind switch
    {
        MeetingKind.Joint => row.IsShared,
        MeetingKind.Estate => !row.IsShared && row.Rung is (Rung.Lead or Rung.Branch or Rung.Community),
        _ => !row.IsShared,
    };

    private static IReadOnlyList<PricedSlot> Prices(Session session, IReadOnlyList<OfferedRow> offers, ILookup<string, string> serves)
    {
        var byCode = offers.ToDictionary(offer => offer.Code, StringComparer.Ordinal);
        return [.. MatchRunRow.Latest(session).SelectMany(run => MatchRunRow.Report(session, run.Id, Sight.Nothing).ShadowPrices).Where(price => byCode.ContainsKey(price.Offer))
            .Select(price => new PricedSlot(byCode[price.Offer].Serves(serves), byCode[price.Offer].Nodes, new AgendaPrice(price.Level, price.Points)))];
    }

    private static IReadOnlyList<PossibleOwner> Owners(Session session, IReadOnlyList<string> places, IReadOnlyList<OfferedRow> offers, ILookup<string, string> serves)
    {
        var rings = session.Query<PairedRow>(SelectPairings).Where(row => places.Any(place => place.StartsWith(row.Community, StringComparison.Ordinal)))
            .ToLookup(row => row.Unit, row => row.Ring, StringComparer.Ordinal);
        return [.. offers.Where(offer => offer is { State: "Published", Suspended: false }).Select(offer => new PossibleOwner(offer.Unit, offer.Serves(serves), offer.Nodes, ClosenessOf(offer, rings, places)))];
    }

    private static int ClosenessOf(OfferedRow offer, ILookup<string, Ring> rings, IReadOnlyList<string> places) => rings[offer.Unit].Any()
        ? rings[offer.Unit].Min() switch { Ring.Core => 4, Ring.SubCore => 3, _ => 2 }
        : places.Any(place => offer.UnitArea.StartsWith(place, StringComparison.Ordinal)) ? 1 : 0;

    private sealed record FreeRow
    {
        public string Code { get; init; } = "";

        public Rung Rung { get; init; }

        public string PartyUnits { get; init; } = "";

        /// <summary>It came to a joint committee on its way.</summary>
        public bool IsShared { get; init; }
    }

    private sealed record BarredRow
    {
        public string Demand { get; init; } = "";

        public string Unit { get; init; } = "";
    }

    private sealed record PairedRow
    {
        public string Unit { get; init; } = "";

        public string Community { get; init; } = "";

        public Ring Ring { get; init; }
    }

    private sealed record OfferedRow
    {
        public string Code { get; init; } = "";

        public string Unit { get; init; } = "";

        public string State { get; init; } = "";

        public string Categories { get; init; } = "";

        public string Areas { get; init; } = "";

        public string UnitArea { get; init; } = "";

        public bool Suspended { get; init; }

        public IReadOnlyList<AreaCode> Nodes => [.. ValueText.Split(Areas).Select(area => new AreaCode(area))];

        public IReadOnlyList<string> Serves(ILookup<string, string> serves) => [.. ValueText.Split(Categories).SelectMany(category => serves[category]).Distinct()];
    }
}
