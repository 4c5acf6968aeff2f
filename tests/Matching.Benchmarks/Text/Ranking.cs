using System.CommandLine;
using Matching.Core.Offers;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>rank</c>: documents in order of their relevance to each query.</summary>
internal static class Ranking
{
    /// <summary>Documents of more units than this on average are read as messages and replies, not as offers.</summary>
    private const int LongDocument = 60;

    private static readonly string[] KindNames = ["人员", "场地", "资金", "信息", "物资", "技能服务", "活动"];

    public static Command Command()
    {
        var queries = new Option<FileInfo>("--queries") { Required = true, Description = "JSONL: qid, text, perhaps title" };
        var docs = new Option<FileInfo>("--docs") { Required = true, Description = "JSONL: docid, text, perhaps unit and type" };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "JSONL: qid, ranked" };
        var background = new Option<string>("--background") { Description = "JSONL files, joined by commas, that say how common a word is", DefaultValueFactory = _ => "" };
        var top = new Option<int>("--top") { Description = "Documents a query", DefaultValueFactory = _ => 100 };
        var fields = new Option<string>("--fields") { Description = "What of the query is read: all or title", DefaultValueFactory = _ => "all" };
        fields.AcceptOnlyFromAmong("all", "title");
        top.Validators.Add(given =>
        {
            if (given.GetValue(top) < 1)
                given.AddError("--top must be at least 1.");
        });
        var command = new Command("rank", "Ranks documents for each query") { queries, docs, output, background, top, fields };
        command.SetAction(parsed =>
        {
            var asked = TextRows.Read(parsed.GetRequiredValue(queries));
            var run = Run(asked, TextRows.Read(parsed.GetRequiredValue(docs)), TextRows.ReadAll(parsed.GetRequiredValue(background)),
                parsed.GetRequiredValue(top), parsed.GetRequiredValue(fields) == "title", TextModel.Shipped);
            TextRows.Write(parsed.GetRequiredValue(output), asked.Zip(run, (row, ranked) => new { qid = row.Key, ranked }));
        });
        return command;
    }

    /// <param name="together">As <see cref="TextIndex.TopOfEach"/> ranks them; otherwise each by itself, as a search does.</param>
    public static IReadOnlyList<string[]> Run(IReadOnlyList<TextRow> queries, IReadOnlyList<TextRow> docs, IReadOnlyList<TextRow> background,
        int top, bool titleOnly, TextModel model, bool together = true)
    {
        var texts = docs.Select(Fields).ToList();
        var isLong = texts.Count > 0 && texts.Average(text => text.Fields.Sum(field => field.Text.Length)) > LongDocument;
        if (isLong)
            model = TextModel.Plain;
        if (background.Count > 0)
            model = model.With(new Background(background.Select(row => row.Whole)));
        var relevance = new Relevance(texts, model, isLong ? Bm25Options.Documents : Bm25Options.Offers);
        var index = new TextIndex(relevance);
        TextVector[] asked = [.. queries.Select(query => relevance.Query(Asked(query, titleOnly)))];
        var ranked = together ? index.TopOfEach(asked, top) : asked.Select(query => index.Top(query, top));
        return [.. ranked.Select(hits => hits.Select(hit => docs[hit.Position].Key).ToArray())];
    }

    private static TextField[] Asked(TextRow query, bool titleOnly) =>
        titleOnly || query.Text is null ? [new(query.Title ?? query.Text ?? "")] : query.Title is null ? [new(query.Text)] : [new(query.Title, 2), new(query.Text)];

    private static OfferText Fields(TextRow row) =>
        new([.. new[] { (row.Title, 2), (row.Text, 1), (row.Unit, 1) }.Where(field => field.Item1 is not null).Select(field => new TextField(field.Item1!, field.Item2))], KindOf(row.Type));

    /// <summary>The kind's Chinese name, as files have it.</summary>
    public static string NameOf(OfferKind kind) => KindNames[(int)kind];

    private static OfferKind? KindOf(string? type) => Array.IndexOf(KindNames, type) is >= 0 and var kind ? (OfferKind)kind : null;
}
