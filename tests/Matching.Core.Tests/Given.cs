using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Scoring;
using Matching.Core.Units;

namespace Matching.Core.Tests;

/// <summary>Builds lists in which everything fits, so that a test names only what it is about.</summary>
internal static class Given
{
    public const string Street = "440605001";
    public const string Community = Street + "001";
    public const string Estate = Community + "001";
    public const string Building = Estate + "001";

    /// <summary>Monday, 2 March 2026, 09:00 in China.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, ChinaTime.Offset);

    public static DateTimeOffset At(double hours) => Now.AddHours(hours);

    public static Demand Demand(
        string code = "D1", string title = "量血压", string detail = "", string category = "health", bool confirmed = true,
        string area = Building, int quantity = 1, string unitOfQuantity = "人次", bool divisible = false,
        DateTimeOffset? from = null, DateTimeOffset? until = null, Urgency urgency = Urgency.Normal, bool vulnerable = false,
        string[]? audience = null, DateTimeOffset? filedAt = null,
        string[]? partyUnits = null, string[]? barredUnits = null, SlotName[]? barredSlots = null) =>
        new(code, title, detail, category, confirmed, new AreaCode(area), quantity, unitOfQuantity, divisible,
            from, until, urgency, vulnerable, audience ?? [], filedAt ?? Now)
        {
            PartyUnits = partyUnits ?? [],
            BarredUnits = barredUnits ?? [],
            BarredSlots = barredSlots ?? [],
        };

    public static Offer Offer(
        string code = "O1", string unit = "U1", string title = "义诊", string detail = "", OfferKind kind = OfferKind.Skill,
        string[]? categories = null, string[]? areas = null, string unitOfCapacity = "人次",
        DateTimeOffset? validFrom = null, DateTimeOffset? validUntil = null, int noticeHours = 0, string[]? audience = null,
        DateTimeOffset? lastUsedAt = null, DateTimeOffset? publishedAt = null, bool withdrawn = false) =>
        new(code, unit, title, detail, kind, categories ?? ["health"], [.. (areas ?? []).Select(area => new AreaCode(area))],
            unitOfCapacity, validFrom, validUntil, noticeHours, audience ?? [])
        {
            LastUsedAt = lastUsedAt,
            PublishedAt = publishedAt,
            Withdrawn = withdrawn,
        };

    /// <param name="start">Tomorrow at the same hour unless said.</param>
    /// <param name="end">Two hours after the start unless said.</param>
    /// <param name="remaining">The capacity unless said.</param>
    public static Slot Slot(
        string offer = "O1", DateTimeOffset? start = null, DateTimeOffset? end = null, int capacity = 10, int? remaining = null) =>
        new(offer, start ?? At(24), end ?? (start ?? At(24)).AddHours(2), capacity, remaining ?? capacity);

    public static PartnerUnit Unit(
        string code = "U1", string name = "街道卫生院", UnitKind kind = UnitKind.Hospital, string area = Building, int? monthlyCap = null,
        string[]? qualifications = null, bool suspended = false, UnitRecord? record = null) =>
        new(code, name, kind, new AreaCode(area), monthlyCap, qualifications ?? [], suspended) { Record = record ?? UnitRecord.None };

    public static UnitPairing Pairing(
        string unit = "U1", string community = Community, Ring ring = Ring.Core, DateTimeOffset? until = null) =>
        new(unit, new AreaCode(community), ring, until);

    public static MatchInput Input(
        Demand[]? demands = null, Offer[]? offers = null, Slot[]? slots = null, PartnerUnit[]? units = null,
        UnitPairing[]? pairings = null, CapUse[]? capUses = null, CommunityLoad[]? loads = null, StandingOrder[]? standing = null) =>
        new(Now, units ?? [Unit()], pairings ?? [], offers ?? [Offer()], slots ?? [Slot()], demands ?? [Demand()])
        {
            CapUses = capUses ?? [],
            CommunityLoads = loads ?? [],
            Standing = standing ?? [],
        };

    public static MatchPolicy Policy(
        Dictionary<ScoreFactor, int>? weights = null, Compatibility[]? compatibility = null,
        Dictionary<string, string>? requires = null, int churnThreshold = 50_000) =>
        MatchPolicy.Default with
        {
            Weights = weights ?? MatchPolicy.Default.Weights,
            Compatibility = compatibility ?? [],
            Requires = requires ?? [],
            ChurnThreshold = churnThreshold,
        };

    /// <summary>A policy in which one factor is the whole score.</summary>
    public static MatchPolicy Only(ScoreFactor factor, int churnThreshold = 50_000) =>
        Policy(weights: new Dictionary<ScoreFactor, int> { [factor] = 1 }, churnThreshold: churnThreshold);
}
