using Matching.Core.Offers;

namespace Matching.Core.Text;

/// <summary>Which kind of resource a demand asks for (需求类型 → 资源类型), told by expressions such as 没钱, 没地方, 坏了.</summary>
public sealed class KindWords
{
    internal static readonly int Kinds = Enum.GetValues<OfferKind>().Length;

    private readonly ConceptLexicon expressions;
    private readonly OfferKind[] kinds;

    /// <exception cref="ArgumentException">A name is no <see cref="OfferKind"/>.</exception>
    public KindWords(ConceptLexicon expressions)
    {
        this.expressions = expressions;
        kinds = [.. expressions.Concepts.Select(concept => Enum.Parse<OfferKind>(concept.Name))];
    }

    /// <summary>The kinds that the text asks for, in the order of <see cref="OfferKind"/>.</summary>
    public IReadOnlyList<OfferKind> In(string text) => [.. expressions.In(text).Select(position => kinds[position]).Order()];
}
