using Matching.Core.Offers;

namespace Matching.Core.Text;

/// <summary>A text's part and how often it counts: an offer's title counts twice.</summary>
public readonly record struct TextField(string Text, int Weight = 1)
{
    public static implicit operator TextField(string text) => new(text);
}

/// <summary>What an offer says of itself, and what kind of resource it is where that is known.</summary>
public sealed record OfferText(IReadOnlyList<TextField> Fields, OfferKind? Kind = null)
{
    public static implicit operator OfferText(string text) => new([text]);

    public static OfferText Of(Offer offer) => new([new(offer.Title, 2), offer.Detail], offer.Kind);
}
