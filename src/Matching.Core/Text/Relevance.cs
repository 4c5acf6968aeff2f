namespace Matching.Core.Text;

/// <summary>
/// How well a demand's text fits an offer's: BM25 over shared characters and pairs, plus what the <see cref="TextModel"/> knows
/// (concepts both call, categories both speak of), divided by the geometric mean of the two self-scores: an integer in
/// [0, 1,000,000]. All weights are whole numbers fixed beforehand.
/// </summary>
public sealed class Relevance
{
    private readonly Bm25 bm25;
    private readonly TextModel? model;
    private readonly TextVector[] offers;
    private LoadedQuery? spare;

    /// <param name="offers">Each offer's fields; positions are the offers' positions from here on.</param>
    /// <param name="model">Null: the words alone.</param>
    public Relevance(IReadOnlyList<OfferText> offers, TextModel? model, Bm25Options? options = null)
    {
        this.model = model;
        ReadText[] texts = [.. offers.Select(offer => new ReadText(offer.Fields))];
        bm25 = new Bm25(texts, model?.Background ?? Background.None, options ?? Bm25Options.Offers);
        this.offers = new TextVector[offers.Count];
        for (var o = 0; o < offers.Count; o++)
            this.offers[o] = Extended(bm25.Documents[o], bm25.SelfScores[o], model?.TopicsOf(texts[o], offers[o].Kind) ?? []);
    }

    public int Count => offers.Length;

    /// <summary>How many different numbers its vectors' terms can have.</summary>
    internal int TermCount => bm25.Vocabulary + (model?.Topics ?? 0);

    public TextVector Offer(int offer) => offers[offer];

    /// <summary>An offer that is not in the list, weighed by what the list knows.</summary>
    public TextVector Later(OfferText offer)
    {
        var text = new ReadText(offer.Fields);
        var (weights, self) = bm25.Later(text);
        return Extended(weights, self, model?.TopicsOf(text, offer.Kind) ?? []);
    }

    /// <summary>A demand's text made ready to be compared with many offers.</summary>
    public TextVector Query(params IReadOnlyList<TextField> text) => Query(new ReadText(text));

    public TextVector Query(string text) => Query([new TextField(text)]);

    internal TextVector Query(ReadText text)
    {
        var (weights, self, isLong) = bm25.Query(text);
        return Extended(weights, self, model?.TopicsOf(text) ?? [], isLong);
    }

    /// <summary>Relevance in millionths; 0 when nothing is shared.</summary>
    public int Of(TextVector query, int offer) => Of(query, offers[offer]);

    /// <summary>Relevance in millionths; 0 when nothing is shared. Many offers against one demand are cheapest.</summary>
    public int Of(TextVector query, TextVector offer)
    {
        var loaded = Interlocked.Exchange(ref spare, null) ?? new LoadedQuery(TermCount);
        var sum = loaded.Dot(query, offer.Weights);
        Volatile.Write(ref spare, loaded);
        return Ratio(sum, query, offer);
    }

    internal static int Ratio(long sum, TextVector query, TextVector offer)
    {
        var scale = query.RootOfSelf * offer.RootOfSelf;
        return scale <= 0 ? 0 : (int)Math.Clamp(Math.Round(1_000_000 * sum / scale), 0, 1_000_000);
    }

    /// <summary>Adds the model's topics, numbered after the vocabulary, to a text's own terms.</summary>
    private TextVector Extended(SparseVector own, double self, List<(int Topic, int Weight)> topics, bool isLong = false)
    {
        if (topics.Count == 0)
            return new TextVector(own, self, isLong);
        var entries = new List<(int, int)>(own.Terms.Length + topics.Count);
        for (var i = 0; i < own.Terms.Length; i++)
            entries.Add((own.Terms[i], own.Weights[i]));
        foreach (var (topic, weight) in topics)
        {
            entries.Add((bm25.Vocabulary + topic, weight));
            self += (double)weight * weight;
        }
        return new TextVector(SparseVector.Of(entries), self, isLong);
    }
}

/// <summary>A text's terms with their weights, and the root of its score against itself.</summary>
public sealed class TextVector
{
    internal TextVector(SparseVector weights, double self, bool isLong)
    {
        Weights = weights;
        RootOfSelf = Math.Sqrt(self);
        IsLong = isLong;
    }

    internal SparseVector Weights { get; }

    internal double RootOfSelf { get; }

    internal bool IsLong { get; }
}
