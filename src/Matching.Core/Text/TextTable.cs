namespace Matching.Core.Text;

/// <summary>The small reviewed tables of <c>data/text</c>, carried inside the assembly: tab-separated rows, <c>#</c> opens a comment.</summary>
internal static class TextTable
{
    public static string Embedded(string file)
    {
        using var stream = typeof(TextTable).Assembly.GetManifestResourceStream(file) ?? throw new FileNotFoundException(file);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <exception cref="FormatException">A row has fewer columns than it must; the row is named.</exception>
    public static IEnumerable<string[]> Rows(string table, int columns)
    {
        foreach (var line in table.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.TrimEnd('\r').Split('\t');
            yield return cells.Length >= columns ? cells : throw new FormatException($"'{line}' has fewer than {columns} columns.");
        }
    }
}
