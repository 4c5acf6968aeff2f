using Matching.Core;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary>Demands, offers, and which offers are right for which demand.</summary>
internal sealed record OfferTask(IReadOnlyList<TextRow> Demands, IReadOnlyList<TextRow> Offers, IReadOnlyDictionary<string, HashSet<string>> Right)
{
    /// <summary>The seed lists: right is every offer of the demand's category.</summary>
    public static OfferTask Seed()
    {
        var lists = Benchmarks.Seed.Lists();
        return new OfferTask(
            [.. lists.Demands.Select(demand => new TextRow { Id = demand.Code, Text = $"{demand.Title}\n{demand.Detail}", Label = demand.Category })],
            [.. lists.Offers.Select(offer => new TextRow { Id = offer.Code, Text = $"{offer.Title}\n{offer.Detail}", Type = Ranking.NameOf(offer.Kind) })],
            lists.Demands.ToDictionary(demand => demand.Code,
                demand => lists.Offers.Where(offer => offer.Categories.Contains(demand.Category)).Select(offer => offer.Code).ToHashSet()));
    }

    /// <summary>Tab-separated rows of demand, unit and the one offer that answers it; <c>#</c> opens a comment.</summary>
    public static OfferTask Pairs(FileInfo file)
    {
        var rows = Rows(file);
        return new OfferTask(
            [.. rows.Select((row, i) => new TextRow { Id = $"{i}", Text = row[0] })],
            [.. rows.Select((row, i) => new TextRow { Id = $"{i}", Unit = row[1], Text = row[2] })],
            Enumerable.Range(0, rows.Count).ToDictionary(i => $"{i}", i => new HashSet<string> { $"{i}" }));
    }

    /// <summary>Demands and offers that speak of concepts which the seed hardly knows: right is every offer of the demand's concept.</summary>
    public static OfferTask Concepts()
    {
        var rows = Rows(new FileInfo(Path.Combine(Repository.Root(), "tests", "Matching.Benchmarks", "Pairs", "concepts.tsv")));
        return new OfferTask(
            [.. rows.Select((row, i) => new TextRow { Id = $"{i}", Text = row[1] })],
            [.. rows.Select((row, i) => new TextRow { Id = $"{i}", Text = row[2] })],
            Enumerable.Range(0, rows.Count).ToDictionary(i => $"{i}", i => Enumerable.Range(0, rows.Count).Where(j => rows[j][0] == rows[i][0]).Select(j => $"{j}").ToHashSet()));
    }

    private static List<string[]> Rows(FileInfo file) =>
        [.. File.ReadLines(file.FullName).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))];

    public IReadOnlyList<string[]> Run(TextModel model, bool together) => Ranking.Run(Demands, Offers, [], 100, titleOnly: false, model, together);

    /// <summary>What the shipped model is worth over the words alone, and demands asked together over each by itself.</summary>
    public void Print(string name, Say say)
    {
        foreach (var (with, model, together) in new[] { ("words alone", TextModel.Plain, false), ("shipped model", TextModel.Shipped, false), ("shipped model", TextModel.Shipped, true) })
        {
            var run = Run(model, together);
            say($"{name}, {with}{Splits.How(together)}", Demands.Count, $"MRR {Mrr(run):N3}, hit@5 {HitAt5(run):N3}");
        }
    }

    public double Mrr(IReadOnlyList<string[]> run) => Measures.Mrr(Demands, run, Right);

    public double HitAt5(IReadOnlyList<string[]> run) => Measures.HitAt(5, Demands, run, Right);
}
