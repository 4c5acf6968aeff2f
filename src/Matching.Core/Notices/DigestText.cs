using System.Text;

namespace Matching.Core.Notices;

/// <summary>Puts notices together into one message.</summary>
public static class DigestText
{
    /// <summary>Head, as many lines as fit, a line that says how many are left out, and the foot, each on a line of its own.</summary>
    /// <param name="more">The sentence for a number of lines left out.</param>
    /// <param name="mostBytes">Of the whole text in UTF-8; head and foot are never cut.</param>
    public static string Compose(string head, IReadOnlyList<string> lines, Func<int, string> more, string foot, int mostBytes)
    {
        var shown = lines.Count;
        while (shown > 0 && Bytes(Joined(shown)) > mostBytes)
            shown--;
        return Joined(shown);

        string Joined(int count) => string.Join('\n', [head, .. lines.Take(count), .. count < lines.Count ? new[] { more(lines.Count - count) } : [], .. foot.Length > 0 ? new[] { foot } : []]);
    }

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
