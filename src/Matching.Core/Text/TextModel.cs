using Matching.Core.Offers;

namespace Matching.Core.Text;

/// <summary>
/// What is known of the language beyond the lists at hand: how common features are, which concepts an expression calls, which
/// category a text speaks of, which kind of resource it asks for. Never changed once made, so that any number may read it.
/// </summary>
public sealed class TextModel
{
    // In units of one term's idf, found on the seed lists (MRR 0.646 with words alone): concepts alone 0.733, with what lies near
    // and categories 0.821, with kinds 0.827. A quarter more or less of any changes it by less than 0.01.
    private const double ConceptWeight = 4 * Bm25.Scale;
    private const double NearWeight = 4 * Bm25.Scale;
    private const double CategoryWeight = 5 * Bm25.Scale;
    private const double KindWeight = 2 * Bm25.Scale;
    private const int NearMost = 4;
    private const double LeastShare = 0.05;

    private readonly ConceptSpace space;
    private readonly KindWords? kinds;
    private readonly int firstCategory;
    private readonly int firstKind;

    public TextModel(Background background, ConceptLexicon lexicon, LinearModel? categories, KindWords? kinds)
    {
        (Background, Lexicon, Categories, this.kinds) = (background, lexicon, categories, kinds);
        space = new ConceptSpace(lexicon);
        firstCategory = lexicon.Concepts.Count;
        firstKind = firstCategory + (categories?.Labels.Count ?? 0);
        Topics = firstKind + (kinds is null ? 0 : KindWords.Kinds);
    }

    /// <summary>Knows nothing: plain BM25.</summary>
    public static TextModel Plain { get; } = new(Background.None, new ConceptLexicon([]), null, null);

    /// <summary>Made from <c>data/text</c> alone, all of it written for this product.</summary>
    public static TextModel Shipped => StartingModel.Shipped;

    public Background Background { get; }

    public ConceptLexicon Lexicon { get; }

    /// <summary>Learnt from <see cref="FeaturesOf"/>; null when nothing was.</summary>
    public LinearModel? Categories { get; }

    /// <summary>How many topics there are: concepts, then categories, then kinds of resource.</summary>
    internal int Topics { get; }

    /// <summary>The same with another background.</summary>
    public TextModel With(Background background) => new(background, Lexicon, Categories, kinds);

    /// <summary>The same with other expressions of the same concepts, each in its place.</summary>
    public TextModel With(ConceptLexicon lexicon) => new(Background, lexicon, Categories, kinds);

    /// <summary>The same with other categories.</summary>
    public TextModel With(LinearModel categories) => new(Background, Lexicon, categories, kinds);

    /// <summary>A text's features with the concepts that it calls: what the categories are learnt from.</summary>
    public List<ulong> FeaturesOf(string text) => FeaturesOf(Features.Of(text), Lexicon.In(text));

    /// <summary>The kinds of resource that a demand asks for, in the order of <see cref="OfferKind"/>; none when it doesn't say.</summary>
    public IReadOnlyList<OfferKind> KindsAsked(string text) => kinds?.In(text) ?? [];

    /// <summary>The topics of a demand, rising, with their weights.</summary>
    internal List<(int Topic, int Weight)> TopicsOf(ReadText demand)
    {
        var topics = Topics == 0 ? [] : OwnTopics(demand);
        var asked = KindsAsked(demand.Whole);
        foreach (var kind in asked)
            topics.Add((firstKind + (int)kind, (int)(KindWeight / Math.Sqrt(asked.Count))));
        return topics;
    }

    /// <summary>The topics of an offer, rising, with their weights.</summary>
    internal List<(int Topic, int Weight)> TopicsOf(ReadText offer, OfferKind? kind)
    {
        var topics = Topics == 0 ? [] : OwnTopics(offer);
        if (kinds is not null && kind is { } known)
            topics.Add((firstKind + (int)known, (int)KindWeight));
        return topics;
    }

    private List<(int Topic, int Weight)> OwnTopics(ReadText text)
    {
        var weights = new double[firstKind];
        var called = Lexicon.In(text.Whole);
        foreach (var concept in called)
            weights[concept] = ConceptWeight;
        foreach (var (concept, share) in space.Nearest(text, NearMost))
            weights[concept] += NearWeight * share;
        var shares = Categories?.Classify(FeaturesOf(text.All, called)) ?? [];
        for (var c = 0; c < shares.Length; c++)
            weights[firstCategory + c] = shares[c] >= LeastShare ? CategoryWeight * Math.Sqrt(shares[c]) : 0;
        var topics = new List<(int, int)>();
        for (var t = 0; t < weights.Length; t++)
        {
            if (weights[t] >= 1)
                topics.Add((t, (int)weights[t]));
        }
        return topics;
    }

    private static List<ulong> FeaturesOf(List<ulong> features, int[] called)
    {
        foreach (var concept in called)
            features.Add(Features.OfConcept(concept));
        return features;
    }
}
