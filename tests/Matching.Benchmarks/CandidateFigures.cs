using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Candidates;
using Matching.Core.Scoring;

namespace Matching.Benchmarks;

/// <summary>What the candidate index costs and gives, beside a full scan of the same lists in the same run, on one core. Sums and means are
/// of processor time, which other work on the machine disturbs little; the spread of single queries is of the clock.</summary>
internal static class CandidateFigures
{
    private const int OffersPerStreet = 3_850;

    public static Command Command()
    {
        var offers = OptionRules.Number("--offers", "Offers of the grown lists; each has about 4.5 slots", 22_300, 160);
        var demands = OptionRules.Number("--demands", "Demands of the grown lists", 100_000, 200);
        var most = OptionRules.Number("--k", "Candidates asked for", 16, 1);
        var sample = OptionRules.Number("--sample", "Demands for which every slot is tried too", 200, 1);
        var command = new Command("candidates", "Times the candidate index beside a full scan") { offers, demands, most, sample };
        command.SetAction(parsed => Run(
            parsed.GetValue(offers), parsed.GetValue(demands), parsed.GetValue(most), parsed.GetValue(sample), parsed.InvocationConfiguration.Output));
        return command;
    }

    /// <param name="sample">Demands, evenly spread, for which every slot is tried too; the scan of all demands is their mean times their number.</param>
    private static void Run(int offers, int demands, int most, int sample, TextWriter output)
    {
        var lists = GrownLists(offers, demands);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        var scorer = new Scorer(lists);
        var texts = Stopwatch.GetElapsedTime(began);
        var index = new CandidateIndex(lists, scorer);
        var built = Stopwatch.GetElapsedTime(began);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        began = Stopwatch.GetTimestamp();
        for (var d = 0; d < lists.Demands.Length; d++)
            index.Ask(d);
        var read = Stopwatch.GetElapsedTime(began);
        Search(index, lists.Demands.Length / 10, most);
        var (found, times, cpu) = Search(index, lists.Demands.Length, most);
        var chosen = Enumerable.Range(0, sample).Select(i => (int)((long)i * lists.Demands.Length / sample)).ToArray();
        var (bySlots, same) = Scan(index, lists, scorer, chosen, most, everySlot: true);
        var (byOffers, _) = Scan(index, lists, scorer, chosen, most, everySlot: false);

        Row("demands", $"{lists.Demands.Length:N0}");
        Row("offers, slots", $"{lists.Offers.Length:N0}, {lists.Slots.Length:N0}");
        Row("candidates a demand, at most and on average", $"{most}, {(double)found / lists.Demands.Length:N1}");
        Row("index build, of which reading the offers' texts", $"{built.TotalMilliseconds:N0} ms, {texts.TotalMilliseconds:N0} ms");
        Row("memory of index and texts", $"{bytes / 1e6:N0} MB");
        Row("reading a demand's text, mean", $"{read.TotalMicroseconds / lists.Demands.Length:N1} µs");
        Row("queries a second", $"{times.Length / cpu[3] * 1e6:N0}");
        var mean = cpu[3] / times.Length;
        Row("query mean, p50, p99, worst", $"{mean:N1}, {At(times, 0.5):N1}, {At(times, 0.99):N1}, {times.Max():N1} µs");
        foreach (var quarter in new[] { 1, 2, 3, 4 })
            Row($"all queries of the first {quarter * 25} % of the demands", $"{cpu[quarter - 1] / 1e3:N0} ms");
        Row($"full scan, every slot: mean of {sample} demands", $"{bySlots:N1} µs");
        Row("full scan of all demands, extrapolated", $"{bySlots * times.Length / 1e6:N1} s");
        Row("index faster than the full scan", $"{bySlots / mean:N0} ×");
        Row("index faster than a scan of all offers that tries slots only where the offer fits", $"{byOffers / mean:N0} ×");
        Row("answers equal to the scan's", $"{same} of {sample}");

        void Row(string what, string figure) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {figure} |"));
    }

    /// <summary>Lists as dense as a district's: streets of 20 communities with some 3,850 offers each.</summary>
    private static MatchLists GrownLists(int offers, int demands)
    {
        var streets = Math.Max(1, (int)Math.Round((double)offers / OffersPerStreet));
        var grown = SeedGrowth.Grow(Seed.Lists(), new GrownSizes(streets, 20 * streets, 230 * streets, Math.Max(120, offers * 3 / 10), offers, demands));
        return new MatchLists(new MatchInput(Seed.Now, grown.Units, grown.Pairings, grown.Offers, grown.Slots, grown.Demands), MatchPolicy.Default);
    }

    /// <summary>Asks for the candidates of the first demands; microseconds of each, and of the processor after each quarter of them.</summary>
    private static (long Found, double[] Times, double[] Cpu) Search(CandidateIndex index, int demands, int most)
    {
        var into = new RankedSlot[most];
        var (times, cpu) = (new double[demands], new double[4]);
        long found = 0;
        var before = Environment.CpuUsage.TotalTime;
        for (var quarter = 0; quarter < 4; quarter++)
        {
            for (var d = demands * quarter / 4; d < demands * (quarter + 1) / 4; d++)
            {
                var demand = index.Ask(d);
                var began = Stopwatch.GetTimestamp();
                found += index.Best(demand, into);
                times[d] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
            }
            cpu[quarter] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
        }
        return (found, times, cpu);
    }

    /// <summary>Tries every slot with the same rules and scores, and compares the answer with the index's; mean microseconds of the processor.</summary>
    private static (double Mean, int Same) Scan(CandidateIndex index, MatchLists lists, Scorer scorer, int[] demands, int most, bool everySlot)
    {
        var rules = new RuleBook(lists);
        var into = new RankedSlot[most];
        var same = 0;
        var used = TimeSpan.Zero;
        foreach (var d in demands)
        {
            var before = Environment.CpuUsage.TotalTime;
            var scanned = BestOf(lists, scorer, rules, d, most, everySlot);
            used += Environment.CpuUsage.TotalTime - before;
            same += scanned.SequenceEqual(into.Take(index.Best(index.Ask(d), into))) ? 1 : 0;
        }
        return (used.TotalMicroseconds / demands.Length, same);
    }

    private static List<RankedSlot> BestOf(MatchLists lists, Scorer scorer, RuleBook rules, int d, int most, bool everySlot)
    {
        var best = new PriorityQueue<RankedSlot, (int Score, int Position)>();
        for (var o = 0; o < lists.Offers.Length; o++)
        {
            var ofOffer = rules.OfOffer(d, o);
            for (var s = lists.OfferSlots[o]; s < lists.OfferSlots[o + 1] && (everySlot || ofOffer == HardRules.None); s++)
            {
                if ((ofOffer | rules.OfSlot(d, s)) != HardRules.None)
                    continue;
                var score = scorer.Mean(scorer.Factors(d, s));
                best.Enqueue(new RankedSlot(score, s), (score, -s));
                if (best.Count > most)
                    best.Dequeue();
            }
        }
        return [.. best.UnorderedItems.Select(item => item.Element).OrderByDescending(slot => slot.Score).ThenBy(slot => slot.Slot)];
    }

    private static double At(double[] times, double share) => times.Order().ElementAt((int)(share * (times.Length - 1)));
}
