using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Matching.Core.Text;

namespace Matching.Benchmarks.Text;

/// <summary><c>text-speed</c>: what indexing, searching, scoring a pair and learning cost, on texts put together from the seed lists.</summary>
internal static class TextSpeed
{
    private const int Queries = 2_000;
    private const int Warm = 500;
    private const int OffersADemand = 100;
    private const int Pairs = Queries * OffersADemand;

    public static Command Command()
    {
        var offers = new Option<int>("--offers") { Description = "Texts in the index", DefaultValueFactory = _ => 10_000 };
        var examples = new Option<int>("--examples") { Description = "Texts to learn seven classes from", DefaultValueFactory = _ => 15_000 };
        var command = new Command("text-speed", "Times the index, a query, a pair and the learning of classes") { offers, examples };
        command.SetAction(parsed => Run(parsed.GetValue(offers), parsed.GetValue(examples)));
        return command;
    }

    private static void Run(int count, int examples)
    {
        var texts = Texts(count);
        var demands = Texts(Queries);
        _ = new TextIndex(new Relevance([.. texts.Take(500)], TextModel.Shipped));

        var (busy, clock) = (Busy(), Stopwatch.StartNew());
        var relevance = new Relevance([.. texts], TextModel.Shipped);
        var index = new TextIndex(relevance);
        Say($"index of {count:N0} offers", (Busy() - busy).TotalSeconds, "s of processor time");
        Say($"index of {count:N0} offers", clock.Elapsed.TotalSeconds, "s of waiting");

        for (var q = 0; q < Warm; q++)
            index.Top(relevance.Query(demands[q].Fields), 16);
        var asked = demands.Select(demand => Took.By(() => index.Top(relevance.Query(demand.Fields), 16))).ToList();
        var each = Spread.Of(asked);
        foreach (var (which, elapsed, processor) in new[] { ("mean", each.MeanUs, each.CpuMeanUs), ("median", each.P50Us, each.CpuP50Us), ("p99", each.P99Us, each.CpuP99Us) })
        {
            Say($"a query, {which}", elapsed / 1_000, "ms of waiting");
            Say($"a query, {which}", processor / 1_000, "ms of processor time");
        }

        var vectors = demands.Select(demand => relevance.Query(demand.Fields)).ToArray();
        busy = Busy();
        long sum = 0;
        for (var p = 0; p < Pairs; p++)
            sum += relevance.Of(vectors[p / OffersADemand], (int)((long)p * 7_919 % count));
        Say($"a demand against each of {OffersADemand} offers", (Busy() - busy).TotalMicroseconds / Pairs, $"µs of processor time (sum {sum})");

        var rows = Texts(examples).Select((text, i) => new Example(Features.Of(text.Fields[0].Text), $"{i % 7}")).ToArray();
        busy = Busy();
        Arow.Train(rows, leastHolders: 2);
        Say($"learning 7 classes from {examples:N0} texts", (Busy() - busy).TotalSeconds, "s of processor time");
    }

    private static TimeSpan Busy() => Process.GetCurrentProcess().TotalProcessorTime;

    private static void Say(string what, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {value:N3} {unit} |"));

    /// <summary>Halves of seed offers and demands put together anew, the same at every run.</summary>
    private static List<OfferText> Texts(int count)
    {
        var seed = OfferTask.Seed();
        string[] parts = [.. seed.Offers.Concat(seed.Demands).Select(row => row.Text!)];
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (OfferText)(Half(0) + Half(1)))];

        string Half(int which)
        {
            var text = parts[random.Next(parts.Length)];
            return which == 0 ? text[..(text.Length / 2)] : text[(text.Length / 2)..];
        }
    }
}
