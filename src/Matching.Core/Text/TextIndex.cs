namespace Matching.Core.Text;

/// <summary>A text found, with its relevance in millionths.</summary>
public readonly record struct TextHit(int Position, int Relevance);

/// <summary>
/// The offers of a <see cref="Relevance"/> turned around, term by term, so that a query looks only at texts that share a term
/// with it. Any number may search at once.
/// </summary>
public sealed class TextIndex
{
    // Found on titles of messages; 3 to 10 best and powers of 0.5 to 1 all raise the MRR by more than 0.03 there.
    private const int EaseBest = 5;
    private const double EaseMost = 0.75;


    private readonly Relevance relevance;
    private readonly int[] start;
    private readonly int[] holder;
    private readonly int[] weight;
    private Tally? spare;

    public TextIndex(Relevance relevance)
    {
        this.relevance = relevance;
        start = new int[relevance.TermCount + 1];
        for (var o = 0; o < relevance.Count; o++)
        {
            foreach (var term in relevance.Offer(o).Weights.Terms)
                start[term + 1]++;
        }
        for (var t = 0; t < relevance.TermCount; t++)
            start[t + 1] += start[t];
        (holder, weight) = (new int[start[^1]], new int[start[^1]]);
        var next = start.ToArray();
        for (var o = 0; o < relevance.Count; o++)
        {
            var vector = relevance.Offer(o).Weights;
            for (var i = 0; i < vector.Terms.Length; i++)
            {
                var at = next[vector.Terms[i]]++;
                (holder[at], weight[at]) = (o, vector.Weights[i]);
            }
        }
    }

    /// <summary>The <paramref name="most"/> most relevant texts, best first, equal ones by position; none that shares nothing.</summary>
    public TextHit[] Top(TextVector query, int most) => Top(query, most, ease: null);

    /// <summary>
    /// The same for each of several queries asked together. A text that answers many short ones well is a hub: its strength is divided
    /// by its ease over all of them (local scaling: Zelnik-Manor and Perona, 2004), the less so the fewer they are. Title to content:
    /// MRR 0.682 each by itself, 0.727 together; long queries lose by it (message to reply: 0.894 and 0.765), so they are left as they are.
    /// </summary>
    public TextHit[][] TopOfEach(IReadOnlyList<TextVector> queries, int most)
    {
        var ease = Ease(queries);
        return [.. queries.Select(query => Top(query, most, query.IsLong ? null : ease))];
    }

    private TextHit[] Top(TextVector query, int most, double[]? ease)
    {
        var tally = Accumulate(query);
        var best = new PriorityQueue<int, (double Strength, int Order)>();
        var least = double.NegativeInfinity;
        foreach (var o in tally.Touched)
        {
            var strength = Strength(tally.Sums[o], query, relevance.Offer(o));
            if (ease is not null)
                strength /= ease[o];
            if (strength < least)
                continue;
            if (best.Count < most)
                best.Enqueue(o, (strength, -o));
            else if ((strength, -o).CompareTo(best.TryPeek(out _, out var worst) ? worst : default) > 0)
                best.DequeueEnqueue(o, (strength, -o));
            if (best.Count == most && best.TryPeek(out _, out var last))
                least = last.Strength;
        }
        var hits = new TextHit[best.Count];
        for (var i = hits.Length - 1; best.TryDequeue(out var o, out _); i--)
            hits[i] = new TextHit(o, Relevance.Ratio(tally.Sums[o], query, relevance.Offer(o)));
        GiveBack(tally);
        return hits;
    }

    /// <summary>How easily each text answers short queries: the mean of its best strengths, to a power that grows with how many there are.</summary>
    private double[] Ease(IReadOnlyList<TextVector> queries)
    {
        var (best, asked) = (new double[relevance.Count * EaseBest], 0);
        foreach (var query in queries.Where(query => !query.IsLong))
        {
            asked++;
            var tally = Accumulate(query);
            foreach (var o in tally.Touched)
                Keep(best.AsSpan(o * EaseBest, EaseBest), tally.Sums[o] / query.RootOfSelf);
            GiveBack(tally);
        }
        var (ease, power) = (new double[relevance.Count], EaseMost * Math.Sqrt(Math.Min(1, (double)asked / relevance.Count)));
        for (var o = 0; o < ease.Length; o++)
        {
            double sum = 0;
            foreach (var strength in best.AsSpan(o * EaseBest, EaseBest))
                sum += strength;
            ease[o] = sum == 0 ? 1 : Math.Pow(sum / EaseBest, power);
        }
        return ease;
    }

    /// <summary>Puts a strength where it belongs among the best, the greatest first.</summary>
    private static void Keep(Span<double> best, double strength)
    {
        for (var i = 0; i < best.Length && strength > 0; i++)
        {
            if (strength > best[i])
                (best[i], strength) = (strength, best[i]);
        }
    }

    /// <summary>Every text of at least that relevance, in millionths, by position.</summary>
    public TextHit[] AtLeast(TextVector query, int threshold)
    {
        var tally = Accumulate(query);
        var hits = new List<TextHit>();
        foreach (var o in tally.Touched)
        {
            if (Relevance.Ratio(tally.Sums[o], query, relevance.Offer(o)) is var ratio && ratio >= threshold)
                hits.Add(new TextHit(o, ratio));
        }
        GiveBack(tally);
        hits.Sort((a, b) => a.Position.CompareTo(b.Position));
        return [.. hits];
    }

    /// <summary>
    /// BM25 itself for a short query; a long one shares words with every long text by accident, so there the text's own wealth
    /// counts against it (message to reply: MRR 0.865 without, 0.894 with; title to content: 0.683 without, 0.656 with).
    /// </summary>
    private static double Strength(long sum, TextVector query, TextVector text) => query.IsLong ? sum / Math.Sqrt(text.RootOfSelf) : sum;

    /// <summary>Each text's sum over the shared terms, and which texts share any.</summary>
    private Tally Accumulate(TextVector query)
    {
        var (terms, weights) = query.Weights;
        var tally = Interlocked.Exchange(ref spare, null) ?? new Tally(new long[relevance.Count], []);
        var (sums, touched) = (tally.Sums, tally.Touched);
        for (var i = 0; i < terms.Length; i++)
        {
            long asked = weights[i];
            if (asked == 0)
                continue;
            for (var at = start[terms[i]]; at < start[terms[i] + 1]; at++)
            {
                var o = holder[at];
                if (sums[o] == 0)
                    touched.Add(o);
                sums[o] += asked * weight[at];
            }
        }
        return tally;
    }

    /// <summary>Wiped where it was written, for the next search: a new one of 80 kB a query made the collector run every few dozen.</summary>
    private void GiveBack(Tally tally)
    {
        foreach (var o in tally.Touched)
            tally.Sums[o] = 0;
        tally.Touched.Clear();
        Volatile.Write(ref spare, tally);
    }

    private sealed record Tally(long[] Sums, List<int> Touched);
}
