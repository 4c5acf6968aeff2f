using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Benchmarks;

/// <summary>
/// Times the matching part of one filing on grown lists in memory: its candidates found, the live match repaired, the forecast read.
/// The filed demands are evenly spread over the lists, which stand without them at first; the certificate is verified at the end.
/// </summary>
internal static class Filings
{
    /// <summary>Filings before the timed ones, so that what is timed is compiled.</summary>
    private const int WarmUp = 500;

    /// <param name="Served">Filed demands that are to get anything.</param>
    private sealed record Line(string Profile, int Demands, int Slots, double BuildS, int Served, Spread Filing);

    public static Command Command()
    {
        var profile = new Option<SeedProfile>("--profile") { Description = "How large the lists are", DefaultValueFactory = _ => SeedProfile.S };
        var count = OptionRules.Number("--count", "Filings that are timed", 2_000, 1);
        var command = new Command("filings", "Times filing a demand on the live match of grown seed lists") { profile, count };
        command.SetAction(parsed => Run(parsed.GetValue(profile), parsed.GetValue(count), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static void Run(SeedProfile profile, int count, TextWriter output)
    {
        var lists = SeedGrowth.Grow(Seed.Lists(), profile);
        var every = Math.Max(2, lists.Demands.Count / (WarmUp + count));
        var filed = lists.Demands.Where((_, d) => d % every == 0).ToArray();
        new Random(1).Shuffle(filed);
        var input = new MatchInput(Seed.Now, lists.Units, lists.Pairings, lists.Offers, lists.Slots, [.. lists.Demands.Where((_, d) => d % every != 0)]);
        var began = Stopwatch.GetTimestamp();
        var live = new LiveMatch(input, MatchPolicy.Default);
        var built = Stopwatch.GetElapsedTime(began).TotalSeconds;

        var warm = Math.Min(WarmUp, filed.Length / 2);
        foreach (var demand in filed.Take(warm))
            live.Put(demand, []);
        var (took, served) = (new List<Took>(), 0);
        foreach (var demand in filed.Skip(warm).Take(count))
        {
            Forecast? forecast = null;
            took.Add(Took.By(() =>
            {
                live.Put(demand, []);
                forecast = live.ForecastOf(demand.Code);
            }));
            served += forecast?.Places.Count > 0 ? 1 : 0;
        }
        live.Verify();
        var line = new Line($"{profile}", live.Demands.Count, lists.Slots.Count, Math.Round(built, 3), served, Spread.Of(took));
        output.WriteLine(JsonSerializer.Serialize(line, Solve.Json));
    }
}
