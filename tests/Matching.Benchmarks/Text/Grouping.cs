using System.CommandLine;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>group</c>: messages about the same matter get the same group.</summary>
internal static class Grouping
{
    public static Command Command()
    {
        var input = new Option<FileInfo>("--input") { Required = true, Description = "JSONL: id, title, text; either may be null" };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "JSONL: id, group (the id of its first message)" };
        var threshold = new Option<double>("--threshold") { Description = "Relevance, in (0, 1], from which two messages are linked", DefaultValueFactory = _ => NearDuplicates.Threshold / 1e6 };
        threshold.Validators.Add(given =>
        {
            if (given.GetValue(threshold) is not (> 0 and <= 1))
                given.AddError("--threshold must be above 0 and at most 1.");
        });
        var command = new Command("group", "Groups messages about the same matter") { input, output, threshold };
        command.SetAction(parsed =>
        {
            var rows = TextRows.Read(parsed.GetRequiredValue(input));
            TextRows.Write(parsed.GetRequiredValue(output), rows.Zip(Run(rows, parsed.GetValue(threshold)), (row, group) => new { id = row.Key, group }));
        });
        return command;
    }

    public static IReadOnlyList<string> Run(IReadOnlyList<TextRow> rows, double threshold)
    {
        var texts = rows.Select(row => (TextField[])[new(row.Title ?? "", 2), new(row.Text ?? "")]).ToList();
        return [.. NearDuplicates.Groups(texts, (int)(threshold * 1e6), TextModel.Plain).Select(first => rows[first].Key)];
    }
}
