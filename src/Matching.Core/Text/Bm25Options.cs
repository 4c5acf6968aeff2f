namespace Matching.Core.Text;

/// <summary>The constants of BM25 (Robertson and Zaragoza, 2009), with what was measured on citizens' messages.</summary>
/// <param name="K1">Saturation of a term's count in a document.</param>
/// <param name="B">How far a document's length is held against it, in [0, 1].</param>
/// <param name="K3">Saturation of a term's count in a query.</param>
/// <param name="SingleInLong">Weight of a single character in a query of more than <paramref name="LongQuery"/> units; 1 in shorter ones.</param>
public sealed record Bm25Options(double K1, double B, double K3, double SingleInLong, int LongQuery)
{
    /// <summary>Offers and other short texts.</summary>
    public static Bm25Options Offers { get; } = new(1.2, 0.5, 8, 0.25, 40);

    /// <summary>Replies, messages and other long texts.</summary>
    public static Bm25Options Documents { get; } = new(1.2, 0.75, 8, 0.25, 40);
}
