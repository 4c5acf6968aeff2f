using System.Runtime.InteropServices;

namespace Matching.Core.Text;

/// <summary>A trained classifier: for each class a weight per feature.</summary>
/// <param name="Labels">In ordinal order.</param>
/// <param name="Vocabulary">Features seen in training, numbered from 0.</param>
/// <param name="Idf">Per feature.</param>
/// <param name="Weights">Feature by feature, one for each label.</param>
/// <param name="Sharpness">Margins are multiplied by it before they become shares.</param>
public sealed record LinearModel(IReadOnlyList<string> Labels, Dictionary<ulong, int> Vocabulary, float[] Idf, float[] Weights, float Sharpness)
{
    /// <summary>Each label's share of certainty, in [0, 1], summing to 1; equal shares for a text it knows nothing of.</summary>
    public float[] Classify(IReadOnlyList<ulong> features) => Shares(VectorOf(features));

    internal float[] Shares((int[] Terms, float[] Values) x)
    {
        var margins = Margins(x);
        var top = margins.Max();
        float sum = 0;
        for (var c = 0; c < margins.Length; c++)
            sum += margins[c] = MathF.Exp(Sharpness * (margins[c] - top));
        for (var c = 0; c < margins.Length; c++)
            margins[c] /= sum;
        return margins;
    }

    internal static LinearModel Untrained(string[] labels, IReadOnlyList<Example> examples, int leastHolders)
    {
        var holders = new Dictionary<ulong, int>();
        foreach (var example in examples)
        {
            foreach (var term in example.Features.Distinct())
                CollectionsMarshal.GetValueRefOrAddDefault(holders, term, out _)++;
        }
        var vocabulary = new Dictionary<ulong, int>();
        var idf = new List<float>();
        foreach (var (term, count) in holders.Where(holder => holder.Value >= leastHolders).OrderBy(holder => holder.Key))
        {
            vocabulary.Add(term, idf.Count);
            idf.Add((float)Math.Log(1 + (double)examples.Count / count));
        }
        return new LinearModel(labels, vocabulary, [.. idf], new float[idf.Count * labels.Length], 1);
    }

    /// <summary>Known features by rising number as (1 + ln tf) · idf, scaled to length one.</summary>
    internal (int[] Terms, float[] Values) VectorOf(IReadOnlyList<ulong> features)
    {
        var known = new List<int>(features.Count);
        foreach (var term in features)
        {
            if (Vocabulary.TryGetValue(term, out var id))
                known.Add(id);
        }
        known.Sort();
        var (terms, values) = (new List<int>(known.Count), new List<float>(known.Count));
        float squares = 0;
        for (int i = 0, next; i < known.Count; i = next)
        {
            for (next = i + 1; next < known.Count && known[next] == known[i];)
                next++;
            terms.Add(known[i]);
            values.Add((next - i == 1 ? 1 : 1 + MathF.Log(next - i)) * Idf[known[i]]);
            squares += values[^1] * values[^1];
        }
        var length = MathF.Sqrt(squares);
        return ([.. terms], [.. values.Select(value => value / length)]);
    }

    internal float[] Margins((int[] Terms, float[] Values) x)
    {
        var margins = new float[Labels.Count];
        for (var i = 0; i < x.Terms.Length; i++)
        {
            var row = Weights.AsSpan(x.Terms[i] * margins.Length, margins.Length);
            for (var c = 0; c < margins.Length; c++)
                margins[c] += row[c] * x.Values[i];
        }
        return margins;
    }
}
