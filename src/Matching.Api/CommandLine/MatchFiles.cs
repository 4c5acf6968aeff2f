using System.Globalization;
using System.Text.Json;
using CsvHelper;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.CommandLine;

/// <summary>The <c>match</c> verb: pairs list files without any server or store.</summary>
internal sealed record MatchFiles(ListPaths Lists, string Orders, string Report, string? Pairs, DateTimeOffset Now)
{
    private static readonly JsonSerializerOptions ReportFormat = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <exception cref="ListException">The files can't be used; nothing was written.</exception>
    public void Run(TextWriter progress)
    {
        var lists = ListFiles.Read(Lists, Now, KnownCodes.None, progress.WriteLine);
        progress.WriteLine(Words.Say("Match.Read", lists.Demands.Count, lists.Offers.Count, lists.Slots.Count));
        var input = new MatchInput(Now, lists.Units, lists.Pairings, lists.Offers, lists.Slots, lists.Demands);
        var run = MatchRun.Execute(input, MatchPolicy.Default, stage => progress.WriteLine(Words.Say("Match.Stage", Words.Say($"Stage.{stage}"))));
        var report = MatchReport.Of(run, CultureInfo.CurrentUICulture, MatchReport.RefusalsOf(run), NameOf(lists));
        WriteOrders(run, lists);
        if (Pairs is not null)
            WritePairs(run, lists, Pairs);
        File.WriteAllText(Report, JsonSerializer.Serialize(report, ReportFormat) + "\n");
        progress.WriteLine(Words.Say("Match.Done", report.Served, report.Demands, report.Unserved.Count, report.Gap.ToString("P3", CultureInfo.InvariantCulture)));
    }

    private static Func<AreaCode, string> NameOf(ListSet lists)
    {
        var names = lists.Areas.ToDictionary(area => area.Code, area => area.Name);
        return code => names.GetValueOrDefault(code, code.Value);
    }

    private void WriteOrders(MatchRun run, ListSet lists)
    {
        using var csv = Writer(Orders);
        csv.WriteHeader("order", "demand", "offer", "slotStart", "quantity", "score", "reason");
        var explainer = new Explainer(run, CultureInfo.CurrentUICulture);
        var number = 0;
        foreach (var order in run.Orders)
        {
            var slot = run.Lists.Slots[order.Slot];
            csv.WriteRecord(new[]
            {
                $"FW-{ChinaTime.Local(Now).Year}-{++number:000000}", run.Lists.Demands[order.Demand].Code, slot.Offer,
                lists.SlotTexts[new SlotName(slot.Offer, slot.Start)], Text(order.Quantity), Text(run.Scores.Score[order.Edge]),
                explainer.Justify(order.Demand, order.Slot, order.Quantity),
            });
        }
    }

    private static void WritePairs(MatchRun run, ListSet lists, string path)
    {
        using var csv = Writer(path);
        csv.WriteHeader("demand", "offer", "slotStart", "score", "level");
        for (var d = 0; d < run.Lists.Demands.Length; d++)
        {
            var demand = run.Lists.Demands[d];
            foreach (var pair in run.Index.Every(run.Index.Ask(d)))
            {
                var slot = run.Lists.Slots[pair.Slot];
                csv.WriteRecord(new[]
                {
                    demand.Code, slot.Offer, lists.SlotTexts[new SlotName(slot.Offer, slot.Start)],
                    Text(run.Scores.Of(demand, pair)), Text(MatchPolicy.LevelOf(demand)),
                });
            }
        }
    }

    private static CsvWriter Writer(string path) =>
        CsvWriter.ToFile(path, new CsvWriterOptions { Injection = CsvInjection.Escape, NewLine = "\n" });

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
