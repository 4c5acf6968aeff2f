using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Matching.Api.CommandLine;

namespace Matching.Api.Tests.CommandLine;

/// <summary>Runs the <c>match</c> verb on list files in a folder of its own.</summary>
internal sealed class MatchVerb : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("threelists-match-").FullName;
    private readonly Dictionary<string, string> lists = [];
    private readonly CultureInfo? languageBefore = CultureInfo.DefaultThreadCurrentUICulture;
    private readonly CultureInfo threadLanguageBefore = CultureInfo.CurrentUICulture;

    public MatchVerb()
    {
        Write("grid", "code,name,level\n440605001,湖畔街道,street\n440605001001,湖心社区,community\n440605001001001,望湖苑,estate\n");
        Write("units", "code,name,kind,area,monthlyCap\nU1,湖畔社工站,SocialOrganization,440605001001,\nU2,青禾志愿队,VolunteerTeam,440605001,\n");
        Write("offers", "code,unit,title,detail,kind,categories,areas,unitOfCapacity,validFrom,validUntil,noticeHours,audience\n"
            + "O1,U1,上门探访,两人一组,Skill,探访,440605001,次,,,0,\nO2,U2,周末探访,陪聊,Skill,探访;助餐,440605001001,次,,,0,\n");
        Write("slots", "offer,start,end,capacity\nO1,2026-11-24T09:00,2026-11-24T12:00,2\nO2,2026-11-28T09:00,2026-11-28T12:00,1\n");
        Write("demands", "code,title,detail,category,area,quantity,unitOfQuantity,divisible,from,until,urgency,vulnerable,audience,filedAt\n"
            + "D1,阿婆独住,,探访,440605001001001,1,次,no,,,normal,no,,2026-11-20\nD2,老伯独住,,探访,440605001001001,2,次,yes,,,urgent,no,,2026-11-21\n");
    }

    public string Orders => Path.Combine(folder, "orders.csv");

    public string Report => Path.Combine(folder, "report.json");

    public string Pairs => Path.Combine(folder, "pairs.csv");

    public string Errors { get; private set; } = "";

    /// <summary>Uses the given file as that list.</summary>
    public void Use(string list, string path) => lists[list] = path;

    /// <summary>Writes that list as <c>list.csv</c>.</summary>
    public void Write(string list, string text) => Write(list, Encoding.UTF8.GetBytes(text));

    public void Write(string list, byte[] bytes)
    {
        lists[list] = Path.Combine(folder, $"{list}.csv");
        File.WriteAllBytes(lists[list], bytes);
    }

    public string Text(string list) => File.ReadAllText(lists[list]);

    /// <summary>Replaces the one place in that list.</summary>
    public void Change(string list, string before, string after)
    {
        Assert.That(Text(list).Split(before), Has.Length.EqualTo(2), $"'{before}' in {list}");
        Write(list, Text(list).Replace(before, after));
    }

    /// <summary>Runs the verb and gives its exit code; what it wrote to stderr is in <see cref="Errors"/>.</summary>
    public async Task<int> Run(string now = "2026-11-23T08:00", string language = "zh_CN.UTF-8")
    {
        string[] args = ["match", "--now", now, .. lists.SelectMany(list => new[] { $"--{list.Key}", list.Value }), "--orders", Orders, "--report", Report, "--pairs", Pairs];
        var (output, error, languageOfTerminal) = (Console.Out, Console.Error, Environment.GetEnvironmentVariable("LANG"));
        var captured = new StringWriter();
        try
        {
            Environment.SetEnvironmentVariable("LANG", language);
            Console.SetOut(captured);
            Console.SetError(captured);
            return await Verbs.Root().Parse(args).InvokeAsync();
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            Environment.SetEnvironmentVariable("LANG", languageOfTerminal);
            Errors = captured.ToString();
        }
    }

    /// <summary>Runs the verb, which must succeed, and gives what it wrote.</summary>
    public async Task<MatchOutput> Output()
    {
        Assert.That(await Run(), Is.Zero, () => Errors);
        return new MatchOutput(Csv.Read(Orders), Csv.Read(Pairs), JsonNode.Parse(await File.ReadAllTextAsync(Report))!);
    }

    public void Dispose()
    {
        CultureInfo.DefaultThreadCurrentUICulture = languageBefore;
        CultureInfo.CurrentUICulture = threadLanguageBefore;
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>What the verb wrote, read back without any code of the product.</summary>
internal sealed record MatchOutput(IReadOnlyList<IReadOnlyDictionary<string, string>> Orders, IReadOnlyList<IReadOnlyDictionary<string, string>> Pairs, JsonNode Report)
{
    public long Objective => (long)Report["objective"]!;

    public long DualBound => (long)Report["dualBound"]!;

    public long Served => (long)Report["served"]!;

    public IReadOnlyList<string> Unserved => [.. Report["unserved"]!.AsArray().Select(row => row!["demand"]!.ToString())];
}

/// <summary>RFC 4180, read slowly and plainly.</summary>
internal static class Csv
{
    public static IReadOnlyList<IReadOnlyDictionary<string, string>> Read(string path)
    {
        var rows = Rows(File.ReadAllText(path).TrimStart('\uFEFF'));
        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    private static List<List<string>> Rows(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && text[i] is ',' or '\n' && !quoted)
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (quoted || text[i] != '\r')
                cell.Append(text[i]);
        }
        if (cell.Length > 0 || row.Count > 0)
            rows.Add([.. row, cell.ToString()]);
        return rows;
    }
}
