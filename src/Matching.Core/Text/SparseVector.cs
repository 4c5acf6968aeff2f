namespace Matching.Core.Text;

/// <summary>Terms by rising number, each with a whole-number weight.</summary>
internal readonly record struct SparseVector(int[] Terms, int[] Weights)
{
    public static SparseVector Of(List<(int Term, int Weight)> entries)
    {
        var (terms, weights) = (new int[entries.Count], new int[entries.Count]);
        for (var i = 0; i < terms.Length; i++)
            (terms[i], weights[i]) = entries[i];
        Array.Sort(terms, weights);
        return new SparseVector(terms, weights);
    }
}

/// <summary>A query's weights spread over all terms, so that an offer's are looked up and not searched: a merge of the two lists
/// took five times as long. One user at a time.</summary>
internal sealed class LoadedQuery(int terms)
{
    private readonly int[] weightOf = new int[terms];
    private TextVector? loaded;

    /// <summary>Σ of the products of the weights of shared terms.</summary>
    public long Dot(TextVector query, in SparseVector offer)
    {
        if (!ReferenceEquals(query, loaded))
            Load(query);
        var (spread, offerTerms, offerWeights) = (weightOf, offer.Terms, offer.Weights);
        long sum = 0;
        for (var i = 0; i < offerTerms.Length; i++)
            sum += (long)spread[offerTerms[i]] * offerWeights[i];
        return sum;
    }

    private void Load(TextVector query)
    {
        foreach (var term in loaded?.Weights.Terms ?? [])
            weightOf[term] = 0;
        for (var i = 0; i < query.Weights.Terms.Length; i++)
            weightOf[query.Weights.Terms[i]] = query.Weights.Weights[i];
        loaded = query;
    }
}
