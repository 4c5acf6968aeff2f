using System.CommandLine;
using Matching.Benchmarks.Instances;

namespace Matching.Benchmarks;

/// <summary>Writes an instance from a recipe and a seed: a street's demands and slots, or a classic generalized assignment.</summary>
internal static class Generate
{
    private static readonly Option<int> Demands = OptionRules.Number("--demands", "Number of demands", 10_000, 1);
    private static readonly Option<int> K = OptionRules.Number("--k", "Candidates of each demand", 16, 1);
    private static readonly Option<double> Scarcity = new("--scarcity") { Description = "Units demanded per unit of capacity", DefaultValueFactory = _ => 1.2 };
    private static readonly Option<QuantityKind> Quantity = new("--quantity") { Description = "unit; small = 1 to 4, divisible; whole = 1 to 12, indivisible" };
    private static readonly Option<ScoreKind> Scores = new("--scores") { Description = "plain, ties or wide" };
    private static readonly Option<string> Graph = new("--graph") { Description = "clustered, random, machol-wien or correlated", DefaultValueFactory = _ => "clustered" };
    private static readonly Option<string> Capacity = new("--capacity") { Description = "Capacity of a slot, such as 3 or 1-9; as it is, 1-9, and 10-50 for whole" };
    private static readonly Option<int> Caps = OptionRules.Number("--caps", "Caps over neighbouring slots, nested in pairs", 0, 0);
    private static readonly Option<string> GapType = new("--gap-type") { Description = "A generalized assignment of type A, B, C, D or E instead" };
    private static readonly Option<int> Agents = OptionRules.Number("--agents", "Its agents", 10, 1);
    private static readonly Option<int> Jobs = OptionRules.Number("--jobs", "Its jobs", 100, 1);
    private static readonly Option<int> Seed = new("--seed") { Description = "The same seed gives the same file", DefaultValueFactory = _ => 1 };
    private static readonly Option<FileInfo> Out = new("--out") { Description = "Where to write", Required = true };

    public static Command Command()
    {
        Scarcity.Must(ratio => ratio is > 0.001 and < 1000, "be above 0.001 and below 1,000");
        Capacity.Must(text => RangeOf(text) is null or { Least: >= 1, Most: <= 1_000_000 }, "be a number or a range, from 1 to 1,000,000");
        Graph.AcceptOnlyFromAmong("clustered", "random", "machol-wien", "correlated");
        GapType.AcceptOnlyFromAmong("A", "B", "C", "D", "E");
        var command = new Command("generate", "Writes an instance for solve")
        {
            Demands, K, Scarcity, Quantity, Scores, Graph, Capacity, Caps, GapType, Agents, Jobs, Seed, Out,
        };
        command.SetAction(parsed =>
        {
            var (file, to) = (parsed.GetRequiredValue(Out), parsed.InvocationConfiguration);
            return Refusals.Say(file, to.Error, () => Write(parsed, file, to.Output));
        });
        return command;
    }

    private static void Write(ParseResult parsed, FileInfo file, TextWriter output)
    {
        if (parsed.GetValue(GapType) is not { } type)
        {
            new GraphInstance(RecipeOf(parsed)).Write(file.Create());
            return;
        }
        var assignment = new AssignmentInstance(type[0], parsed.GetValue(Agents), parsed.GetValue(Jobs), parsed.GetValue(Seed));
        assignment.Write(file.Create());
        output.WriteLine($"cost = {assignment.Jobs} × {assignment.Stake} − score");
    }

    private static GraphRecipe RecipeOf(ParseResult parsed)
    {
        var quantity = parsed.GetValue(Quantity);
        var capacity = RangeOf(parsed.GetValue(Capacity)) ?? GraphRecipe.UsualCapacity(quantity);
        var graph = Enum.Parse<GraphKind>(parsed.GetRequiredValue(Graph).Replace("-", ""), ignoreCase: true);
        return new GraphRecipe(parsed.GetValue(Demands))
        {
            K = parsed.GetValue(K),
            Scarcity = parsed.GetValue(Scarcity),
            Quantity = quantity,
            Scores = parsed.GetValue(Scores),
            Graph = graph,
            Capacity = capacity,
            Caps = parsed.GetValue(Caps),
            Seed = parsed.GetValue(Seed),
        };
    }

    /// <summary>"3" is 3 to 3; null = not given; an empty range, which every rule refuses, where it cannot be read.</summary>
    private static (int Least, int Most)? RangeOf(string? text)
    {
        if (text is null)
            return null;
        var ends = text.Split('-');
        return ends.Length <= 2 && int.TryParse(ends[0], out var least) && int.TryParse(ends[^1], out var most) && least <= most ? (least, most) : (0, 0);
    }
}
