using System.Globalization;

namespace Matching.Api.Http;

/// <summary>A page of a list; <paramref name="Next"/> is the cursor of the page after, or null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>A page of rows that were read with one more than the limit.</summary>
    internal static Page<T> Of<TRow>(IReadOnlyList<TRow> rows, int limit, Func<TRow, T> view, Func<TRow, long> cursor) => new(
        [.. rows.Take(limit).Select(view)],
        rows.Count > limit ? cursor(rows[limit - 1]).ToString(CultureInfo.InvariantCulture) : null);
}

/// <summary>What part of a list is wanted.</summary>
internal sealed record PageWanted(long After, int Limit)
{
    public const int MostRows = 200;

    /// <exception cref="BadHttpRequestException">The cursor or the limit is not a number in range.</exception>
    public static PageWanted From(string? cursor, int? limit)
    {
        long after = 0;
        if (cursor is not null && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            throw new BadHttpRequestException(Words.Say("Http.Cursor"));
        if (limit is < 1 or > MostRows)
            throw new BadHttpRequestException(Words.Say("Http.Limit", MostRows));
        return new PageWanted(after, limit ?? 50);
    }
}

/// <summary>Text as a pattern for <c>like … escape '!'</c>.</summary>
internal static class LikePattern
{
    public static string? Containing(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : $"%{Escape(text.Trim().ToLowerInvariant())}%";

    public static string? StartingWith(string? text) => string.IsNullOrWhiteSpace(text) ? null : $"{Escape(text.Trim())}%";

    /// <summary>As the text is written, letter by letter.</summary>
    public static string Holding(string text) => $"%{Escape(text)}%";

    public static string EndingWith(string text) => $"%{Escape(text)}";

    private static string Escape(string text) => text.Replace("!", "!!").Replace("%", "!%").Replace("_", "!_");
}
