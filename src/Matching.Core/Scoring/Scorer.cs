using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Text;
using Matching.Core.Units;

namespace Matching.Core.Scoring;

/// <summary>
/// How good a feasible pair is: every soft factor an integer in [0, 1,000,000], the score their weighted mean rounded down,
/// and never below 1, so that a poor match still beats none.
/// </summary>
/// <remarks>
/// The weighted sum falls into parts: of the demand alone (waiting, service of its community), of the offer alone (record, dormancy,
/// load), of demand and offer (category, text, closeness, ring) and of demand and slot (time, size). The first two are
/// computed once; with the most that the others could add they bound a score from above before it is known.
/// </remarks>
public sealed class Scorer
{
    public const int FactorCount = 11;
    internal const int Whole = 1_000_000;
    private const int SoonDays = 60;

    private readonly MatchLists lists;
    private readonly Relevance relevance;
    private readonly int[] weights = new int[FactorCount];
    private readonly long totalWeight;
    private readonly PreparedDemand?[] demands;
    private readonly PreparedOffer[] offers;

    public Scorer(MatchLists lists)
    {
        this.lists = lists;
        foreach (var (factor, weight) in lists.Policy.Weights)
            weights[(int)factor] = weight >= 0 ? weight : throw new ArgumentException($"The weight of {factor} is negative.");
        totalWeight = weights.Sum(weight => (long)weight);
        if (totalWeight == 0)
            throw new ArgumentException("All weights are zero.");
        relevance = new Relevance(Array.ConvertAll(lists.Offers, OfferText.Of), TextModel.Shipped);
        demands = new PreparedDemand?[lists.Demands.Length];
        offers = [.. lists.Facts.Select((facts, o) => Prepare(facts, lists.Offers[o], relevance.Offer(o)))];
    }

    /// <summary>The factors of one pair, in the order of <see cref="ScoreFactor"/>.</summary>
    public int[] Factors(int d, int slot)
    {
        var o = lists.SlotOffer[slot];
        return Factors(Prepared(d), offers[o], offers[o].Facts.Slots[slot - lists.OfferSlots[o]], lists.Catalogue);
    }

    internal int[] Factors(PreparedDemand demand, PreparedOffer offer, in SlotFacts slot, Catalogue catalogue)
    {
        var (need, facts) = (demand.Need, offer.Facts);
        var ring = facts.Unit.RingIn(demand.Community);
        var factors = new int[FactorCount];
        factors[(int)ScoreFactor.CategoryFit] = catalogue.Fit(need.Category, facts.Categories);
        factors[(int)ScoreFactor.TextRelevance] = relevance.Of(demand.Text, offer.Text);
        factors[(int)ScoreFactor.Closeness] = Closeness(need.Area, facts.Unit.Area, ring is not null);
        factors[(int)ScoreFactor.TimeFit] = TimeFit(need, facts, slot);
        factors[(int)ScoreFactor.SizeFit] = SizeFit(need, slot);
        factors[(int)ScoreFactor.RingAndAgreement] = RingFactor(ring);
        factors[(int)ScoreFactor.UnitRecord] = offer.Record;
        factors[(int)ScoreFactor.WakingDormant] = offer.Dormancy;
        factors[(int)ScoreFactor.WaitingTime] = demand.Waiting;
        factors[(int)ScoreFactor.LoadBalance] = offer.Idleness;
        factors[(int)ScoreFactor.ServiceBalance] = demand.Neglect;
        return factors;
    }

    public int Mean(ReadOnlySpan<int> factors)
    {
        long sum = 0;
        for (var f = 0; f < FactorCount; f++)
            sum += (long)weights[f] * factors[f];
        return Mean(sum);
    }

    /// <summary>The score of a weighted sum.</summary>
    internal int Mean(long sum) => Math.Max(1, (int)(sum / totalWeight));

    /// <summary>Whether a pair whose weighted sum is at most that can't score <paramref name="least"/>.</summary>
    internal bool IsBelow(long sum, int least) => least > 1 && sum < least * totalWeight;

    /// <summary>The most that text, place and slot together can add to a sum.</summary>
    internal long MostOfPair => MostOfText + MostOfSlot + Weighted(ScoreFactor.Closeness, Whole) + Weighted(ScoreFactor.RingAndAgreement, Whole);

    internal long MostOfText => Weighted(ScoreFactor.TextRelevance, Whole);

    internal long MostOfSlot => Weighted(ScoreFactor.TimeFit, Whole) + Weighted(ScoreFactor.SizeFit, Whole);

    /// <summary>What demand and offer add to the sum whatever the slot, text and category aside.</summary>
    internal long PlaceSum(PreparedDemand demand, OfferFacts offer)
    {
        var ring = offer.Unit.RingIn(demand.Community);
        return Weighted(ScoreFactor.Closeness, Closeness(demand.Need.Area, offer.Unit.Area, ring is not null)) + Weighted(ScoreFactor.RingAndAgreement, RingFactor(ring));
    }

    internal long TextSum(PreparedDemand demand, PreparedOffer offer) => Weighted(ScoreFactor.TextRelevance, relevance.Of(demand.Text, offer.Text));

    internal long SlotSum(Need need, OfferFacts offer, in SlotFacts slot) =>
        Weighted(ScoreFactor.TimeFit, TimeFit(need, offer, slot)) + Weighted(ScoreFactor.SizeFit, SizeFit(need, slot));

    internal long Weighted(ScoreFactor factor, int value) => (long)weights[(int)factor] * value;

    internal PreparedDemand Prepared(int d) => demands[d] ??= Prepare(lists.Demands[d], lists.Needs[d]);

    internal PreparedOffer PreparedOffer(int o) => offers[o];

    internal PreparedDemand Prepare(Demand demand, Need need)
    {
        var waiting = Share(Days(demand.FiledAt.UtcTicks, lists.Now), lists.Policy.FullWaitingDays);
        var neglect = Whole - Share(lists.CommunityLoad(demand.Area), lists.Policy.FullLoad);
        return new PreparedDemand(need, relevance.Query($"{demand.Title}\n{demand.Detail}"), waiting, neglect,
            Weighted(ScoreFactor.WaitingTime, waiting) + Weighted(ScoreFactor.ServiceBalance, neglect));
    }

    /// <summary>An offer that is not in the lists; its text is weighed by what they knew.</summary>
    internal PreparedOffer Prepare(OfferFacts facts, Offer offer) => Prepare(facts, offer, relevance.Later(OfferText.Of(offer)));

    private PreparedOffer Prepare(OfferFacts facts, Offer offer, TextVector text)
    {
        var record = lists.Units[facts.Unit.Position].Record;
        var (smoothed, dormancy, idleness) = (RecordOf(record), Dormancy(offer), Whole - Share(record.Last90Days, lists.Policy.FullLoad));
        return new PreparedOffer(facts, text, smoothed, dormancy, idleness,
            Weighted(ScoreFactor.UnitRecord, smoothed) + Weighted(ScoreFactor.WakingDormant, dormancy) + Weighted(ScoreFactor.LoadBalance, idleness));
    }

    private int TimeFit(Need need, OfferFacts offer, in SlotFacts slot)
    {
        var start = Math.Max(Math.Max(slot.Start, offer.ValidFrom), Math.Max(need.From, offer.Earliest));
        var end = Math.Min(Math.Min(slot.End, offer.ValidUntil), need.Until);
        var overlap = Minutes(start, end) * Whole / Math.Max(1, Minutes(slot.Start, slot.End));
        var soon = Whole - Share(Days(lists.Now, start), SoonDays);
        return (int)((Math.Clamp(overlap, 0, Whole) + soon) / 2);
    }

    private static int SizeFit(Need need, in SlotFacts slot) => need.IsDivisible ? Whole : Share(need.Quantity, slot.Remaining);

    private static int Closeness(AreaRange demand, AreaRange unit, bool paired)
    {
        if (demand.Shares(unit, AreaRange.Community))
            return demand.Shares(unit, AreaRange.Building) ? Whole : demand.Shares(unit, AreaRange.Estate) ? 800_000 : 600_000;
        return paired ? 400_000 : demand.Shares(unit, AreaRange.Street) ? 200_000 : 0;
    }

    private static int RingFactor(Ring? ring) => ring switch
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

    private int Dormancy(Offer offer)
    {
        var since = offer.LastUsedAt ?? offer.PublishedAt ?? offer.ValidFrom;
        return since is null ? 0 : Share(Days(since.Value.UtcTicks, lists.Now), lists.Policy.DormantDays);
    }

    private static int Share(long part, long whole) =>
        whole <= 0 ? Whole : (int)Math.Clamp(part * Whole / whole, 0, Whole);

    /// <summary>Whole days, rounded down also where they are negative.</summary>
    private static long Days(long from, long until) =>
        until >= from ? (until - from) / TimeSpan.TicksPerDay : -((from - until + TimeSpan.TicksPerDay - 1) / TimeSpan.TicksPerDay);

    private static long Minutes(long from, long until) => (until - from) / TimeSpan.TicksPerMinute;
}

/// <summary>A demand ready to be scored against many offers. <paramref name="Sum"/> is what it adds to every weighted sum.</summary>
public sealed record PreparedDemand(Need Need, TextVector Text, int Waiting, int Neglect, long Sum)
{
    public AreaRange Community { get; } = Need.Area.Within(AreaRange.Community);
}

/// <summary>An offer ready to be scored; <paramref name="Sum"/> is what it adds to every weighted sum.</summary>
public sealed record PreparedOffer(OfferFacts Facts, TextVector Text, int Record, int Dormancy, int Idleness, long Sum);
