using System.Text.RegularExpressions;

namespace Matching.Api.Demands;

/// <summary>Messages as they are copied from a chat group: who wrote and when is left out, each message is one.</summary>
internal static partial class ChatMessages
{
    /// <summary>Shorter ones ("收到", "好的") are no demands.</summary>
    private const int Least = 5;

    /// <summary>Where lines of name and time stand between messages, what stands between two of them is one; else each line is.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries);
        var hasHeads = lines.Any(line => Head().IsMatch(line));
        var messages = new List<List<string>> { new() };
        foreach (var line in lines)
        {
            if (Head().IsMatch(line) || !hasHeads || line.Length == 0)
                messages.Add([]);
            if (line.Length > 0 && !Head().IsMatch(line))
                messages[^1].Add(WithoutSpeaker(line));
        }
        return [.. messages.Select(message => string.Join(' ', message)).Where(message => message.Length >= Least).Distinct()];
    }

    /// <summary>A name before a colon goes; a place there stays.</summary>
    private static string WithoutSpeaker(string line) => Speaker().Match(line) is { Success: true } match && !Place().IsMatch(match.Groups[1].Value) ? match.Groups[2].Value : line;

    [GeneratedRegex(@"^(?:\S.{0,24}?[\s:：]+)?(?:\d{4}[-/年.]\d{1,2}[-/月.]\d{1,2}日?\s*)?(?:凌晨|早上|上午|中午|下午|晚上)?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$")]
    private static partial Regex Head();

    [GeneratedRegex(@"^@?([^\s：:，。]{1,12})[：:]\s*(.+)$")]
    private static partial Regex Speaker();

    [GeneratedRegex("[栋幢座楼号室]|单元|小区|社区")]
    private static partial Regex Place();
}
