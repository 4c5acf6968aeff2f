using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Reports;
using Matching.Core.Scoring;

namespace Matching.Api.MatchRuns;

/// <summary>Changed weights or lists, solved beside the current ones (推演). All parts may be left out; nothing is written.</summary>
public sealed record TryWhatIf : IRequest<WhatIfView>
{
    /// <summary>Weights that change, 0 to 1,000; the others stay.</summary>
    public IReadOnlyDictionary<ScoreFactor, int> Weights { get; init; } = new Dictionary<ScoreFactor, int>();

    public IReadOnlyList<OfferDraft> AddOffers { get; init; } = [];

    /// <summary>Codes; their slots go too.</summary>
    public IReadOnlyList<string> RemoveOffers { get; init; } = [];

    public IReadOnlyList<OfferChange> ChangeOffers { get; init; } = [];

    public IReadOnlyList<SlotAddition> AddSlots { get; init; } = [];

    public IReadOnlyList<SlotPlace> RemoveSlots { get; init; } = [];

    public IReadOnlyList<SlotCapacity> Capacities { get; init; } = [];

    public IReadOnlyList<DemandDraft> AddDemands { get; init; } = [];

    /// <summary>Codes of demands with something still to pair.</summary>
    public IReadOnlyList<string> RemoveDemands { get; init; } = [];

    public IReadOnlyList<DemandChange> ChangeDemands { get; init; } = [];
}

/// <param name="Now">The current lists and weights, matched; <paramref name="Then"/> the changed ones.</param>
/// <param name="PointsAtCurrentWeights">The changed pairs' soft points at the current weights, so that both can be compared.</param>
/// <param name="Differences">Who of those in sight fares otherwise, at most 500; losers first.</param>
public sealed record WhatIfView(
    WhatIfTotals Now, WhatIfTotals Then, long PointsAtCurrentWeights, int Gain, int Lose, int Move, string Summary, IReadOnlyList<DifferenceView> Differences);

/// <param name="Levels">Σ level × units; <paramref name="Points"/> Σ soft score × units, in millionths, at the own weights.</param>
public sealed record WhatIfTotals(int Demands, int Served, int Complete, long Units, long Levels, long Points, double Gap, bool Optimal, string Quality)
{
    internal static WhatIfTotals Of(RunTotals totals) => new(totals.Demands, totals.Served, totals.Complete, totals.Units, totals.Levels, totals.Soft, totals.Gap, totals.IsOptimal,
        Consequences.Quality(CultureInfo.CurrentUICulture, totals.Gap, totals.IsOptimal));
}

/// <param name="Slot">The slot that the cause speaks of; <paramref name="Others"/> took or left it; <paramref name="Factor"/> decided.</param>
public sealed record DifferenceView(
    string Demand, DifferenceKind Kind, IReadOnlyList<PairView> Before, IReadOnlyList<PairView> After, DifferenceCause Cause, string? Offer, DateTimeOffset? SlotStart,
    IReadOnlyList<string> Others, ScoreFactor? Factor, string Text);

/// <param name="Score">Soft score per unit in millionths, at the weights of its side.</param>
public sealed record PairView(string Offer, DateTimeOffset SlotStart, int Units, int Score);

/// <summary>Questions of this kind take turns: each solves all lists twice.</summary>
internal sealed class OneWhatIfAtATime
{
    public SemaphoreSlim Taken { get; } = new(1, 1);
}

internal sealed class TryWhatIfHandler(Database database, Rulings rulings, CallContext context, TimeProvider clock, OneWhatIfAtATime turn) : IRequestHandler<TryWhatIf, WhatIfView>
{
    private const int MostShown = 500;

    public async Task<WhatIfView> Handle(TryWhatIf request, CancellationToken stop)
    {
        await turn.Taken.WaitAsync(stop);
        try
        {
            var now = database.Read(session => MatchInputQuery.Load(session, rulings, clock.GetUtcNow()).Input);
            var then = new ChangedLists(now, rulings).After(request);
            return await Task.Run(() => View(WhatIf.Solve(now, rulings.Policy, then, rulings.Policy.Reweighted(request.Weights), stop), context.Sight), stop);
        }
        finally
        {
            turn.Taken.Release();
        }
    }

    private static WhatIfView View(WhatIf whatIf, Sight sight)
    {
        var areas = whatIf.Now.Lists.Demands.Concat(whatIf.Then.Lists.Demands).GroupBy(demand => demand.Code).ToDictionary(same => same.Key, same => same.First().Area.Value);
        var (now, then) = (RunTotals.Of(whatIf.Now), RunTotals.Of(whatIf.Then));
        int Count(DifferenceKind kind) => whatIf.Differences.Count(row => row.Kind == kind);
        var (gain, lose, move) = (Count(DifferenceKind.Gains), Count(DifferenceKind.Loses), Count(DifferenceKind.Moves));
        return new WhatIfView(WhatIfTotals.Of(now), WhatIfTotals.Of(then), RunTotals.SoftAt(whatIf.Then, whatIf.Now.Lists.Policy.Weights), gain, lose, move,
            Words.Say(gain + lose + move == 0 ? "WhatIf.Same" : "WhatIf.Summary", now.Served, then.Served, gain, lose, move, Consequences.Quality(CultureInfo.CurrentUICulture, then.Gap, then.IsOptimal)),
            [.. whatIf.Differences.Where(row => sight.CoversArea(areas[row.Demand])).OrderBy(row => row.Kind == DifferenceKind.Loses ? 0 : row.Kind == DifferenceKind.Gains ? 1 : 2).ThenBy(row => row.Demand, StringComparer.Ordinal).Take(MostShown).Select(View)]);
    }

    private static DifferenceView View(PairDifference row) => new(
        row.Demand, row.Kind, Pairs(row.Before), Pairs(row.After), row.Cause, row.Slot?.Offer, row.Slot?.Start, row.Others, row.Factor,
        Words.Say($"WhatIf.{row.Kind}", row.Demand, row.Before.Sum(pair => pair.Units), row.After.Sum(pair => pair.Units), Consequences.CauseOf(row, CultureInfo.CurrentUICulture)));

    private static IReadOnlyList<PairView> Pairs(IReadOnlyList<HeldPair> pairs) => [.. pairs.Select(pair => new PairView(pair.Slot.Offer, pair.Slot.Start, pair.Units, pair.Score))];
}
