using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

/// <summary>Citizens' messages, filed as they are on the seed lists, and one match run: nothing is lost, and whoever gets nothing is
/// told why.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class RealMessagesTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    /// <summary>What a meeting has before it is in no run.</summary>
    private const string Seeking = "state in ('Open', 'PartlyMatched', 'Matched', 'Escalated')";

    private const int MostOfEach = 200;

    [Test]
    public Task Messages_FortyOfOurOwn_AllFindAPlaceOrAReason() => FileAndMatch(OwnMessages.All);

    [TestCase("zh_hotline_dongguan/messages.jsonl")]
    [TestCase("zh_demands/cls_dev.jsonl")]
    public Task Messages_OfRealCitizens_AllFindAPlaceOrAReason(string file) =>
        FileAndMatch([.. File.ReadLines(Find(file)).Take(MostOfEach).Select(line => Message.Of(JsonNode.Parse(line)!))]);

    private async Task FileAndMatch(IReadOnlyList<Message> messages)
    {
        var app = await Start(seed: true);
        var estates = Store.Query<string>("select code from area where level = 'Estate' order by code");
        var openBefore = Store.Count("select count(*) from demand");

        var codes = await Task.WhenAll(messages.Select((message, i) => FileMessage(app, message, estates[i % estates.Count])));
        Assert.That(codes, Is.Unique);
        foreach (var (code, message) in codes.Zip(messages).Where((_, i) => i % 10 == 0))
            Assert.That((await app.Demand(code)).Text("demand.detail"), Is.EqualTo(message.Text.Trim().Normalize()), "not a character is lost");
        await Task.WhenAll(codes.Select(async code => (await app.Post($"/api/demands/{code}/open", new JsonObject())).Expect(200)));

        var run = await app.RunMatch();

        Assert.That(Store.Count("select count(*) from demand"), Is.EqualTo(openBefore + messages.Count));
        Assert.That(run.Flag("certificateVerified"), Is.True);
        Assert.That(run.Number("demands"), Is.EqualTo(Store.Count($"select count(*) from demand where {Seeking}")));
        var report = (await app.Get($"/api/match-runs/{run.Number("id")}/report")).Expect(200);
        var unserved = report.Texts("unserved", "demand");
        Assert.That(report.List("unserved").Where(row => row!["reasons"]!.AsArray().Count == 0 || row["mainReason"]!.ToString().Length == 0), Is.Empty);
        Assert.That(unserved.Concat(Store.Query<string>("select distinct demand from service_order where state <> 'Cancelled'")), Is.EquivalentTo(Store.Query<string>($"select code from demand where {Seeking}")));
        Assert.That(codes.Except(unserved), Is.Not.Empty, "some of them are served");
    }

    /// <summary>Files one message; where no category can be guessed, as a resident would pick a chip.</summary>
    private static async Task<string> FileMessage(App app, Message message, string estate)
    {
        var body = Given.Demand(message.Title, category: null, area: estate, source: "Resident", detail: message.Text);
        var answer = await app.Post("/api/demands", body, actingAs: "resident");
        if (answer.Status == 409 && answer.Code == "category-needed")
        {
            body["category"] = "物业纠纷";
            answer = await app.Post("/api/demands", body, actingAs: "resident");
        }
        return answer.Expect(201).Text("code");
    }

    private static string Find(string file)
    {
        if (Environment.GetEnvironmentVariable("THREELISTS_DATA") is { Length: > 0 } given)
        {
            Assert.That(Path.Combine(given, file), Does.Exist);
            return Path.Combine(given, file);
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "..", "shared", "data", file);
            if (folder.EnumerateFiles("ThreeLists.sln").Any() && File.Exists(found))
                return found;
        }
        Assert.Ignore("not run: no data");
        return "";
    }
}
