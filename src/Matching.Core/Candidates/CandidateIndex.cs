using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Scoring;

namespace Matching.Core.Candidates;

/// <summary>
/// Finds a demand's best feasible slots without trying them all: shelves by category, unit of quantity and place hold the offers that can
/// matter, most promising first, and a search ends where no offer left on a shelf could score enough. What it gives is what trying
/// every slot would give; docs/decisions/0008 says why.
/// </summary>
/// <remarks>Immutable, so that readers need no lock: a change gives another index that shares all it did not touch. Positions of slots and
/// offers are those of the lists; what is added later follows them. Instant, policy, units, pairings and loads stay those of the lists.</remarks>
public sealed partial class CandidateIndex
{
    private readonly MatchLists lists;
    private readonly Scorer scorer;
    private readonly Catalogue catalogue;
    private readonly Shelves shelves;
    private readonly Segments<PreparedOffer?> offers;
    private readonly Dictionary<string, int> added;

    public CandidateIndex(MatchLists lists, Scorer scorer)
    {
        (this.lists, this.scorer, catalogue, added) = (lists, scorer, lists.Catalogue, []);
        offers = Segments<PreparedOffer?>.Of([.. lists.Facts.Select(facts => scorer.PreparedOffer(facts.Position))]);
        shelves = Shelves.Of(lists.Facts.SelectMany(facts => PlacesOf(scorer.PreparedOffer(facts.Position), catalogue)));
        Slots = lists.Slots.Length;
    }

    private CandidateIndex(CandidateIndex before, Catalogue catalogue, Shelves shelves, Segments<PreparedOffer?> offers, Dictionary<string, int> added, int slots)
    {
        (lists, scorer) = (before.lists, before.scorer);
        (this.catalogue, this.shelves, this.offers, this.added, Slots) = (catalogue, shelves, offers, added, slots);
    }

    /// <summary>Positions given to slots so far.</summary>
    public int Slots { get; }

    /// <summary>A demand made ready for many questions; it need not be in the lists.</summary>
    public PreparedDemand Ask(Demand demand) => scorer.Prepare(demand, lists.ReadDemand(demand, catalogue, SlotPosition));

    /// <summary>The demand at that position of the lists.</summary>
    public PreparedDemand Ask(int d) => scorer.Prepared(d);

    /// <summary>The best feasible slots, best first, equal scores by position: as many as there are, at most as the buffer holds.</summary>
    /// <returns>How many were found.</returns>
    public int Best(PreparedDemand demand, Span<RankedSlot> into)
    {
        if (into.IsEmpty)
            return 0;
        var best = new BestSlots(into);
        Search(demand, ref best);
        return best.Count;
    }

    /// <summary>Every feasible slot, by position.</summary>
    public IReadOnlyList<RankedSlot> Every(PreparedDemand demand)
    {
        var slots = new List<RankedSlot>();
        var every = new EverySlot(slots);
        Search(demand, ref every);
        slots.Sort(static (a, b) => a.Slot.CompareTo(b.Slot));
        return slots;
    }

    /// <summary>The slot, of those not listed, that is worth most beyond its price and more than a surplus; or null.</summary>
    /// <param name="levelPoints">Points per unit that the demand's level adds to every soft score.</param>
    /// <param name="surplus">For all of the demand's quantity, as the certificate's demand value.</param>
    public RankedSlot? BestBeyond(PreparedDemand demand, long levelPoints, SlotPrices prices, long surplus, IReadOnlyCollection<int> listed)
    {
        var beyond = new BestBeyond(demand.Need.Quantity, levelPoints, prices, surplus, listed);
        Search(demand, ref beyond);
        return beyond.Found;
    }

    /// <summary>The soft score of a slot for a demand, or null where a hard rule is broken.</summary>
    public int? ScoreAt(PreparedDemand demand, SlotName slot)
    {
        var position = SlotPosition(slot);
        foreach (var ranked in Of(demand, slot.Offer))
        {
            if (ranked.Slot == position)
                return ranked.Score;
        }
        return null;
    }

    /// <summary>The feasible slots of one offer.</summary>
    public IReadOnlyList<RankedSlot> Of(PreparedDemand demand, string code)
    {
        if (PositionOf(code) is not (>= 0 and var o) || offers[o] is not { } offer || RuleBook.OfOffer(catalogue, demand.Need, offer.Facts) != HardRules.None)
            return [];
        var slots = new List<RankedSlot>();
        var every = new EverySlot(slots);
        Score(demand, offer, demand.Sum + offer.Sum + scorer.Weighted(ScoreFactor.CategoryFit, catalogue.Fit(demand.Need.Category, offer.Facts.Categories)), ref every);
        return slots;
    }

    /// <summary>The factors of a pair, in the order of <see cref="ScoreFactor"/>.</summary>
    /// <exception cref="ArgumentException">The slot is not there.</exception>
    public int[] Factors(PreparedDemand demand, SlotName slot)
    {
        if (PositionOf(slot.Offer) is not (>= 0 and var o) || offers[o] is not { } offer
            || Array.FindIndex(offer.Facts.Slots, own => own.Start == slot.Start.UtcTicks) is not (>= 0 and var i))
            throw new ArgumentException($"A slot of '{slot.Offer}' is not in the index.");
        return scorer.Factors(demand, offer, offer.Facts.Slots[i], catalogue);
    }

    /// <summary>Where a slot stands, or -1.</summary>
    public int SlotPosition(SlotName name)
    {
        if (PositionOf(name.Offer) is not (>= 0 and var o) || offers[o] is not { } offer)
            return -1;
        var i = Array.FindIndex(offer.Facts.Slots, slot => slot.Start == name.Start.UtcTicks);
        return i < 0 ? -1 : offer.Facts.Slots[i].Position;
    }

    /// <summary>With the offer as it is now, whether it was there before or not; slots that keep their start keep their position.</summary>
    /// <param name="capReached">Whether the cap of its unit allows no more orders in that month (yyyyMM).</param>
    /// <exception cref="ArgumentException">Its unit is not in the lists.</exception>
    public CandidateIndex With(Offer offer, IReadOnlyList<Slot> slots, Func<int, bool> capReached)
    {
        var position = PositionOf(offer.Code);
        var next = Slots;
        var facts = slots.OrderBy(slot => slot.Start).Select(slot => new SlotFacts(
            SlotPosition(new SlotName(slot.Offer, slot.Start)) is >= 0 and var at ? at : next++,
            slot.Start.UtcTicks, slot.End.UtcTicks, slot.Remaining, capReached(slot.Month))).ToArray();
        var words = catalogue.With(offer);
        var isNew = position < 0;
        position = isNew ? offers.Count : position;
        var prepared = scorer.Prepare(new OfferFacts(words, position, offer, lists.UnitFacts[lists.UnitPosition(offer.Unit)], lists.Now, facts), offer);
        var cleared = isNew ? this : Without(offer.Code);
        var shelved = PlacesOf(prepared, words).Aggregate(cleared.shelves, (shelves, at) => shelves.With(at.Kind, at.Place, at.Offer));
        return new CandidateIndex(this, words, shelved, cleared.offers.With(position, prepared), isNew ? new(added) { [offer.Code] = position } : added, next);
    }

    /// <summary>Without the offer and its slots; the same index when it is not there.</summary>
    public CandidateIndex Without(string offer)
    {
        if (PositionOf(offer) is not (>= 0 and var o) || offers[o] is not { } prepared)
            return this;
        var cleared = PlacesOf(prepared, catalogue).Aggregate(shelves, (shelves, at) => shelves.Without(at.Kind, at.Place, at.Offer));
        return new CandidateIndex(this, catalogue, cleared, offers.With(o, null), added, Slots);
    }

    /// <summary>With that much capacity left in the slot.</summary>
    /// <exception cref="ArgumentException">The slot is not there.</exception>
    public CandidateIndex WithRemaining(SlotName slot, int remaining) => Changed(slot.Offer, facts =>
        facts.Start == slot.Start.UtcTicks ? facts with { Remaining = remaining } : facts);

    /// <summary>With the cap of the offer's unit reached, or not any more, for its slots of a calendar month (yyyyMM).</summary>
    /// <exception cref="ArgumentException">The offer is not there.</exception>
    public CandidateIndex WithCap(string offer, int month, bool isReached) => Changed(offer, facts =>
        ChinaTime.MonthOf(new DateTimeOffset(facts.Start, TimeSpan.Zero)) == month ? facts with { CapReached = isReached } : facts);

    private CandidateIndex Changed(string offer, Converter<SlotFacts, SlotFacts> change)
    {
        if (PositionOf(offer) is not (>= 0 and var o) || offers[o] is not { } prepared)
            throw new ArgumentException($"Offer '{offer}' is not in the index.");
        var changed = prepared with { Facts = prepared.Facts.With(Array.ConvertAll(prepared.Facts.Slots, change)) };
        return new CandidateIndex(this, catalogue, shelves, offers.With(o, changed), added, Slots);
    }

    private int PositionOf(string offer) => lists.OfferPosition(offer) is >= 0 and var o ? o : added.GetValueOrDefault(offer, -1);
}
