using System.CommandLine;
using System.Globalization;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>lexicon</c>: which concepts nothing ever calls, and which do more harm than good.</summary>
internal static class LexiconReview
{
    private const double RoundingError = 1e-9;

    /// <summary>A stretch that no text holds.</summary>
    private const string NobodySays = "㐀㐀";

    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The folder that holds zh_three_lists and the citizens' messages; without it the seed lists decide alone" };
        var command = new Command("lexicon", "Lists the concepts that never fire or whose removal raises a figure; none may be left") { data };
        command.SetAction(parsed => Run(parsed.GetValue(data)?.FullName));
        return command;
    }

    private static int Run(string? folder)
    {
        var lexicon = TextModel.Shipped.Lexicon;
        OfferTask[] tasks = [OfferTask.Seed(), OfferTask.Concepts(), .. folder is null ? [] : new[] { Splits.Task(folder) }];
        var demands = tasks.Sum(task => task.Demands.Count);
        var called = Texts(tasks, folder).SelectMany(lexicon.In).ToHashSet();
        var whole = Sum(TextModel.Shipped, tasks);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lexicon.Concepts.Count} concepts, MRR {whole / demands:N4} over {demands} demands"));
        var bad = 0;
        for (var c = 0; c < lexicon.Concepts.Count; c++)
        {
            var gain = Sum(Without(c), tasks) - whole;
            if (called.Contains(c) && gain <= RoundingError)
                continue;
            bad++;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lexicon.Concepts[c].Name}: {(called.Contains(c) ? "" : "never fires; ")}without it the MRR changes by {gain / demands:+0.0000;-0.0000;0}"));
        }
        Console.WriteLine(bad == 0 ? "none is to go" : $"{bad} are to go");
        return bad == 0 ? 0 : 1;
    }

    /// <summary>
    /// The shipped model where nothing calls the concept. Its classifier is not learnt anew: one example more or less turns the order of
    /// all, and that alone moves the figure by more than most concepts do.
    /// </summary>
    private static TextModel Without(int concept)
    {
        var concepts = TextModel.Shipped.Lexicon.Concepts.Select((known, c) => c == concept ? known with { Expressions = [NobodySays] } : known);
        return TextModel.Shipped.With(new ConceptLexicon([.. concepts]));
    }

    private static double Sum(TextModel model, OfferTask[] tasks) => tasks.Sum(task => task.Mrr(task.Run(model, together: false)) * task.Demands.Count);

    private static IEnumerable<string> Texts(OfferTask[] tasks, string? folder)
    {
        var own = tasks.SelectMany(task => task.Demands.Concat(task.Offers)).Select(row => row.Whole);
        return folder is null ? own : own.Concat(TextRows.Read(new FileInfo(Path.Combine(folder, "zh_hotline_dongguan", "messages.jsonl"))).Select(row => row.Whole));
    }
}
