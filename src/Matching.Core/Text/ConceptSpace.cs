namespace Matching.Core.Text;

/// <summary>
/// The lexicon as a space: a text lies near the concepts whose expressions it shares characters with, even where it holds none
/// of them whole (explicit semantic analysis, Gabrilovich and Markovitch, 2007).
/// </summary>
internal sealed class ConceptSpace
{
    private readonly Relevance relevance;
    private readonly TextIndex index;

    public ConceptSpace(ConceptLexicon lexicon)
    {
        relevance = new Relevance([.. lexicon.Concepts.Select(TextOf)], model: null);
        index = new TextIndex(relevance);
    }

    /// <summary>The nearest concepts with their shares, which sum to 1.</summary>
    public (int Concept, double Share)[] Nearest(ReadText text, int most)
    {
        if (relevance.Count == 0)
            return [];
        var hits = index.Top(relevance.Query(text), most);
        double sum = 0;
        foreach (var hit in hits)
            sum += hit.Relevance;
        return sum == 0 ? [] : Array.ConvertAll(hits, hit => (hit.Position, hit.Relevance / sum));
    }

    private static OfferText TextOf(Concept concept) =>
        new([concept.Name, string.Join('\n', concept.Expressions.Where(ConceptLexicon.Calls).Select(ConceptLexicon.WordsOf))]);
}
