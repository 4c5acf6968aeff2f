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
        var counts = texts.Select(TermCounts.Of).ToArray();
        var holders = new List<int>();
        long length = 0;
        foreach (var (terms, times, ids) in counts)
        {
            for (var i = 0; i < terms.Length; i++)
            {
                length += times[i];
                ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(vocabulary, terms[i], out var known);
                if (!known)
                {
                    id = holders.Count;
                    holders.Add(0);
                }
                ids[i] = id;
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
        var counts = Known(text);
        var (terms, times, ids) = counts;
        var isLong = IsLong(counts);
        var single = isLong ? options.SingleInLong : 1;
        var entries = new List<(int, int)>(terms.Length);
        for (var i = 0; i < terms.Length; i++)
        {
            if (ids[i] >= 0)
                entries.Add((ids[i], (int)Math.Round(Scale * idf[ids[i]] * Saturated(times[i]) * (Features.IsPair(terms[i]) ? 1 : single))));
        }
        return (SparseVector.Of(entries), Self(counts), isLong);
    }

    /// <summary>A document that is not of the list, weighed by what the list knows.</summary>
    public (SparseVector Weights, double Self) Later(ReadText text)
    {
        var counts = Known(text);
        return (AsDocument(counts), Self(counts));
    }

    /// <summary>A text's counts with the numbers of the terms that the list has, −1 for others.</summary>
    private TermCounts Known(ReadText text)
    {
        var counts = TermCounts.Of(text);
        for (var i = 0; i < counts.Terms.Length; i++)
            counts.Ids[i] = vocabulary.GetValueOrDefault(counts.Terms[i], -1);
        return counts;
    }

    private SparseVector AsDocument(TermCounts counts)
    {
        var (norm, (_, times, ids)) = (Norm(counts), counts);
        var entries = new List<(int, int)>(ids.Length);
        for (var i = 0; i < ids.Length; i++)
        {
            if (ids[i] >= 0)
                entries.Add((ids[i], (int)Math.Round(Scale * InDocument(times[i], norm))));
        }
        return SparseVector.Of(entries);
    }

    /// <summary>The text's score against itself; terms that no document has weigh as such.</summary>
    private double Self(TermCounts counts)
    {
        var (norm, single) = (Norm(counts), IsLong(counts) ? options.SingleInLong : 1);
        var (terms, times, ids) = counts;
        long sum = 0;
        for (var i = 0; i < terms.Length; i++)
        {
            var weight = ids[i] >= 0 ? idf[ids[i]] : IdfOf(terms[i], 0);
            sum += (long)Math.Round(Scale * weight * Saturated(times[i]) * (Features.IsPair(terms[i]) ? 1 : single)) * (long)Math.Round(Scale * InDocument(times[i], norm));
        }
        return sum;
    }

    private double IdfOf(ulong term, int holders)
    {
        var live = Idf(documents, holders);
        return background.Documents == 0 ? live : Math.Sqrt(live * background.IdfOf(term));
    }

    internal static double Idf(int documents, int holders) => Math.Log(1 + (documents - holders + 0.5) / (holders + 0.5));

    private double Norm(TermCounts counts)
    {
        double length = 0;
        foreach (var times in counts.Times)
            length += times;
        return options.K1 * (1 - options.B + options.B * length / meanLength);
    }

    private double InDocument(int times, double norm) => times * (options.K1 + 1) / (norm + times);

    private double Saturated(int times) => times * (options.K3 + 1) / (options.K3 + times);

    private bool IsLong(TermCounts counts)
    {
        var units = 0;
        for (var i = 0; i < counts.Terms.Length; i++)
            units += Features.IsPair(counts.Terms[i]) ? 0 : counts.Times[i];
        return units > options.LongQuery;
    }

    /// <summary>A text's different terms, rising, how often each stands in it, and room for their numbers.</summary>
    private readonly record struct TermCounts(ulong[] Terms, int[] Times, int[] Ids)
    {
        public static TermCounts Of(ReadText text)
        {
            var (all, weights) = Features.Laid(text.Parts);
            Array.Sort(all, weights);
            var different = 0;
            for (var i = 0; i < all.Length; i++)
            {
                if (different > 0 && all[different - 1] == all[i])
                    weights[different - 1] += weights[i];
                else
                    (all[different], weights[different++]) = (all[i], weights[i]);
            }
            return new TermCounts(all[..different], weights[..different], new int[different]);
        }
    }
}
