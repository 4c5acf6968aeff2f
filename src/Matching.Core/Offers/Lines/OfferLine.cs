using System.Text.RegularExpressions;

namespace Matching.Core.Offers.Lines;

/// <summary>
/// Reads one line such as «每周二四下午3点到5点 量血压 20人» into the parts of an offer: days first, then hours, then the amount, each
/// taken out of the line; what is left is the title. Everything found carries the words it was read from; everything else stays open.
/// </summary>
public static partial class OfferLine
{
    /// <summary>Longest line that is looked at, in UTF-16 units.</summary>
    public const int MostLength = 200;

    private const int LeastTitle = 2;

    /// <param name="now">Days such as 周三 and 明天 are counted from its day in China.</param>
    /// <exception cref="ArgumentException">The line is longer than <see cref="MostLength"/>.</exception>
    public static OfferReading Read(string line, DateTimeOffset now)
    {
        if (line.Length > MostLength)
            throw new ArgumentException($"A line of {line.Length} characters; {MostLength} are read at most.");
        var text = new LineText(line);
        var unread = new List<UnreadStretch>();
        var kind = OfferedKind.In(text);
        var days = new DayReader(text, ChinaTime.DayOf(now), unread).Read();
        var hours = new HourReader(text, unread).Read();
        var capacity = AmountReader.Read(text, unread);
        return new OfferReading(Title(text, capacity), kind ?? KindOf(capacity), capacity, days.Days, hours, days.FirstDay, days.LastDay,
            [.. unread.OrderBy(stretch => stretch.From.Start)]);
    }

    /// <summary>Money is a kind of its own.</summary>
    private static Found<OfferKind>? KindOf(Found<ReadCapacity>? capacity) =>
        capacity is { Value.Unit: "元" } money ? new Found<OfferKind>(OfferKind.Funds, money.From) : null;

    /// <summary>What is left, without the small words that held it together.</summary>
    private static Found<string>? Title(LineText text, Found<ReadCapacity>? capacity)
    {
        var pieces = Piece().Matches(text.Left).Select(match => (Match: match, Words: Bare(match.Value))).Where(piece => piece.Words.Length > 0).ToList();
        if (pieces.Count == 0)
            return null;
        var (start, end) = (pieces[0].Match.Index, pieces[^1].Match.Index + pieces[^1].Match.Length);
        var title = string.Join(pieces.Count > 1 && pieces.All(piece => piece.Words.Length > 1) ? " " : "", pieces.Select(piece => piece.Words));
        return title.Length >= LeastTitle ? new Found<string>(title, text.At(start, end - start), IsUsual: capacity is null) : null;
    }

    private static string Bare(string piece)
    {
        string before;
        do
        {
            before = piece;
            piece = Around().Replace(piece, "").Trim();
        }
        while (piece != before);
        return piece;
    }

    [GeneratedRegex(@"[^\uE000]+")]
    private static partial Regex Piece();

    [GeneratedRegex(@"^[\s,，.。、;；:：!！?？-]+|[\s,，.。、;；:：!！?？-]+$|^(?:我们|我司|本单位|这里|还?有|可以?提供|可以|可|能|提供|的|和|共|都)|(?:可以|可|有|的|共|都|能)$")]
    private static partial Regex Around();
}
