using Matching.Core.Grid;

namespace Matching.Core.Units;

/// <summary>Kind of a partner unit (单位类型). Persisted: append only.</summary>
public enum UnitKind
{
    Government, PublicInstitution, School, Hospital, Enterprise, PropertyManager,
    SocialOrganization, VolunteerTeam, TradeGroup, Other,
}

/// <summary>How close a unit is to a community (一核双圈). Persisted: append only.</summary>
public enum Ring { Core, SubCore, PanCore }

/// <summary>What a unit did with the orders it was given, in whole orders; the last 90 days apart for balance of load.</summary>
public sealed record UnitRecord(int Asked, int Accepted, int Finished, int Completed, int Visited, int SatisfiedHalves, int Last90Days)
{
    public static UnitRecord None { get; } = new(0, 0, 0, 0, 0, 0, 0);
}

/// <summary>A partner unit (共建单位).</summary>
/// <param name="MonthlyCap">Most orders in one calendar month of the slot's start; null = no cap.</param>
/// <param name="Qualifications">Licences it holds, as the words that categories require.</param>
public sealed record PartnerUnit(
    string Code,
    string Name,
    UnitKind Kind,
    AreaCode Area,
    int? MonthlyCap,
    IReadOnlyList<string> Qualifications,
    bool Suspended = false)
{
    public UnitRecord Record { get; init; } = UnitRecord.None;
}

/// <summary>A unit paired with a community (结对); it counts while the agreement (共建责任书) runs.</summary>
/// <param name="AgreementUntil">First instant after the agreement; null = open-ended.</param>
public sealed record UnitPairing(string Unit, AreaCode Community, Ring Ring, DateTimeOffset? AgreementUntil);
