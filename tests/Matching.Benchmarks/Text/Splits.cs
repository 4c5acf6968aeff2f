using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary>Writes one figure's row.</summary>
internal delegate void Say(string task, int rows, FormattableString figures);

/// <summary>The figures on the development splits; the texts are read, never kept.</summary>
internal sealed class Splits(string folder)
{
    public void Print(Say say)
    {
        Classes(say);
        Replies(say);
        Titles(say);
        ThreeLists(say);
        SameIssue(say);
    }

    private void Classes(Say say)
    {
        var train = Read("zh_demands", "cls_train.jsonl").Concat(Read("zh_demands", "cls_train_tokens.jsonl")).ToList();
        var dev = Read("zh_demands", "cls_dev.jsonl");
        var model = Classification.Train(train, "label");
        say("7 classes, full message", dev.Count, $"macro-F1 {Measures.MacroF1(dev, model):N3}");
        var titles = dev.Where(row => row.Title is not null).Select(row => row with { Text = null }).ToList();
        say("7 classes, title only", titles.Count, $"macro-F1 {Measures.MacroF1(titles, model):N3}, Recall@3 {Measures.RecallAt3(titles, model):N3}");
    }

    private void Replies(Say say)
    {
        var pairs = Read("zh_demands", "reply_pairs.jsonl");
        var background = pairs.Where(row => row.Split == "train").SelectMany(row => new[] { row, new TextRow { Text = row.Reply } }).ToList();
        var queries = pairs.Where(row => row.Split == "dev").ToList();
        foreach (var (name, pool) in new[] { ("dev replies", queries), ("all replies", pairs) })
        {
            var replies = pool.Select(row => new TextRow { Id = row.Id, Text = row.Reply }).ToList();
            var right = queries.ToDictionary(row => row.Id, row => pool.Where(other => other.Reply == row.Reply).Select(other => other.Id).ToHashSet());
            var run = Ranking.Run(queries, replies, background, 100, titleOnly: false, TextModel.Shipped);
            say($"message to reply among {name}", queries.Count, $"MRR {Measures.Mrr(queries, run, right):N3}, Recall@10 {Measures.HitAt(10, queries, run, right):N3}");
        }
    }

    private void Titles(Say say)
    {
        var messages = Read("zh_hotline_dongguan", "messages.jsonl");
        var contents = messages.Select(row => new TextRow { Id = row.Id, Text = row.Text }).ToList();
        var own = messages.ToDictionary(row => row.Id, row => new HashSet<string> { row.Id });
        var once = messages.GroupBy(row => row.Title).Where(alike => alike.Count() == 1).SelectMany(alike => alike).ToList();
        foreach (var (name, queries) in new[] { ("every title", messages), ("titles that stand once", once) })
        {
            foreach (var together in new[] { false, true })
            {
                var run = Ranking.Run(queries, contents, [], 100, titleOnly: true, TextModel.Shipped, together);
                say($"title to content, {name}{How(together)}", queries.Count, $"MRR {Measures.Mrr(queries, run, own):N3}, hit@10 {Measures.HitAt(10, queries, run, own):N3}");
            }
        }
    }

    private void ThreeLists(Say say)
    {
        var task = Task(folder);
        task.Print("demand to offer", say);
    }

    public static string How(bool together) => together ? ", ranked together" : ", each by itself";

    public static OfferTask Task(string folder)
    {
        IReadOnlyList<TextRow> Rows(string file) => TextRows.Read(new FileInfo(Path.Combine(folder, "zh_three_lists", file)));
        return new OfferTask(Rows("demands.jsonl"), Rows("resources.jsonl"), Rows("qrels.jsonl").ToDictionary(row => row.Key, row => row.Rel!.Keys.ToHashSet()));
    }

    private void SameIssue(Say say)
    {
        var posted = Read("zh_demands", "dup_messages.jsonl");
        var issues = Read("zh_demands", "dup_gold.jsonl").ToDictionary(row => row.Id, row => row.Issue == "none" ? row.Id : row.Issue!);
        var groups = Grouping.Run(posted, NearDuplicates.Threshold / 1e6);
        var judged = posted.Zip(groups).Where(pair => issues.ContainsKey(pair.First.Id)).Select(pair => (pair.Second, issues[pair.First.Id])).ToList();
        say("same issue", judged.Count, $"B-cubed F1 {Measures.BCubedF1(judged):N3}, pair F1 {Measures.PairF1(judged):N3}");
    }

    private IReadOnlyList<TextRow> Read(params string[] path) => TextRows.Read(new FileInfo(Path.Combine([folder, .. path])));
}
