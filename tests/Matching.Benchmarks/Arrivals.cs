using System.CommandLine;
using System.Text.Json;
using Matching.Benchmarks.Instances;
using Matching.Core.Pairing;

namespace Matching.Benchmarks;

/// <summary>
/// Times single arrivals and cancellations on a solved instance, each an exact repair, and verifies the certificate at the end.
/// An arrival is one more demand like a demand of the file; a cancellation takes out any demand that is in.
/// </summary>
internal static class Arrivals
{
    /// <summary>Repairs before the timed ones, half of them arrivals, so that what is timed is compiled.</summary>
    private const int WarmUp = 2_000;

    private sealed record Line : Spread
    {
        public Line(FileInfo file, string change, IReadOnlyCollection<Took> took)
            : base(Of(took)) => (File, Change) = (file.ToString(), change);

        public string File { get; }

        public string Change { get; }
    }

    public static Command Command()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "An instance of divisible demands" };
        var count = new Option<int>("--count") { Description = "Arrivals, and as many cancellations", DefaultValueFactory = _ => 10_000 };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same changes", DefaultValueFactory = _ => 1 };
        count.Must(number => number is >= 1 and <= 10_000_000, "be 1 to 10,000,000");
        var command = new Command("arrivals", "Times arrivals and cancellations on a solved instance") { file, count, seed };
        command.SetAction(parsed =>
        {
            var (given, to) = (parsed.GetRequiredValue(file), parsed.InvocationConfiguration);
            return Refusals.Say(given, to.Error, () => Run(given, parsed.GetValue(count), parsed.GetValue(seed), to.Output));
        });
        return command;
    }

    private static void Run(FileInfo file, int count, int seed, TextWriter output)
    {
        var instance = InstanceReader.Read(file.OpenRead(), file.ToString());
        if (instance.Whole.Contains(true))
            throw new InstanceException(file.ToString(), 1, "Arrivals are timed on divisible demands (mode b).");
        if (instance.Quantity.Length == 0)
            throw new InstanceException(file.ToString(), 1, "There is no demand that another could be like.");
        var market = new Market(instance.NearTogether(), new Random(seed));
        market.Change(WarmUp / 2);
        var (arrivals, cancellations) = market.Change(count);
        market.Verify();
        output.WriteLine(JsonSerializer.Serialize(new Line(file, "arrival", arrivals), Solve.Json));
        output.WriteLine(JsonSerializer.Serialize(new Line(file, "cancellation", cancellations), Solve.Json));
    }

    /// <summary>The live pairing of an instance, changed by chance.</summary>
    private sealed class Market(Instance instance, Random random)
    {
        private readonly LivePairing _pairing = new(instance.ToProblem());
        private readonly List<int> _in = [.. Enumerable.Range(0, instance.Quantity.Length)];

        /// <summary>So many arrivals and as many cancellations in random order; what each took.</summary>
        public (List<Took> Arrivals, List<Took> Cancellations) Change(int count)
        {
            var arrives = new bool[2 * count];
            Array.Fill(arrives, true, 0, count);
            random.Shuffle(arrives);
            var (arrivals, cancellations) = (new List<Took>(count), new List<Took>(count));
            foreach (var arrival in arrives)
            {
                if (arrival)
                    arrivals.Add(Arrive());
                else if (_in.Count > 0)
                    cancellations.Add(Cancel());
            }
            return (arrivals, cancellations);
        }

        public void Verify() => _pairing.Verify();

        private Took Arrive()
        {
            var like = random.Next(instance.Quantity.Length);
            var edges = instance.Edges[instance.EdgeStart[like]..instance.EdgeStart[like + 1]].Select(edge => (edge.Slot, edge.Score)).ToArray();
            return Took.By(() => _in.Add(_pairing.Arrive(instance.Quantity[like], edges)));
        }

        private Took Cancel()
        {
            var at = random.Next(_in.Count);
            var demand = _in[at];
            (_in[at], _in[^1]) = (_in[^1], _in[at]);
            _in.RemoveAt(_in.Count - 1);
            return Took.By(() => _pairing.Cancel(demand));
        }
    }
}
