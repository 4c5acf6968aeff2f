using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Notices;
using Matching.Core.Meetings;
using Matching.Core.Posts;
using Matching.Core.Scoring;

namespace Matching.Core;

/// <summary>
/// All judgement that is not a law of arithmetic: weights, compatibility, levels, churn threshold, clocks. Versioned data;
/// the same lists and the same policy give the same run, bit for bit.
/// </summary>
public sealed record MatchPolicy
{
    public required int Version { get; init; }

    /// <summary>Weight of each soft factor, ≥ 0; at least one is positive. Only their ratios count.</summary>
    public required IReadOnlyDictionary<ScoreFactor, int> Weights { get; init; }

    /// <summary>How well an offer category serves a demand category, in millionths; equality counts 1,000,000 where silent.</summary>
    public IReadOnlyList<Compatibility> Compatibility { get; init; } = [];

    /// <summary>Qualification that a unit must hold to serve a category.</summary>
    public IReadOnlyDictionary<string, string> Requires { get; init; } = new Dictionary<string, string>();

    /// <summary>Points an issued, not yet accepted order gains at its slot, per unit, in millionths: it moves only for more.</summary>
    public int ChurnThreshold { get; init; } = 50_000;

    /// <summary>Days without use after which an offer counts as dormant (沉睡资源).</summary>
    public int DormantDays { get; init; } = 90;

    /// <summary>The hour in China until which the monthly word on dormant offers widens their windows on trial.</summary>
    public TimeOnly WidenUntil { get; init; } = new(20, 0);

    /// <summary>Days of waiting that count as the full waiting factor.</summary>
    public int FullWaitingDays { get; init; } = 30;

    /// <summary>Orders in 90 days at which a unit counts as fully loaded, and a community as fully served.</summary>
    public int FullLoad { get; init; } = 50;

    /// <summary>Best feasible slots of each demand that the solver is given at first, 1 to 1,000; any other that its prices make worth
    /// more is added, so it decides how long a run takes, not what it proves.</summary>
    public int Candidates { get; init; } = 32;

    /// <summary>Most work of the search for indivisible demands, in work units (candidate looks); a bound holds at any limit.</summary>
    public long SearchWork { get; init; } = 20_000_000;

    public ClockLimits Clocks { get; init; } = new();

    public NoticeTimes Notices { get; init; } = new();

    /// <summary>Who is asked in return visits.</summary>
    public Orders.VisitSampling Visits { get; init; } = new();

    public MeetingRules Meetings { get; init; } = new();

    public PostRules Posts { get; init; } = new();

    public Points.PointsRules Points { get; init; } = new();

    /// <summary>The same policy with those weights in their places; the others stay.</summary>
    /// <exception cref="RuleBrokenException">None would count: <c>weights-zero</c>.</exception>
    public MatchPolicy Reweighted(IReadOnlyDictionary<ScoreFactor, int> changed)
    {
        var weights = new Dictionary<ScoreFactor, int>(Weights);
        foreach (var (factor, weight) in changed)
            weights[factor] = weight;
        return weights.Values.All(weight => weight == 0) ? throw new RuleBrokenException("weights-zero") : this with { Weights = weights };
    }

    /// <summary>The level above all factors: emergency 4, urgent 2, vulnerable 1, added up.</summary>
    public static int LevelOf(Demand demand) =>
        demand.Urgency switch { Urgency.Emergency => 4, Urgency.Urgent => 2, _ => 0 } + (demand.Vulnerable ? 1 : 0);

    public static MatchPolicy Default { get; } = new()
    {
        Version = 1,
        Weights = new Dictionary<ScoreFactor, int>
        {
            [ScoreFactor.CategoryFit] = 24,
            [ScoreFactor.TextRelevance] = 16,
            [ScoreFactor.Closeness] = 14,
            [ScoreFactor.TimeFit] = 10,
            [ScoreFactor.SizeFit] = 6,
            [ScoreFactor.RingAndAgreement] = 6,
            [ScoreFactor.UnitRecord] = 8,
            [ScoreFactor.WakingDormant] = 4,
            [ScoreFactor.WaitingTime] = 6,
            [ScoreFactor.LoadBalance] = 3,
            [ScoreFactor.ServiceBalance] = 3,
        },
    };
}

/// <summary>One row of the compatibility table; <paramref name="Fit"/> in millionths, 1 to 1,000,000.</summary>
public sealed record Compatibility(string DemandCategory, string OfferCategory, int Fit);
