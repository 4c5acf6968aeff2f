using System.Text.Json;
using System.Text.Json.Serialization;

namespace Matching.Benchmarks.Text;

/// <summary>A row of any of the JSONL files: messages, labels, queries, documents; what a file lacks is null.</summary>
internal sealed record TextRow
{
    public string Id { get; init; } = "";

    [JsonPropertyName("qid")]
    public string QueryId { get; init; } = "";

    [JsonPropertyName("docid")]
    public string DocumentId { get; init; } = "";

    public string? Title { get; init; }

    public string? Text { get; init; }

    public string? Tokens { get; init; }

    public string? Reply { get; init; }

    public string? Unit { get; init; }

    public string? Type { get; init; }

    public string? Split { get; init; }

    public string? Issue { get; init; }

    public string? Group { get; init; }

    public string? Label { get; init; }

    public Dictionary<string, double>? Scores { get; init; }

    public Dictionary<string, int>? Rel { get; init; }

    public IReadOnlyList<string>? Ranked { get; init; }

    /// <summary>Any other field, such as the label that <c>--label</c> names.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; init; }

    /// <summary>How a message opens: its title, or the first thirty characters where the title was glued to the text.</summary>
    public string? Opening => Title ?? (Text ?? Tokens?.Replace(" ", "", StringComparison.Ordinal)) switch { { Length: > 30 } text => text[..30], _ => null };

    public string? Field(string name) => name switch
    {
        "label" => Label,
        "unit" => Unit,
        "type" => Type,
        "issue" => Issue,
        _ => Others?.GetValueOrDefault(name).ToString(),
    };

    public string Key => Id.Length > 0 ? Id : QueryId.Length > 0 ? QueryId : DocumentId;

    /// <summary>Title and text, whichever there are.</summary>
    public string Whole => string.Join('\n', new[] { Title, Text ?? Tokens?.Replace(" ", "", StringComparison.Ordinal) }.Where(part => !string.IsNullOrEmpty(part)));
}

/// <summary>Rows in and out of JSONL.</summary>
internal static class TextRows
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <exception cref="FormatException">A line is no JSON object; the file and line are named.</exception>
    public static IReadOnlyList<TextRow> Read(FileInfo file)
    {
        var rows = new List<TextRow>();
        foreach (var line in File.ReadLines(file.FullName))
        {
            try
            {
                if (line.Length > 0)
                    rows.Add(JsonSerializer.Deserialize<TextRow>(line, Options) ?? throw new JsonException("null"));
            }
            catch (JsonException error)
            {
                throw new FormatException($"{file.Name}, row {rows.Count + 1}: {error.Message}");
            }
        }
        return rows;
    }

    /// <summary>The rows of several files, joined by commas.</summary>
    public static IReadOnlyList<TextRow> ReadAll(string files) =>
        [.. files.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(file => Read(new FileInfo(file)))];

    public static void Write<TRow>(FileInfo file, IEnumerable<TRow> rows) =>
        File.WriteAllLines(file.FullName, rows.Select(row => JsonSerializer.Serialize(row, Options)));
}
