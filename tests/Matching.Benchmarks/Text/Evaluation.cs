using System.CommandLine;
using System.Globalization;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>evaluate</c>: every figure of the text part on the development splits and on the pairs written for this project.</summary>
internal static class Evaluation
{
    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder that holds zh_demands, zh_hotline_dongguan and zh_three_lists" };
        var pairs = new Option<FileInfo>("--pairs") { Description = "Tab-separated: demand, unit, the offer that answers it" };
        var command = new Command("evaluate", "Prints macro-F1, MRR, Recall@k and B-cubed F1 on the development splits") { data, pairs };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| task | rows | figures |");
            Console.WriteLine("|---|---:|---|");
            if (parsed.GetValue(data) is { } folder)
                new Splits(folder.FullName).Print(Say);
            if (parsed.GetValue(pairs) is { } file)
                Pairs(file);
        });
        return command;
    }

    private static void Say(string task, int rows, FormattableString figures) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {task} | {rows} | {figures.ToString(CultureInfo.InvariantCulture)} |"));

    private static void Pairs(FileInfo file)
    {
        var rows = File.ReadLines(file.FullName).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();
        var demands = rows.Select((row, i) => new TextRow { Id = $"{i}", Text = row[0] }).ToList();
        var offers = rows.Select((row, i) => new TextRow { Id = $"{i}", Unit = row[1], Text = row[2] }).ToList();
        var right = demands.ToDictionary(row => row.Id, row => new HashSet<string> { row.Id });
        foreach (var (name, model) in new[] { ("words alone", TextModel.Plain), ("shipped model", TextModel.Shipped) })
        {
            var run = Ranking.Run(demands, offers, [], 100, titleOnly: false, model);
            Say($"own pairs, {name}", rows.Count, $"MRR {Measures.Mrr(demands, run, right):N3}, hit@5 {Measures.HitAt(5, demands, run, right):N3}");
        }
    }
}
