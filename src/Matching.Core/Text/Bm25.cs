using System.Runtime.InteropServices;

namespace Matching.Core.Text;

/// <summary>
/// BM25 over <see cref="Features"/> with whole-number weights: score = Σ idf · q(k3+1)/(k3+q) · d(k1+1)/(k1(1−b+b·len/mean)+d).
/// The idf is √(idf in the list × idf in the background), so that a list of twenty offers already ranks well.
/// </summary>
internal sealed class Bm25
{
    /// <summary>Both sides' weights are in 1/1024: exact sums that don't depend on their order.</summary>
    public const int Scale = 1 << 10;

    private readonly Bm25Options options;
    private readonly Background background;
    private readonly Dictionary<ulong, int> vocabulary = [];
    private readonly double[] idf;
    private readonly double meanLength;
    private readonly int documents;

    public Bm25(IReadOnlyList<ReadText> texts, Background background, Bm25Options options)
    {
        (this.options, this.background, documents) = (options, background, texts.Count);
        var counts = texts.Select(Count).ToArray();
        var holders = new List<int>();
        long length = 0;
        foreach (var count in counts)
        {
            foreach (var (term, times) in count)
            {
                length += times;
                ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(vocabulary, term, out var known);
                if (!known)
                {
                    id = holders.Count;
                    holders.Add(0);
                }
                holders[id]++;
            }
        }
        meanLength = Math.Max(1.0, (double)length / Math.Max(1, texts.Count));
        idf = new double[holders.Count];
        foreach (var (term, id) in vocabulary)
            idf[id] = IdfOf(term, holders[id]);
        Documents = Array.ConvertAll(counts, AsDocument);
        SelfScores = Array.ConvertAll(counts, Self);
    }

    public int Vocabulary => idf.Length;

    public SparseVector[] Documents { get; }

    public double[] SelfScores { get; }

    public (SparseVector Weights, double Self, bool IsLong) Query(ReadText text)
    {
        var counts = Count(text);
        var single = IsLong(counts) ? options.SingleInLong : 1;
        var entries = new List<(int, int)>(counts.Count);
        foreach (var (term, times) in counts)
        {
            if (vocabulary.TryGetValue(term, out var id))
                entries.Add((id, (int)Math.Round(Scale * idf[id] * Saturated(times) * (Features.IsPair(term) ? 1 : single))));
        }
        return (SparseVector.Of(entries), Self(counts), IsLong(counts));
    }

    /// <summary>A document that is not of the list, weighed by what the list knows.</summary>
    public (SparseVector Weights, double Self) Later(ReadText text)
    {
        var counts = Count(text);
        return (AsDocument(counts), Self(counts));
    }

    private SparseVector AsDocument(Dictionary<ulong, int> counts)
    {
        var norm = Norm(counts);
        var entries = new List<(int, int)>(counts.Count);
        foreach (var (term, times) in counts)
        {
            if (vocabulary.TryGetValue(term, out var id))
                entries.Add((id, (int)Math.Round(Scale * InDocument(times, norm))));
        }
        return SparseVector.Of(entries);
    }

    /// <summary>The text's score against itself; terms that no document has weigh as such.</summary>
    private double Self(Dictionary<ulong, int> counts)
    {
        var (norm, single) = (Norm(counts), IsLong(counts) ? options.SingleInLong : 1);
        long sum = 0;
        foreach (var (term, times) in counts)
        {
            var weight = vocabulary.TryGetValue(term, out var id) ? idf[id] : IdfOf(term, 0);
            sum += (long)Math.Round(Scale * weight * Saturated(times) * (Features.IsPair(term) ? 1 : single)) * (long)Math.Round(Scale * InDocument(times, norm));
        }
        return sum;
    }

    private double IdfOf(ulong term, int holders)
    {
        var live = Idf(documents, holders);
        return background.Documents == 0 ? live : Math.Sqrt(live * background.IdfOf(term));
    }

    internal static double Idf(int documents, int holders) => Math.Log(1 + (documents - holders + 0.5) / (holders + 0.5));

    private double Norm(Dictionary<ulong, int> counts)
    {
        double length = 0;
        foreach (var (_, times) in counts)
            length += times;
        return options.K1 * (1 - options.B + options.B * length / meanLength);
    }

    private double InDocument(int times, double norm) => times * (options.K1 + 1) / (norm + times);

    private double Saturated(int times) => times * (options.K3 + 1) / (options.K3 + times);

    private bool IsLong(Dictionary<ulong, int> counts)
    {
        var units = 0;
        foreach (var (term, times) in counts)
            units += Features.IsPair(term) ? 0 : times;
        return units > options.LongQuery;
    }

    private static Dictionary<ulong, int> Count(ReadText text)
    {
        var counts = new Dictionary<ulong, int>();
        foreach (var (features, weight) in text.Parts)
        {
            foreach (var term in features)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _) += weight;
        }
        return counts;
    }
}
