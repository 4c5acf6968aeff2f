using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Pairing;
using Matching.Core.Scoring;

namespace Matching.Core;

/// <summary>
/// What the next run would do, kept up to date between runs (预计对接): the lists' pairing, repaired at each change. It moves nothing.
/// Scores are those of the instant at which it began; divisible is taken as true of every demand, so it bounds the run from above
/// where whole demands or caps over quantities take part.
/// </summary>
/// <remarks>Not safe for several threads.</remarks>
public sealed class LiveMatch
{
    /// <summary>Slots beyond the best that are added for one demand at most, when today's prices make them worth more.</summary>
    private const int MostAdded = 8;

    /// <summary>The first urgent demand may come later: a level must outweigh soft points even if there is none at the start.</summary>
    private const long LeastLevelUnit = 1_000_000_000;

    private readonly MatchLists lists;
    private readonly long levelUnit;
    private readonly LivePairing pairing;
    private readonly LiveSlots slots;
    private readonly Dictionary<string, LiveDemand> demands = [];
    private readonly RankedSlot[] ranked;

    /// <exception cref="ArgumentException">The lists contradict themselves.</exception>
    /// <exception cref="RuleBrokenException"><c>score-range</c>.</exception>
    public LiveMatch(MatchInput input, MatchPolicy policy)
    {
        lists = new MatchLists(input, policy);
        var index = new CandidateIndex(lists, new Scorer(lists));
        var graph = PricingOut.Relaxed(MatchGraph.Of(CandidateFinder.Find(lists, index, policy.Candidates), index).AtLeast(LeastLevelUnit), index);
        levelUnit = graph.Scores.LevelUnit;
        pairing = new LivePairing(graph.Problem);
        slots = new LiveSlots(lists, index, pairing);
        ranked = new RankedSlot[policy.Candidates];
        for (var d = 0; d < lists.Demands.Length; d++)
            demands.Add(lists.Demands[d].Code, new LiveDemand(d, lists.Demands[d], index.Ask(d)));
    }

    public IReadOnlyCollection<string> Demands => demands.Keys;

    /// <summary>Σ score × units, in points as the solver sees them.</summary>
    public long Total => pairing.Total;

    /// <summary>A demand is there, new or changed; whatever it was to get is decided anew.</summary>
    /// <param name="standing">Its orders that may still move.</param>
    public void Put(Demand demand, IReadOnlyList<StandingOrder> standing)
    {
        var prepared = slots.Index.Ask(demand);
        var edges = Candidates(prepared, demand, standing);
        if (demands.TryGetValue(demand.Code, out var known))
            pairing.Change(known.Number, demand.Quantity, edges);
        var number = known?.Number ?? pairing.Arrive(demand.Quantity, edges);
        demands[demand.Code] = new LiveDemand(number, demand, prepared);
        if (edges.Count >= ranked.Length)
            PriceOut(number, demand, prepared);
    }

    /// <summary>A demand is there no more, or wants nothing now.</summary>
    public void Remove(string demand)
    {
        if (demands.Remove(demand, out var known))
            pairing.Cancel(known.Number);
    }

    /// <summary>An offer is there with these slots, new or changed; every demand may be better served by it.</summary>
    /// <param name="capLeft">Orders that its unit may still take in a calendar month (yyyyMM), or null = any number.</param>
    public void Put(Offer offer, IReadOnlyList<Slot> own, Func<int, int?> capLeft) => Revalue(offer.Code, () => slots.Put(offer, own, capLeft));

    /// <summary>An offer is there no more.</summary>
    public void RemoveOffer(string offer) => Revalue(offer, () => slots.Remove(offer));

    /// <summary>What the demand is to get as things stand; null when it is not there.</summary>
    public Forecast? ForecastOf(string demand)
    {
        if (!demands.TryGetValue(demand, out var known))
            return null;
        var places = pairing.PlacesOf(known.Number).OrderByDescending(place => place.Units).ThenBy(place => place.Slot);
        return new Forecast(known.Demand, known.Demand.Divisible || known.Demand.Quantity == 1, pairing.EdgesOf(known.Number).Count(),
            [.. places.Select(place => Explained(known, place))]);
    }

    /// <summary>Checks the certificate, and that a fresh solve of the same pairs comes to the same total.</summary>
    /// <exception cref="CertificateException">It is not so: a defect.</exception>
    public void Verify()
    {
        pairing.Verify();
        var (problem, _) = pairing.Snapshot();
        var fresh = Feasibility.Worth(problem, FlowSolver.Solve(problem).Amount);
        if (fresh != Total)
            throw new CertificateException($"The live pairing is worth {Total}, a fresh one {fresh}.");
    }

    private ForecastPlace Explained(LiveDemand known, Placement place)
    {
        var name = slots.NameOf(place.Slot);
        var factors = slots.Index.Factors(known.Prepared, name);
        return new ForecastPlace(slots.OfferOf(name), slots.SlotOf(name), slots.UnitOf(name), place.Units, slots.Index.ScoreAt(known.Prepared, name) ?? 0, factors);
    }

    private long LevelPoints(Demand demand) => MatchPolicy.LevelOf(demand) * levelUnit;

    /// <summary>The best slots of the demand, and those at which its orders stand, as the pairing knows them.</summary>
    private List<(int Slot, long Score)> Candidates(PreparedDemand prepared, Demand demand, IReadOnlyList<StandingOrder> standing)
    {
        var found = ranked.AsSpan(0, slots.Index.Best(prepared, ranked)).ToArray().ToList();
        foreach (var order in standing)
        {
            var position = slots.Index.SlotPosition(order.Slot);
            if (!found.Exists(slot => slot.Slot == position) && slots.Index.ScoreAt(prepared, order.Slot) is { } score)
                found.Add(new RankedSlot(score, position));
        }
        var stays = standing.GroupBy(order => slots.Index.SlotPosition(order.Slot)).ToDictionary(group => group.Key, group => group.Any(order => order.Issued));
        long StayBonus(int slot) => !stays.TryGetValue(slot, out var issued) ? 0 : issued ? lists.Policy.ChurnThreshold : 1;
        return found.ConvertAll(slot => (slots.NumberOf(slot.Slot), LevelPoints(demand) + slot.Score + StayBonus(slot.Slot)));
    }

    private void PriceOut(int number, Demand demand, PreparedDemand prepared)
    {
        for (var added = 0; added < MostAdded; added++)
        {
            var listed = pairing.EdgesOf(number).Select(edge => slots.PositionOf(edge.Slot)).ToHashSet();
            var surplus = pairing.Surplus(number) * demand.Quantity;
            if (slots.Index.BestBeyond(prepared, LevelPoints(demand), slots.Prices(), surplus, listed) is not { } slot)
                return;
            pairing.Allow(number, slots.NumberOf(slot.Slot), LevelPoints(demand) + slot.Score);
        }
    }

    /// <summary>Changes an offer and values it anew for every demand, with one repair for all.</summary>
    private void Revalue(string offer, Action change) => pairing.Together(() =>
    {
        var before = slots.NumbersOf(offer).ToHashSet();
        change();
        foreach (var known in demands.Values.Select(known => known with { Prepared = slots.Index.Ask(known.Demand) }).ToList())
        {
            demands[known.Demand.Code] = known;
            var now = slots.Index.Of(known.Prepared, offer).Select(slot => (Slot: slots.NumberOf(slot.Slot), Score: LevelPoints(known.Demand) + slot.Score)).ToList();
            var kept = pairing.EdgesOf(known.Number).Where(edge => !before.Contains(edge.Slot)).ToList();
            if (now.Count > 0 || kept.Count < pairing.EdgesOf(known.Number).Count())
                pairing.Change(known.Number, known.Demand.Quantity, [.. kept, .. now]);
        }
    });

    private sealed record LiveDemand(int Number, Demand Demand, PreparedDemand Prepared);
}

/// <summary>What a demand is to get if nothing changes until the next run.</summary>
/// <param name="IsExact">The demand may be split or is one unit; else the run may have to place it otherwise.</param>
/// <param name="Candidates">Slots that could serve it and were weighed; 0 = nobody can as things stand.</param>
public sealed record Forecast(Demand Demand, bool IsExact, int Candidates, IReadOnlyList<ForecastPlace> Places);

/// <param name="Score">Soft score in millionths; <paramref name="Factors"/> in the order of <see cref="ScoreFactor"/>.</param>
public sealed record ForecastPlace(Offer Offer, Slot Slot, string UnitName, int Units, int Score, int[] Factors);
