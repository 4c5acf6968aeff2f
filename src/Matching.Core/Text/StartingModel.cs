namespace Matching.Core.Text;

/// <summary>
/// The model that the product starts with, learnt at first use from the reviewed files of <c>data/text</c>: a few hundred
/// sentences and the lexicon. The same files give the same bits.
/// </summary>
public static class StartingModel
{
    private static readonly Lazy<TextModel> Once = new(() => Build(ConceptLexicon.Read(TextTable.Embedded("concepts.tsv"))));

    internal static TextModel Shipped => Once.Value;

    /// <summary>The starting model with another lexicon.</summary>
    public static TextModel Build(ConceptLexicon lexicon)
    {
        var kinds = TextTable.Rows(TextTable.Embedded("kinds.tsv"), 2).Select(row => new Concept(row[0], [], ConceptLexicon.Split(row[1])));
        var untaught = new TextModel(new Background(Sentences().Select(sentence => sentence.Text)), lexicon, null, new KindWords(new ConceptLexicon([.. kinds])));
        return untaught.With(Learn(untaught, []));
    }

    /// <summary>Categories learnt from the starting sentences, the lexicon and, after them, texts whose category a person confirmed.</summary>
    public static LinearModel Learn(TextModel model, IEnumerable<(string Category, string Text)> confirmed)
    {
        var expressions =
            from concept in model.Lexicon.Concepts
            from expression in concept.Expressions
            from category in concept.Categories
            select (Category: category, Text: ConceptLexicon.WordsOf(expression));
        return Arow.Train([.. expressions.Concat(Sentences()).Concat(confirmed).Select(row => new Example(model.FeaturesOf(row.Text), row.Category))], leastHolders: 1);
    }

    /// <summary>What people say, each sentence with its category.</summary>
    public static IEnumerable<(string Category, string Text)> Sentences() =>
        TextTable.Rows(TextTable.Embedded("training.tsv"), 2).Select(row => (row[0], row[1]));
}
