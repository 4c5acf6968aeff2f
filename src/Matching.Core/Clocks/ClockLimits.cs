using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Core.Clocks;

/// <summary>Hours by urgency; emergency hours run round the clock, the others in working time.</summary>
public sealed record UrgencyHours(int Emergency, int Urgent, int Normal)
{
    public int For(Urgency urgency) => urgency switch
    {
        Urgency.Emergency => Emergency,
        Urgency.Urgent => Urgent,
        _ => Normal,
    };
}

/// <summary>Limits of the clocks, in hours: policy data. Emergency clocks run round the clock, the others in working time.</summary>
public sealed record ClockLimits
{
    public int RespondEmergencyHours { get; init; } = 2;

    public int RespondHours { get; init; } = 24;

    public int AnswerHours { get; init; } = 48;

    public int ResolveEmergencyHours { get; init; } = 24;

    public int ResolveUrgentHours { get; init; } = 7 * 24;

    public int ResolveHours { get; init; } = 15 * 24;

    /// <summary>Days after which a completed, unanswered order closes by itself (未回访); calendar days.</summary>
    public int CloseUnvisitedDays { get; init; } = 15;

    /// <summary>Share of a clock's time after which it warns, in percent, 1 to 99.</summary>
    public int WarnPercent { get; init; } = 75;

    /// <summary>Longest wait for the resident's answer, in hours of working time; then the clock goes on by itself.</summary>
    public int WaitHours { get; init; } = 72;

    /// <summary>Most that a clock may be extended in all, in percent of its own limit, 0 to 300.</summary>
    public int ExtendPercent { get; init; } = 100;

    /// <summary>What is left of a clock's time in an emergency of the street (应急), in percent, 1 to 100.</summary>
    public int SurgePercent { get; init; } = 50;

    /// <summary>How long a demand that nobody serves stays on each rung of the ladder.</summary>
    public IReadOnlyDictionary<Rung, UrgencyHours> Rungs { get; init; } = DefaultRungs;

    /// <summary>How long a demand is shown to each ring of units before the next; a ring of no hours is passed over.</summary>
    public IReadOnlyDictionary<InvitedRing, UrgencyHours> Rings { get; init; } = DefaultRings;

    /// <summary>Hours in which a unit that claimed a demand in the hall must begin, or the claim is released.</summary>
    public UrgencyHours BeginClaim { get; init; } = new(2, 24, 48);

    private static readonly IReadOnlyDictionary<Rung, UrgencyHours> DefaultRungs = new Dictionary<Rung, UrgencyHours>
    {
        [Rung.Lead] = new(1, 12, 36),
        [Rung.Branch] = new(1, 12, 48),
        [Rung.Community] = new(4, 48, 5 * 24),
        [Rung.Meeting] = new(24, 10 * 24, 66 * 24),
        [Rung.JointCommittee] = new(24, 10 * 24, 66 * 24),
        [Rung.Street] = new(24, 5 * 24, 15 * 24),
    };

    private static readonly IReadOnlyDictionary<InvitedRing, UrgencyHours> DefaultRings = new Dictionary<InvitedRing, UrgencyHours>
    {
        [InvitedRing.Paired] = new(1, 12, 24),
        [InvitedRing.Community] = new(0, 12, 24),
        [InvitedRing.Street] = new(0, 12, 24),
    };

    /// <summary>The rung's hours; those of the default policy where this one is silent.</summary>
    public UrgencyHours OnRung(Rung rung) => Rungs.GetValueOrDefault(rung) ?? DefaultRungs[rung];

    /// <summary>The ring's hours; the open hall has no end.</summary>
    public UrgencyHours? InRing(InvitedRing ring) => Rings.GetValueOrDefault(ring) ?? DefaultRings.GetValueOrDefault(ring);
}

/// <summary>A category's own limits where they differ from the policy's.</summary>
public sealed record CategoryLimits(int? RespondHours, int? ResolveDays)
{
    public static CategoryLimits None { get; } = new(null, null);
}
