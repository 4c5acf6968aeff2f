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
            var seed = OfferTask.Seed();
            Compare("seed demand to offer of its category", seed);
            Suggestions(seed);
            if (parsed.GetValue(pairs) is { } file)
                Compare("own pairs", OfferTask.Pairs(file));
        });
        return command;
    }

    private static void Say(string task, int rows, FormattableString figures) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {task} | {rows} | {figures.ToString(CultureInfo.InvariantCulture)} |"));

    /// <summary>What the shipped model is worth over the words alone, and how often it names the category that the seed gives.</summary>
    private static void Compare(string name, OfferTask task)
    {
        foreach (var (with, model) in new[] { ("words alone", TextModel.Plain), ("shipped model", TextModel.Shipped) })
        {
            var run = task.Run(model);
            Say($"{name}, {with}", task.Demands.Count, $"MRR {task.Mrr(run):N3}, hit@5 {task.HitAt5(run):N3}");
        }
    }

    private static void Suggestions(OfferTask seed)
    {
        var model = TextModel.Shipped;
        var ranked = seed.Demands.Select(row => Measures.Ranked(model.Categories!, model.FeaturesOf(row.Text!))).ToList();
        double Share(int most) => seed.Demands.Zip(ranked).Average(pair => pair.Second.Take(most).Contains(pair.First.Label) ? 1.0 : 0);
        Say("seed demands, category suggested", seed.Demands.Count, $"first {Share(1):N3}, among three {Share(3):N3}");
    }
}
