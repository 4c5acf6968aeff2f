namespace Matching.Benchmarks.Tables;

/// <summary>A page of which only the parts between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c> are written by a command.</summary>
internal static class MarkedPage
{
    /// <exception cref="InvalidDataException">The page lacks the marks.</exception>
    public static string With(string page, string name, string content)
    {
        var (open, close) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var from = page.IndexOf(open, StringComparison.Ordinal);
        var to = from < 0 ? -1 : page.IndexOf(close, from, StringComparison.Ordinal);
        if (to < 0)
            throw new InvalidDataException($"The page has no place between {open.Trim()} and {close}.");
        return string.Concat(page.AsSpan(0, from + open.Length), content.AsSpan(), page.AsSpan(to));
    }
}
