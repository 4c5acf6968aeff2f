using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;

namespace Matching.Benchmarks;

/// <summary>What it costs to take a long demand list out as a workbook: processor time, and the most memory the process ever held.</summary>
internal static class Workbooks
{
    private const int RowsAtOnce = 1_000;

    public static Command Command()
    {
        var rows = OptionRules.Number("--rows", "Rows of the list", 100_000, 1);
        var command = new Command("workbook", "Measures the export of a long demand list") { rows };
        command.SetAction((parsed, stop) => Run(parsed.GetValue(rows), parsed.InvocationConfiguration.Output, stop));
        return command;
    }

    private static async Task Run(int rows, TextWriter output, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("threelists-workbook-").FullName;
        try
        {
            var database = Database.At(Path.Combine(folder, "store.db"));
            SchemaScripts.Apply(database, TimeProvider.System);
            var ring = KeyRing.Open(database, MasterKeys.For(database, null, makeBeside: true, RandomNumberGenerator.GetBytes), RandomNumberGenerator.GetBytes);
            var (people, rulings) = (new PersonRecords(ring, TimeProvider.System), new Rulings(database));
            await Fill(database, rulings, HistoryChain.For(ring, rulings), people, rows);
            var caller = new CallContext();
            caller.ActAsSystem();
            var used = Environment.CpuUsage.TotalTime;
            await using var file = await new ExportListHandler(database, caller, rulings, people).Handle(new ExportList(ListKind.Demands, ListFormat.Xlsx, new ExportFilter()), stop);
            await output.WriteLineAsync($"{rows:N0} rows, {file.Length / 1_000_000.0:F1} MB of workbook, {(Environment.CpuUsage.TotalTime - used).TotalSeconds:F1} s of processor time, {Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000} MB at most");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task Fill(Database database, Rulings rulings, HistoryChain chain, PersonRecords people, int rows)
    {
        using var writer = new GroupCommit(database);
        await FirstStart.WriteRulings(writer, TimeProvider.System);
        rulings.Forget();
        var seed = Seed.Lists();
        for (var first = 0; first < rows; first += RowsAtOnce)
        {
            var demands = Enumerable.Range(first, Math.Min(RowsAtOnce, rows - first)).Select(i => seed.Demands[i % seed.Demands.Count] with { Code = $"XQ-2026-{i + 1:000000}" }).ToList();
            var lists = first == 0 ? seed with { Demands = demands } : new ListSet([], [], [], [], [], demands, seed.SlotTexts);
            await writer.Write(session => ListImport.Write(session, lists, rulings, chain, people, Seed.Now, "system", asOpen: true));
        }
    }
}
