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

    private const int New = -1;

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
        var standing = input.Standing.ToLookup(order => order.Demand);
        for (var d = 0; d < lists.Demands.Length; d++)
            demands.Add(lists.Demands[d].Code, new LiveDemand(d, lists.Demands[d], index.Ask(d), [.. standing[lists.Demands[d].Code]]));
    }

    public IReadOnlyCollection<string> Demands => demands.Keys;

    /// <summary>Σ score × units, in points as the solver sees them.</summary>
    public long Total => pairing.Total;

    /// <summary>A demand is there, new or changed; whatever it was to get is decided anew.</summary>
    /// <param name="standing">Its orders that may still move.</param>
    public void Put(Demand demand, IReadOnlyList<StandingOrder> standing)
    {
        var known = new LiveDemand(demands.GetValueOrDefault(demand.Code)?.Number ?? New, demand, slots.Index.Ask(demand), standing);
        var edges = Candidates(known);
        if (known.Number == New)
            known = known with { Number = pairing.Arrive(demand.Quantity, edges) };
        else
            pairing.Change(known.Number, demand.Quantity, edges);
        demands[demand.Code] = known;
        if (edges.Count >= ranked.Length)
            PriceOut(known);
    }

    /// <summary>A demand is there no more, or wants nothing now.</summary>
    public void Remove(string demand)
    {
        if (demands.Remove(demand, out var known))
            pairing.Cancel(known.Number);
    }

    /// <summary>An offer is there with these slots, new or changed; every demand may be better served by it.</summary>
    /// <param name="capLeft">Orders that its unit may still take in a calendar month (yyyyMM), or null = any number.</param>
    public void Put(Offer offer, IReadOnlyList<Slot> own, Func<int, int?> capLeft) => Revalue(offer.Code, () =>
    {
        slots.Put(offer, own, capLeft);
        // Its words may be new to the lists: demands are read again with them.
        foreach (var (code, known) in demands.ToList())
            demands[code] = known with { Prepared = slots.Index.Ask(known.Demand) };
    });

    /// <summary>An offer is there no more.</summary>
    public void RemoveOffer(string offer) => Revalue(offer, () => slots.Remove(offer));

    /// <summary>That much capacity is left in a known offer's slots, and so many orders of its unit in their months.</summary>
    public void SetRemaining(string offer, IReadOnlyList<Slot> own, Func<int, int?> capLeft)
    {
        if (slots.Differ(own, capLeft))
            Revalue(offer, () => slots.SetRemaining(own, capLeft));
    }

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
        return new ForecastPlace(slots.OfferOf(name.Offer), slots.SlotOf(name), slots.UnitOf(name), place.Units, slots.Index.ScoreAt(known.Prepared, name) ?? 0, factors);
    }

    private long LevelPoints(Demand demand) => MatchPolicy.LevelOf(demand) * levelUnit;

    /// <summary>The best slots of the demand, and those at which its orders stand, as the pairing knows them.</summary>
    private List<(int Slot, long Score)> Candidates(LiveDemand known)
    {
        var found = ranked.AsSpan(0, slots.Index.Best(known.Prepared, ranked)).ToArray().ToList();
        foreach (var order in known.Standing)
        {
            var position = slots.Index.SlotPosition(order.Slot);
            if (!found.Exists(slot => slot.Slot == position) && slots.Index.ScoreAt(known.Prepared, order.Slot) is { } score)
                found.Add(new RankedSlot(score, position));
        }
        return found.ConvertAll(slot => (slots.NumberOf(slot.Slot), LevelPoints(known.Demand) + slot.Score + StayBonus(known, slot.Slot)));
    }

    /// <summary>Adds slots beyond the best while today's prices make one worth more than what the demand gets.</summary>
    private void PriceOut(LiveDemand known)
    {
        for (var added = 0; added < MostAdded; added++)
        {
            var listed = pairing.EdgesOf(known.Number).Select(edge => slots.PositionOf(edge.Slot)).ToHashSet();
            var surplus = pairing.Surplus(known.Number) * known.Demand.Quantity;
            if (slots.Index.BestBeyond(known.Prepared, LevelPoints(known.Demand), slots.Prices(), surplus, listed) is not { } slot)
                return;
            pairing.Allow(known.Number, slots.NumberOf(slot.Slot), LevelPoints(known.Demand) + slot.Score);
        }
    }

    /// <summary>Changes an offer and values it anew for every demand, with one repair for all.</summary>
    private void Revalue(string offer, Action change) => pairing.Together(() =>
    {
        var before = slots.NumbersOf(offer).ToHashSet();
        change();
        foreach (var known in demands.Values)
        {
            var now = slots.Index.Of(known.Prepared, offer);
            if (now.Count == 0 && !pairing.EdgesOf(known.Number).Any(edge => before.Contains(edge.Slot)))
                continue;
            var kept = pairing.EdgesOf(known.Number).Where(edge => !before.Contains(edge.Slot));
            var valued = now.Select(slot => (slots.NumberOf(slot.Slot), LevelPoints(known.Demand) + slot.Score + StayBonus(known, slot.Slot)));
            pairing.Change(known.Number, known.Demand.Quantity, [.. kept, .. valued]);
        }
    });

    /// <summary>An issued order gains the churn threshold where it stands, a mere proposal one point.</summary>
    private long StayBonus(LiveDemand known, int position)
    {
        foreach (var order in known.Standing)
        {
            if (slots.Index.SlotPosition(order.Slot) == position)
                return order.Issued ? lists.Policy.ChurnThreshold : 1;
        }
        return 0;
    }

    private sealed record LiveDemand(int Number, Demand Demand, PreparedDemand Prepared, IReadOnlyList<StandingOrder> Standing);
}

/// <summary>What a demand is to get if nothing changes until the next run.</summary>
/// <param name="IsExact">The demand may be split or is one unit; else the run may have to place it otherwise.</param>
/// <param name="Candidates">Slots that could serve it and were weighed; 0 = nobody can as things stand.</param>
public sealed record Forecast(Demand Demand, bool IsExact, int Candidates, IReadOnlyList<ForecastPlace> Places);

/// <param name="Score">Soft score in millionths; <paramref name="Factors"/> in the order of <see cref="ScoreFactor"/>.</param>
public sealed record ForecastPlace(Offer Offer, Slot Slot, string UnitName, int Units, int Score, int[] Factors);
