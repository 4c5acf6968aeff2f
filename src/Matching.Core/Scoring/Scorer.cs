using Matching.Core.Candidates;
using Matching.Core.Grid;
using Matching.Core.Text;
using Matching.Core.Units;

namespace Matching.Core.Scoring;

/// <summary>
/// How good a feasible pair is: every soft factor an integer in [0, 1,000,000], the score their weighted mean rounded down,
/// and never below 1, so that a poor match still beats none.
/// </summary>
public sealed class Scorer
{
    public const int FactorCount = 11;
    private const int Whole = 1_000_000;
    private const int SoonDays = 60;

    private readonly MatchLists lists;
    private readonly RuleBook rules;
    private readonly Relevance relevance;
    private readonly int[] weights = new int[FactorCount];
    private readonly long totalWeight;
    private readonly int[] unitRecord;

    public Scorer(MatchLists lists)
    {
        this.lists = lists;
        rules = new RuleBook(lists);
        relevance = new Relevance(Array.ConvertAll(lists.Offers, offer => $"{offer.Title}\n{offer.Title}\n{offer.Detail}"));
        foreach (var (factor, weight) in lists.Policy.Weights)
            weights[(int)factor] = weight >= 0 ? weight : throw new ArgumentException($"The weight of {factor} is negative.");
        totalWeight = weights.Sum(weight => (long)weight);
        if (totalWeight == 0)
            throw new ArgumentException("All weights are zero.");
        unitRecord = Array.ConvertAll(lists.Units, unit => RecordOf(unit.Record));
    }

    /// <summary>The score of each candidate, in the candidates' order.</summary>
    public int[] Score(CandidateSet candidates)
    {
        var scores = new int[candidates.Count];
        Span<int> factors = stackalloc int[FactorCount];
        for (var d = 0; d < lists.Demands.Length; d++)
        {
            var query = candidates.Start[d] < candidates.Start[d + 1] ? QueryOf(d) : null;
            var offerBefore = -1;
            for (var e = candidates.Start[d]; e < candidates.Start[d + 1]; e++)
            {
                var slot = candidates.Slot[e];
                var offer = lists.SlotOffer[slot];
                if (offer != offerBefore)
                    OfferFactors(d, offer, query!, factors);
                offerBefore = offer;
                SlotFactors(d, slot, factors);
                scores[e] = Mean(factors);
            }
        }
        return scores;
    }

    /// <summary>The factors of one pair, in the order of <see cref="ScoreFactor"/>.</summary>
    public int[] Factors(int d, int slot)
    {
        var factors = new int[FactorCount];
        OfferFactors(d, lists.SlotOffer[slot], QueryOf(d), factors);
        SlotFactors(d, slot, factors);
        return factors;
    }

    public int Mean(ReadOnlySpan<int> factors)
    {
        long sum = 0;
        for (var f = 0; f < FactorCount; f++)
            sum += (long)weights[f] * factors[f];
        return Math.Max(1, (int)(sum / totalWeight));
    }

    private TextVector QueryOf(int d) => relevance.Query($"{lists.Demands[d].Title}\n{lists.Demands[d].Detail}");

    private void OfferFactors(int d, int o, TextVector query, Span<int> factors)
    {
        var demand = lists.Demands[d];
        var unit = lists.OfferUnit[o];
        var pairing = lists.PairingOf(unit, demand.Area);
        factors[(int)ScoreFactor.CategoryFit] = lists.CategoryFit(lists.DemandCategory[d], o);
        factors[(int)ScoreFactor.TextRelevance] = relevance.Of(query, o);
        factors[(int)ScoreFactor.Closeness] = Closeness(demand.Area, lists.Units[unit].Area, pairing is not null);
        factors[(int)ScoreFactor.RingAndAgreement] = RingFactor(pairing);
        factors[(int)ScoreFactor.UnitRecord] = unitRecord[unit];
        factors[(int)ScoreFactor.WakingDormant] = Dormancy(o);
        factors[(int)ScoreFactor.WaitingTime] = Share(Days(demand.FiledAt, lists.Input.Now), lists.Policy.FullWaitingDays);
        factors[(int)ScoreFactor.LoadBalance] = Whole - Share(lists.Units[unit].Record.Last90Days, lists.Policy.FullLoad);
        factors[(int)ScoreFactor.ServiceBalance] = Whole - Share(lists.CommunityLoad(demand.Area), lists.Policy.FullLoad);
    }

    private void SlotFactors(int d, int s, Span<int> factors)
    {
        var demand = lists.Demands[d];
        var slot = lists.Slots[s];
        var (start, end) = rules.Window(demand, lists.Offers[lists.SlotOffer[s]], slot);
        var overlap = Minutes(start, end) * Whole / Math.Max(1, Minutes(slot.Start, slot.End));
        var soon = Whole - Share(Days(lists.Input.Now, start), SoonDays);
        factors[(int)ScoreFactor.TimeFit] = (int)((Math.Clamp(overlap, 0, Whole) + soon) / 2);
        factors[(int)ScoreFactor.SizeFit] = demand.Divisible ? Whole : Share(demand.Quantity, slot.Remaining);
    }

    private static int Closeness(AreaCode demand, AreaCode unit, bool paired) => (Common(demand, unit), paired) switch
    {
        ( >= (int)AreaLevel.Building, _) => Whole,
        ( >= (int)AreaLevel.Estate, _) => 800_000,
        ( >= (int)AreaLevel.Community, _) => 600_000,
        (_, true) => 400_000,
        ( >= (int)AreaLevel.Street, _) => 200_000,
        _ => 0,
    };

    private static int Common(AreaCode a, AreaCode b) => a.Value.AsSpan().CommonPrefixLength(b.Value);

    private static int RingFactor(UnitPairing? pairing) => pairing?.Ring switch
    {
        Ring.Core => Whole,
        Ring.SubCore => 750_000,
        Ring.PanCore => 500_000,
        _ => 0,
    };

    /// <summary>Mean of acceptance, completion and satisfaction, each with two good answers of three assumed beforehand.</summary>
    private static int RecordOf(UnitRecord record)
    {
        var acceptance = Share(record.Accepted + 2, record.Asked + 3);
        var completion = Share(record.Completed + 2, record.Finished + 3);
        var satisfaction = Share(record.SatisfiedHalves + 4, 2 * record.Visited + 6);
        return (acceptance + completion + satisfaction) / 3;
    }

    private int Dormancy(int o)
    {
        var offer = lists.Offers[o];
        var since = offer.LastUsedAt ?? offer.PublishedAt ?? offer.ValidFrom;
        return since is null ? 0 : Share(Days(since.Value, lists.Input.Now), lists.Policy.DormantDays);
    }

    private static int Share(long part, long whole) =>
        whole <= 0 ? Whole : (int)Math.Clamp(part * Whole / whole, 0, Whole);

    private static long Days(DateTimeOffset from, DateTimeOffset until) => (long)Math.Floor((until - from).TotalDays);

    private static long Minutes(DateTimeOffset from, DateTimeOffset until) => (until - from).Ticks / TimeSpan.TicksPerMinute;
}
