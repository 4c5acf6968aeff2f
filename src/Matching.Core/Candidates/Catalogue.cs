using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Core.Candidates;

/// <summary>The words of the lists as small numbers, and how well categories fit. Immutable: new words give a new catalogue in which
/// the old ones keep their numbers.</summary>
public sealed class Catalogue
{
    private readonly MatchPolicy policy;
    private readonly int[] fits;

    public Catalogue(MatchInput input, MatchPolicy policy)
        : this(policy, WordNumbers.None, WordNumbers.None, WordNumbers.None, WordNumbers.None, input.Offers, input.Units, input.Demands)
    {
    }

    private Catalogue(
        MatchPolicy policy, WordNumbers categories, WordNumbers measures, WordNumbers tags, WordNumbers licences,
        IReadOnlyList<Offer> offers, IReadOnlyList<PartnerUnit> units, IReadOnlyList<Demand> demands)
    {
        this.policy = policy;
        Categories = categories.With(offers.SelectMany(offer => offer.Categories).Concat(demands.Select(demand => demand.Category))
            .Concat(policy.Compatibility.Select(row => row.DemandCategory)));
        Measures = measures.With(offers.Select(offer => offer.UnitOfCapacity));
        Tags = tags.With(offers.SelectMany(offer => offer.Audience));
        Licences = licences.With(units.SelectMany(unit => unit.Qualifications).Concat(policy.Requires.Values));
        fits = FitTable();
    }

    public WordNumbers Categories { get; }

    /// <summary>Units of quantity of the offers.</summary>
    public WordNumbers Measures { get; }

    /// <summary>Audience tags of the offers.</summary>
    public WordNumbers Tags { get; }

    public WordNumbers Licences { get; }

    /// <summary>The catalogue with the words of one more offer; itself when it knows them all.</summary>
    public Catalogue With(Offer offer) =>
        offer.Categories.All(Categories.Knows) && Measures.Knows(offer.UnitOfCapacity) && offer.Audience.All(Tags.Knows)
            ? this
            : new Catalogue(policy, Categories, Measures, Tags, Licences, [offer], [], []);

    /// <summary>Best fit of any of the offer's categories to the demand's, in millionths; 0 = not compatible.</summary>
    public int Fit(int demandCategory, int[] offerCategories)
    {
        if (demandCategory < 0)
            return 0;
        var best = 0;
        foreach (var category in offerCategories)
            best = Math.Max(best, fits[demandCategory * Categories.Count + category]);
        return best;
    }

    /// <summary>The licence that a category requires, or -1.</summary>
    public int LicenceFor(string category) => policy.Requires.TryGetValue(category, out var licence) ? Licences.Find(licence) : -1;

    private int[] FitTable()
    {
        var n = Categories.Count;
        var table = new int[n * n];
        for (var c = 0; c < n; c++)
            table[c * n + c] = 1_000_000;
        foreach (var row in policy.Compatibility)
        {
            if (Categories.Find(row.DemandCategory) is >= 0 and var demand && Categories.Find(row.OfferCategory) is >= 0 and var offer)
                table[demand * n + offer] = row.Fit;
        }
        return table;
    }
}

/// <summary>Words numbered from 0 in the order in which they came.</summary>
public sealed class WordNumbers
{
    private readonly Dictionary<string, int> numbers;

    private WordNumbers(Dictionary<string, int> numbers) => this.numbers = numbers;

    public static WordNumbers None { get; } = new([]);

    public int Count => numbers.Count;

    public bool Knows(string word) => numbers.ContainsKey(word);

    /// <summary>The word's number, or -1.</summary>
    public int Find(string word) => numbers.GetValueOrDefault(word, -1);

    /// <summary>The numbers of the words that are known, in order.</summary>
    public int[] Find(IReadOnlyList<string> words) => words.Count == 0 ? [] : [.. words.Select(Find).Where(number => number >= 0)];

    public WordNumbers With(IEnumerable<string> words)
    {
        Dictionary<string, int>? more = null;
        foreach (var word in words)
        {
            if (numbers.ContainsKey(word))
                continue;
            more ??= new Dictionary<string, int>(numbers, StringComparer.Ordinal);
            more.TryAdd(word, more.Count);
        }
        return more is null ? this : new WordNumbers(more);
    }
}
