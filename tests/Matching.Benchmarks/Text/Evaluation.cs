using System.CommandLine;
using System.Globalization;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>evaluate</c>: every figure of the text part on the development splits.</summary>
internal static class Evaluation
{
    public static Command Command()
    {
        var data = new Option<DirectoryInfo>("--data") { Required = true, Description = "The folder that holds zh_demands, zh_hotline_dongguan and zh_three_lists" };
        var command = new Command("evaluate", "Prints macro-F1, MRR, Recall@k and B-cubed F1 on the development splits") { data };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(data).FullName, Console.Out));
        return command;
    }

    private static void Run(string data, TextWriter output)
    {
        FileInfo File(params string[] path) => new(Path.Combine([data, .. path]));
        output.WriteLine("| task | figures |");
        output.WriteLine("|---|---|");
        var began = System.Diagnostics.Stopwatch.StartNew();
        void Say(string task, FormattableString figures) => output.WriteLine($"| {task} | {figures.ToString(CultureInfo.InvariantCulture)} | {began.Elapsed.TotalSeconds:N1}");

        var train = TextRows.ReadAll($"{File("zh_demands", "cls_train.jsonl")},{File("zh_demands", "cls_train_tokens.jsonl")}");
        var dev = TextRows.Read(File("zh_demands", "cls_dev.jsonl"));
        var model = Classification.Train(train, "label");
        var titled = dev.Where(row => row.Title is not null).ToList();
        Say("7 classes, full message", $"macro-F1 {Measures.MacroF1(dev, model, row => row):N3}");
        Say("7 classes, title only", $"macro-F1 {Measures.MacroF1(titled, model, row => row with { Text = null }):N3}, Recall@3 {Measures.RecallAt3(titled, model, row => row with { Text = null }):N3}, n {titled.Count}");

        var pairs = TextRows.Read(File("zh_demands", "reply_pairs.jsonl"));
        var queries = pairs.Where(row => row.Split == "dev").ToList();
        var replies = queries.ConvertAll(row => new TextRow { Id = row.Id, Text = row.Reply });
        var background = pairs.Where(row => row.Split == "train").SelectMany(row => new[] { row, new TextRow { Text = row.Reply } }).ToList();
        var same = queries.ToDictionary(row => row.Id, row => queries.Where(other => other.Reply == row.Reply).Select(other => other.Id).ToHashSet());
        var run = Ranking.Run(queries, replies, background, 100, false, TextModel.Shipped);
        Say("message to reply", $"MRR {Measures.Mrr(queries, run, same):N3}, Recall@10 {Measures.HitAt(10, queries, run, same):N3}, n {queries.Count}");

        var messages = TextRows.Read(File("zh_hotline_dongguan", "messages.jsonl"));
        var contents = messages.Select(row => new TextRow { Id = row.Id, Text = row.Text }).ToList();
        run = Ranking.Run(messages, contents, [], 100, true, TextModel.Shipped);
        var own = messages.ToDictionary(row => row.Id, row => new HashSet<string> { row.Id });
        Say("title to content", $"MRR {Measures.Mrr(messages, run, own):N3}, hit@10 {Measures.HitAt(10, messages, run, own):N3}, n {messages.Count}");

        var posted = TextRows.Read(File("zh_demands", "dup_messages.jsonl"));
        var gold = TextRows.Read(File("zh_demands", "dup_gold.jsonl")).ToDictionary(row => row.Id, row => row.Issue == "none" ? row.Id : row.Issue!);
        foreach (var t in new[] {0.10,0.12,0.14,0.16,0.18,0.2,0.22,0.25,0.3}) {
        var groups = Grouping.Run(posted, t);
        var judged = posted.Zip(groups).Where(pair => gold.ContainsKey(pair.First.Id)).Select(pair => (pair.Second, gold[pair.First.Id])).ToList();
        Say("same issue", $"{t} B-cubed F1 {Measures.BCubedF1(judged):N3}, pair F1 {Measures.PairF1(judged):N3}, n {judged.Count}");
        }

        var demands = TextRows.Read(File("zh_three_lists", "demands.jsonl"));
        var offers = TextRows.Read(File("zh_three_lists", "resources.jsonl"));
        var right = TextRows.Read(File("zh_three_lists", "qrels.jsonl")).ToDictionary(row => row.Key, row => row.Rel!.Keys.ToHashSet());
        var best = TextRows.Read(File("zh_three_lists", "qrels.jsonl")).ToDictionary(row => row.Key, row => row.Rel!.Where(rel => rel.Value == row.Rel!.Values.Max()).Select(rel => rel.Key).ToHashSet());
        run = Ranking.Run(demands, offers, [], 100, false, TextModel.Shipped);
        Say("demand to offer", $"MRR {Measures.Mrr(demands, run, right):N3} (best only {Measures.Mrr(demands, run, best):N3}), hit@5 {Measures.HitAt(5, demands, run, right):N3}, n {demands.Count}");
    }
}
