namespace Matching.Core.Text;

/// <summary>Puts texts about the same matter together: two are linked when their relevance to one another, in millionths, reaches
/// the threshold, and groups are what links connect (union-find).</summary>
public static class NearDuplicates
{
    /// <summary>0.22: above it, same place and same matter in citizens' messages.</summary>
    public const int Threshold = 220_000;

    /// <summary>For each text the least position of its group.</summary>
    public static int[] Groups(IReadOnlyList<IReadOnlyList<TextField>> texts, int threshold, TextModel model)
    {
        var relevance = new Relevance([.. texts.Select(text => new OfferText(text))], model, Bm25Options.Documents);
        var index = new TextIndex(relevance);
        var parents = new int[texts.Count];
        for (var t = 0; t < parents.Length; t++)
            parents[t] = t;
        for (var t = 0; t < parents.Length; t++)
        {
            foreach (var hit in index.AtLeast(relevance.Query(texts[t]), threshold))
                Unite(parents, t, hit.Position);
        }
        for (var t = 0; t < parents.Length; t++)
            parents[t] = Root(parents, t);
        return parents;
    }

    private static void Unite(int[] parents, int a, int b)
    {
        var (left, right) = (Root(parents, a), Root(parents, b));
        parents[Math.Max(left, right)] = Math.Min(left, right);
    }

    private static int Root(int[] parents, int t)
    {
        while (parents[t] != t)
            t = parents[t] = parents[parents[t]];
        return t;
    }
}
