namespace Matching.Core.Text;

/// <summary>
/// What is known of the language beyond the lists at hand: how common features are, which concepts an expression calls, which
/// category a text speaks of. Nothing in it is learnt from anyone's data unless it was built so.
/// </summary>
public sealed class TextModel(Background background, ConceptLexicon lexicon, LinearModel? categories)
{
    private const int ConceptWeight = 4 * Bm25.Scale;
    private const int CategoryWeight = 4 * Bm25.Scale;
    private const float LeastShare = 0.05f;

    private readonly int concepts = lexicon.Concepts.Count;

    /// <summary>Knows nothing: plain BM25.</summary>
    public static TextModel Plain { get; } = new(Background.None, new ConceptLexicon([]), null);

    public static TextModel Shipped => Plain;

    /// <summary>The same with another background.</summary>
    public TextModel With(Background other) => new(other, Lexicon, Categories);

    public Background Background { get; } = background;

    public ConceptLexicon Lexicon { get; } = lexicon;

    public LinearModel? Categories { get; } = categories;

    /// <summary>How many topics there are: concepts, then categories.</summary>
    internal int Topics => concepts + (Categories?.Labels.Count ?? 0);

    /// <summary>The topics of a text, rising, with their weights.</summary>
    internal List<(int Topic, int Weight)> TopicsOf(IReadOnlyList<TextField> text)
    {
        var whole = string.Join('\n', text.Select(field => field.Text));
        var topics = new List<(int, int)>();
        foreach (var concept in Lexicon.In(whole))
            topics.Add((concept, ConceptWeight));
        if (Categories is null)
            return topics;
        var shares = Categories.Classify(FeaturesOf(whole));
        for (var c = 0; c < shares.Length; c++)
        {
            if (shares[c] >= LeastShare)
                topics.Add((concepts + c, (int)(CategoryWeight * shares[c])));
        }
        return topics;
    }

    /// <summary>A text's features with the concepts that it calls: what the categories are learnt from.</summary>
    public IReadOnlyList<ulong> FeaturesOf(string text)
    {
        var features = Features.Of(text);
        return features;
    }
}
