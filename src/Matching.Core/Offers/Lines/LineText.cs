using System.Text;
using System.Text.RegularExpressions;
using Matching.Core.Text;

namespace Matching.Core.Offers.Lines;

/// <summary>A line that is read piece by piece: full width and traditional characters are folded one to one, so that every stretch
/// still names the words as they were typed; what was taken is blanked out for the readers that follow.</summary>
internal sealed class LineText
{
    /// <summary>Stands where something was taken; nobody types it.</summary>
    public const char Taken = '\uE000';

    private readonly string line;
    private readonly char[] left;

    public LineText(string line)
    {
        this.line = line;
        left = new char[line.Length];
        for (var i = 0; i < line.Length; i++)
            left[i] = Fold(line[i]);
    }

    /// <summary>The folded line with what was taken blanked out.</summary>
    public string Left => new(left);

    public TextStretch At(Capture capture) => At(capture.Index, capture.Length);

    public TextStretch At(int start, int length) => new(start, length, line.Substring(start, length));

    public TextStretch Take(Capture capture) => Take(capture.Index, capture.Length);

    public TextStretch Take(int start, int length)
    {
        Array.Fill(left, Taken, start, length);
        return At(start, length);
    }

    private static char Fold(char typed)
    {
        if (typed is >= '\uFF01' and <= '\uFF5E')
            return (char)(typed - 0xFEE0);
        if (typed is '\u3000' or '\t' or '\r' or '\n')
            return ' ';
        if (typed is '—' or '–' or '−' or '～')
            return '-';
        if (char.IsSurrogate(typed) || !Normaliser.IsCjk(typed))
            return typed;
        var simple = Normaliser.Fold(new Rune(typed));
        return simple <= char.MaxValue ? (char)simple : typed;
    }
}
