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

    /// <summary>Σ of the products of the weights of shared terms.</summary>
    public static long Dot(in SparseVector a, in SparseVector b)
    {
        var (aTerms, aWeights, bTerms, bWeights) = (a.Terms, a.Weights, b.Terms, b.Weights);
        long sum = 0;
        for (int i = 0, j = 0; i < aTerms.Length && j < bTerms.Length;)
        {
            var (left, right) = (aTerms[i], bTerms[j]);
            if (left == right)
                sum += (long)aWeights[i] * bWeights[j];
            i += left <= right ? 1 : 0;
            j += right <= left ? 1 : 0;
        }
        return sum;
    }
}
