using System.Text;
using System.Text.Json.Nodes;
using Matching.Api.CommandLine;
using Matching.Api.Data;
using Matching.Api.MatchRuns;
using Matching.Core.Offers;
using Matching.Core.Tests.Photos;

namespace Matching.Api.Tests.People;

/// <summary>Fifty persons are planted; then everything that the product left behind is searched for them.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
[NonParallelizable]
internal sealed class PlantedDataTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const int Persons = 50;
    private const string Committee = $"community/C-1@{Given.Community}";

    private const string Tables = "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'";

    private readonly StringWriter log = new();
    private TextWriter console = default!;

    [SetUp]
    public void ListenToTheLog()
    {
        console = Console.Out;
        Console.SetOut(TextWriter.Synchronized(log));
    }

    [TearDown]
    public void LetTheLogBe() => Console.SetOut(console);

    [Test]
    public async Task Search_OfStoreLogsAndExports_FindsNobodyInClear()
    {
        var settings = new Dictionary<string, string?> { ["Logging:LogLevel:Default"] = "Debug" };
        var app = await App.Start(Store.Name, Clock, Given.Lists(offers: [Given.Offer() with { Kind = OfferKind.Activity }], slots: [.. Enumerable.Range(1, 30).Select(day => Given.Slot(start: 24 * day, capacity: 2))]), settings: settings);
        Own(app);
        for (var i = 0; i < Persons; i++)
            await Plant(app, i);
        foreach (var i in new[] { 5, 6 })
            await Knock(app, i);
        foreach (var demand in Store.Query<string>("select code from demand where state = 'Open' order by seq desc").Take(2))
            await Act(app, demand);
        await new PlantedNet(app, Words(10)).Leave(Store.Query<string>("select code from demand where state = 'Open' order by seq").First());
        await app.RunMatch();
        foreach (var order in Store.Query<string>("select code from service_order where state = 'Proposed' order by seq").Take(10))
            await Talk(app, order);
        var last = Store.Query<string>("select code from service_order where state = 'Proposed' order by seq").First();
        foreach (var act in new[] { "issue", "accept" })
            await app.Step(last, act);
        await new PlantedNet(app, Words(11)).Complete(last);
        (await app.Post("/api/demands", Given.Demand($"坏请求 {Phone(1)}", area: "440605009"))).Expect(400);
        (await app.Get($"/api/demands?q={Phone(2)}")).Expect(200);
        var exports = Path.Combine(Directory.CreateTempSubdirectory("threelists-export-").FullName, "lists");
        new StoreVerbs(Store.Name, Actors.KeyFile, Clock, TextWriter.Null).Export(exports);

        var places = Left(exports).ToList();

        Assert.That(places, Has.Count.GreaterThan(7));
        Assert.That(log.ToString(), Has.Length.GreaterThan(1000), "the log was listened to");
        foreach (var (place, bytes) in places)
            Assert.That(Holds(bytes, Pictures.Secret), Is.False, $"{place} holds what a picture told");
        for (var i = 0; i < Persons; i++)
        {
            foreach (var (place, bytes) in places)
            {
                foreach (var secret in new[] { Name(i), Phone(i), Address(i), TextPhone(i), Identity(i) })
                    Assert.That(Holds(bytes, secret), Is.False, $"{place} holds {secret}");
            }
        }
        Assert.That(places.Any(place => Holds(place.Bytes, "阿婆想学用手机")), "the search finds what is in clear");
        Directory.Delete(Path.GetDirectoryName(exports)!, recursive: true);
    }

    private static string Name(int i) => $"钿{(char)('丙' + i)}娴";

    private static string Phone(int i) => $"1380013{i:0000}";

    private static string Address(int i) => $"密址{i}号楼{i + 100}室";

    private static string TextPhone(int i) => $"1590000{i:0000}";

    private static string Identity(int i) => $"44060519{50 + i % 40:00}0312{i:0000}";

    private static async Task Plant(App app, int i)
    {
        var demand = Given.Demand($"阿婆想学用手机，请打{TextPhone(i)}", detail: $"证件 {Identity(i)}，电话{TextPhone(i)[..3]} {TextPhone(i)[3..7]} {TextPhone(i)[7..]}");
        demand["contact"] = new JsonObject { ["name"] = Name(i), ["phone"] = Phone(i), ["address"] = Address(i), ["note"] = $"{Name(i)}耳背，找{Address(i)}", ["consent"] = true };
        var receipt = (await app.Post("/api/demands", demand, key: $"plant-{i}")).Expect(201);
        (await app.Post("/api/demands", demand.DeepClone(), key: $"plant-{i}")).Expect(201);
        (await app.Post($"/api/demands/{receipt.Text("code")}/support", new JsonObject
        {
            ["note"] = $"我也要，打{TextPhone(i)}", ["contact"] = new JsonObject { ["name"] = Name(i), ["phone"] = Phone(i), ["address"] = Address(i), ["consent"] = true },
        }, actingAs: "resident")).Expect(200);
        foreach (var field in new[] { "Name", "Phone", "Address", "Note" })
            (await app.Post($"/api/demands/{receipt.Text("code")}/contact/reveal", new JsonObject { ["field"] = field, ["purpose"] = "Call" }, actingAs: $"community/C-1@{Given.Community}", key: $"reveal-{i}-{field}")).Expect(200);
        if (i % 10 == 9)
            (await app.Post($"/api/demands/{receipt.Text("code")}/withdraw", Given.Reason($"{TextPhone(i)}说不用了"))).Expect(200);
    }

    private static JsonObject Person(int i) => new() { ["name"] = Name(i), ["phone"] = Phone(i), ["consent"] = true };

    private static string Words(int i) => $"回电{TextPhone(i)}，证件{Identity(i)}";

    /// <summary>Every other door at which a person leaves a contact and words.</summary>
    private static async Task Knock(App app, int i)
    {
        foreach (var kind in new[] { "Idea", "Help" })
            (await app.Post("/api/mailbox", new JsonObject { ["area"] = Given.Building, ["kind"] = kind, ["text"] = Words(i), ["contact"] = Person(i) }, actingAs: "resident")).Expect(200);
        (await app.Post("/api/lead-nominations", new JsonObject { ["area"] = Given.Building, ["kind"] = "Neighbour", ["why"] = Words(i), ["contact"] = Person(i) }, actingAs: "resident")).Expect(200);
        (await app.Post("/api/company-visits", new JsonObject
        {
            ["kind"] = "Visit", ["firm"] = "岭南玉器坊", ["area"] = Given.Community, ["visitedOn"] = "2026-11-20", ["said"] = Words(i), ["contact"] = Person(i),
            ["needs"] = new JsonArray(new JsonObject { ["title"] = $"员工想做体检，{Words(i)}", ["category"] = Given.Visiting, ["quantity"] = 1 }),
            ["followUps"] = new JsonArray(new JsonObject { ["what"] = Words(i), ["owner"] = null, ["dueOn"] = "2026-12-10" }),
        }, actingAs: Committee)).Expect(201);
        var activity = (await app.Get("/api/activities", actingAs: "unit/DW-0001")).Expect(200).List("items")[i]!["id"];
        (await app.Post($"/api/activities/{activity}/sign-ups", new JsonObject { ["people"] = 1, ["area"] = Given.Estate, ["contact"] = Person(i) }, actingAs: "unit/DW-0001")).Expect(201);
        var survey = (await app.Post("/api/surveys", new JsonObject { ["place"] = Given.Community, ["title"] = "明年想要什么服务", ["intro"] = "", ["closes"] = "2026-12-20" }, actingAs: Committee)).Expect(201).Text("code");
        (await app.Post($"/api/surveys/{survey}/questions", new JsonObject { ["kind"] = "Text", ["words"] = "还有什么想说的？", ["asks"] = true }, actingAs: Committee)).Expect(200);
        var sheet = (await app.Post($"/api/surveys/{survey}/state", new JsonObject { ["state"] = "Published" }, actingAs: Committee)).Expect(200);
        (await app.Post($"/api/survey-sheets/{sheet.Text("answerCode")}", new JsonObject
        {
            ["area"] = Given.Estate, ["contact"] = Person(i), ["replies"] = new JsonArray(new JsonObject { ["question"] = sheet.List("questions")[0]!["id"]!.DeepClone(), ["text"] = Words(i) }),
        }, actingAs: "resident")).Expect(201);
    }

    /// <summary>What staff write about a demand that is open.</summary>
    private static async Task Act(App app, string demand)
    {
        const string colleague = $"community/C-2@{Given.Community}";
        foreach (var (act, field) in new[] { ("supplement", "text"), ("notes", "note"), ("wait", "question"), ("record-answer", "answer"), ("escalate", "reason"), ("send-down", "reason") })
            (await app.Post($"/api/demands/{demand}/{act}", new JsonObject { [field] = Words(7) }, actingAs: colleague)).Expect(200);
        (await app.Post($"/api/demands/{demand}/gap", new JsonObject { ["gap"] = "NoOffer", ["note"] = Words(8) }, actingAs: colleague)).Expect(200);
        (await app.Post($"/api/demands/{demand}/unreasonable", Given.Reason(Words(9)), actingAs: colleague)).Expect(200);
    }

    private static async Task Talk(App app, string order)
    {
        await app.Step(order, "issue");
        await app.Step(order, "accept");
        await app.Step(order, "complete", new JsonObject { ["note"] = $"电话{TextPhone(3)}已联系，证件{Identity(3)}已核" });
        await app.Step(order, "return-visit", new JsonObject { ["solved"] = true, ["satisfaction"] = "Satisfied", ["note"] = $"{TextPhone(4)}接的" });
    }

    /// <summary>Everything that could hold somebody: the store's files, or every row of every table; runs unpacked; exports; the log.</summary>
    private IEnumerable<(string Place, byte[] Bytes)> Left(string exports)
    {
        if (Database.At(Store.Name).IsPostgres)
        {
            foreach (var table in Store.Query<string>(Tables))
                yield return (table, Encoding.UTF8.GetBytes(string.Join('\n', Store.Query<string>($"select x::text from {table} x"))));
        }
        else
        {
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Store.Name)!))
            {
                using var opened = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var copy = new MemoryStream();
                opened.CopyTo(copy);
                yield return (file, copy.ToArray());
            }
        }
        foreach (var run in Store.Query<long>("select id from match_run"))
        {
            foreach (var column in new[] { "input", "report", "report_en" })
                yield return ($"run {run} {column}", StoredInput.Unpack(Store.Query<byte[]>($"select {column} from match_run where id = @run", new { run })[0]));
        }
        foreach (var file in Directory.GetFiles(exports))
            yield return (file, File.ReadAllBytes(file));
        yield return ("log", Encoding.UTF8.GetBytes(log.ToString()));
    }

    private static bool Holds(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
