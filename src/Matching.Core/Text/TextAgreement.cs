namespace Matching.Core.Text;

/// <summary>What made two texts fit, to be shown: the longest stretches that both hold, and the concepts that both call.</summary>
/// <param name="Stretches">Of two characters or more, longest first, none within another.</param>
public sealed record TextAgreement(IReadOnlyList<string> Stretches, IReadOnlyList<string> Concepts)
{
    private const int MostStretches = 3;
    private const int MostConcepts = 3;

    public static TextAgreement Of(string demand, string offer, ConceptLexicon lexicon)
    {
        int[] both = [.. lexicon.In(demand).Intersect(lexicon.In(offer)).Take(MostConcepts)];
        return new TextAgreement(Shared(Normaliser.Of(demand), Normaliser.Of(offer)), [.. both.Select(concept => lexicon.Concepts[concept].Name)]);
    }

    /// <summary>Takes the longest common stretch, again and again, each time leaving out what was taken.</summary>
    private static List<string> Shared(string demand, string offer)
    {
        var stretches = new List<string>();
        while (stretches.Count < MostStretches && Longest(demand, offer) is { Length: >= 2 } longest)
        {
            stretches.Add(longest);
            demand = demand.Replace(longest, " ", StringComparison.Ordinal);
        }
        return stretches;
    }

    private static string Longest(string a, string b)
    {
        var (best, end) = (0, 0);
        var lengths = new int[b.Length + 1];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = b.Length; j > 0; j--)
            {
                lengths[j] = a[i] == b[j - 1] && a[i] != Normaliser.Break ? lengths[j - 1] + 1 : 0;
                if (lengths[j] > best)
                    (best, end) = (lengths[j], i + 1);
            }
        }
        return a[(end - best)..end];
    }
}
