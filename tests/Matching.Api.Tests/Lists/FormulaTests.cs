using Matching.Api.CommandLine;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Lists;

/// <summary>What people typed reaches a spreadsheet as text: no cell of an export starts like a formula, and reading it back gives the same.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class FormulaTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string[] Titles = ["=1+2，阿婆想有人常去看看", "+861 阿婆想有人常去看看", "-2 楼阿婆想有人常去看看", "@cmd 阿婆想有人常去看看", "\t=1+2 阿婆想有人常去看看"];

    [Test]
    public async Task Export_TitlesThatStartLikeFormulas_AreTextToASpreadsheetAndComeBackAsTheyWere()
    {
        var app = await Start();
        foreach (var title in Titles)
            await app.FileDemand(Given.Demand(title.TrimStart('\t'), detail: $"{title.TrimStart('\t')}"));
        Store.Execute("update demand set title = @title where code = 'XQ-2026-000005'", new { title = Titles[4] });
        var (folder, again) = (Directory.CreateTempSubdirectory("threelists-export-").FullName, new SqliteStore());

        new StoreVerbs(Store.Name, Actors.KeyFile, Clock, TextWriter.Null).Export(folder);

        Assert.That(Directory.GetFiles(folder).SelectMany(Cells), Has.None.Match(@"^[=+\-@\t\r]"));
        Assert.That(Cells(Path.Combine(folder, "demands.csv")).Count(cell => cell.Length > 1 && cell[0] == '\'' && "=+-@\t".Contains(cell[1])), Is.EqualTo(10));
        string List(string name) => Path.Combine(folder, name + ".csv");
        await new StoreVerbs(again.Name, Actors.KeyFile, Clock, TextWriter.Null).Import(new ListPaths(List("grid"), List("units"), List("pairings"), List("offers"), List("slots"), List("demands")));
        Assert.That(again.Query<string>("select title from demand order by code"), Is.EqualTo(Titles.Select(title => title.Trim())));
        again.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Each cell as a spreadsheet sees it: quotes taken off.</summary>
    private static IEnumerable<string> Cells(string file) =>
        File.ReadAllText(file).TrimStart('\uFEFF').Split('\n').SelectMany(line => line.TrimEnd('\r').Split(',')).Select(cell => cell.Length > 1 && cell[0] == '"' ? cell[1..^1] : cell);
}
