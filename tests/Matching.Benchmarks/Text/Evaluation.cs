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
        var pairs = new Option<FileInfo[]>("--pairs") { Description = "Files, tab-separated: demand, unit, the offer that answers it", AllowMultipleArgumentsPerToken = true };
        var command = new Command("evaluate", "Prints macro-F1, MRR, Recall@k and B-cubed F1 on the development splits") { data, pairs };
        command.SetAction(parsed =>
        {
            Console.WriteLine("| task | rows | figures |");
            Console.WriteLine("|---|---:|---|");
            if (parsed.GetValue(data) is { } folder)
                new Splits(folder.FullName).Print(Say);
            var seed = OfferTask.Seed();
            seed.Print("seed demand to offer of its category", Say);
            Suggestions(seed);
            foreach (var file in parsed.GetValue(pairs) ?? [])
                OfferTask.Pairs(file).Print(file.Name, Say);
        });
        return command;
    }

    private static void Say(string task, int rows, FormattableString figures) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {task} | {rows} | {figures.ToString(CultureInfo.InvariantCulture)} |"));

    private static void Suggestions(OfferTask seed)
    {
        var model = TextModel.Shipped;
        var ranked = seed.Demands.Select(row => Measures.Ranked(model.Categories!, model.FeaturesOf(row.Text!))).ToList();
        double Share(int most) => seed.Demands.Zip(ranked).Average(pair => pair.Second.Take(most).Contains(pair.First.Label) ? 1.0 : 0);
        Say("seed demands, category suggested", seed.Demands.Count, $"first {Share(1):N3}, among three {Share(3):N3}");
    }
}
