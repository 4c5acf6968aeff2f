using System.Text.Json.Nodes;
using Matching.Api.CommandLine;
using Matching.Api.People;

namespace Matching.Api.Tests.People;

/// <summary>A backup from before an erasure brings nobody back: what the journal names is erased again.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ErasureJournalTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Lead = $"lead/L-0012@{Given.Estate}";

    private string folder = "";

    private string Journal => Path.Combine(folder, "sub", "who.erasures");

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("threelists-journal-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task Start_BackupFromBeforeTheErasures_ErasesAllOfThemAgain()
    {
        var receipts = await BackedUpThenErased();

        Store.PutBack();
        Assert.That(Store.Query<string>("select title from demand"), Has.Some.Contains("阿婆"), "the backup holds them");
        await using (var app = await StartApp())
        {
            foreach (var receipt in receipts)
                Assert.That((await app.Post($"/api/demands/{receipt.Text("code")}/look-up", Code(receipt), actingAs: "resident")).Status, Is.EqualTo(403));
        }

        Assert.That(Store.Query<string>("select title from demand"), Has.None.Contains("阿婆"));
        Assert.That(Store.Count("select count(*) from supporter where note <> '' or look_up_hash <> ''"), Is.Zero);
        Assert.That(Store.Count("select count(*) from person where data_key is not null or name is not null or phone_index is not null"), Is.Zero);
        Assert.That(Verbs().Verify(10, null), Is.Zero);
    }

    [Test]
    public async Task Verify_BackupFromBeforeTheErasures_NamesWhoIsStillThereUntilTheVerbErasesThem()
    {
        await BackedUpThenErased();
        Store.PutBack();

        Assert.That(Verbs().Verify(10, null), Is.EqualTo(3));
        Verbs().EraseAgain();

        Assert.That(Verbs().Verify(10, null), Is.Zero);
        Assert.That(Store.Query<string>("select title from demand"), Has.None.Contains("阿婆"));
    }

    [Test]
    public async Task Start_BackupFromBeforeConsentsWereTakenBack_TakesThemBackAgain()
    {
        string visits, handling;
        await using (var app = await StartApp(fill: true))
        {
            var receipts = new[] { await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead), await app.FileDemand(ErasureTests<TStore>.WithContact("李伯"), Lead) };
            (visits, handling) = (receipts[0].Text("code"), receipts[1].Text("code"));
        }
        Store.Keep();
        await using (var app = await StartApp())
        {
            foreach (var (code, purpose) in new[] { (visits, "ReturnVisit"), (handling, "Handling") })
                (await app.Post($"/api/demands/{code}/contact/withdraw-consent", new JsonObject { ["purpose"] = purpose, ["reason"] = "本人来电" })).Expect(200);
        }

        Store.PutBack();
        await using (var app = await StartApp())
        {
            Assert.That((await app.Demand(visits)).Text("contact.name"), Is.EqualTo("陈*"));
            Assert.That((await app.Demand(handling)).Json["contact"], Is.Null);
        }

        Assert.That(Store.Query<string>("select purpose from consent where withdrawn_at is not null order by id"), Is.EqualTo(new[] { "ReturnVisit", "Handling", "ReturnVisit" }));
        Assert.That(Store.Query<string>("select title from demand"), Has.Exactly(2).Contains("阿婆"), "what was asked stays");
    }

    [Test]
    public async Task Erase_JournalCannotBeWritten_Is503AndNothingIsErased()
    {
        Directory.CreateDirectory(Journal);
        await using var app = await StartApp(fill: true);
        var receipt = await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead);

        Assert.That((await Erase(app, receipt)).Expect(503).Code, Is.EqualTo("store-unavailable"));

        Assert.That((await app.Demand(receipt.Text("code"))).Text("contact.name"), Is.EqualTo("陈*"));
    }

    [Test]
    public async Task FileFor_NothingNamed_IsBesideTheStoreOrTheMasterKeyAndHoldsNoNames()
    {
        await using (var app = await App.Start(Store.Name, Clock, Given.Lists()))
            (await Erase(app, await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead))).Expect(200);

        var file = typeof(TStore) == typeof(SqliteStore) ? Store.Name + ".erasures" : Actors.KeyFile + ".erasures";

        Assert.That(File.ReadAllLines(file), Has.Some.Match("^[0-9A-F]{16} Person [0-9]+ ").And.All.Match("^[0-9A-F]{16} [A-Za-z]+ [A-Z0-9-]+ 2026-11-23T[0-9:.]+Z$"));
    }

    [Test]
    public async Task RotateKey_JournalBesideTheOldKey_IsBesideTheNewOneToo()
    {
        var (old, renewed) = (Path.Combine(folder, "old.key"), Path.Combine(folder, "new.key"));
        StoreVerbs.NewKey(old, TextWriter.Null);
        Answer receipt;
        await using (var app = await App.Start(Store.Name, Clock, Given.Lists(), key: old))
            receipt = await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead);
        Store.Keep();
        await using (var app = await App.Start(Store.Name, Clock, key: old))
            (await Erase(app, receipt)).Expect(200);

        Store.PutBack();
        await new StoreVerbs(Store.Name, old, Clock, TextWriter.Null).RotateKey(renewed);
        await using (await App.Start(Store.Name, Clock, key: renewed))
        {
        }

        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.Zero);
    }

    /// <summary>A person with two demands, somebody without a contact, and a supporter; all are erased after the backup.</summary>
    private async Task<IReadOnlyList<Answer>> BackedUpThenErased()
    {
        List<Answer> receipts = [];
        JsonObject support;
        await using (var app = await StartApp(fill: true))
        {
            receipts.Add(await app.FileDemand(ErasureTests<TStore>.WithContact(), Lead));
            receipts.Add(await app.FileDemand(Given.Demand("王阿婆找人陪聊"), Lead));
            var common = (await app.FileDemand(Given.Demand("想有人教用手机"))).Text("code");
            var supported = (await app.Post($"/api/demands/{common}/support", new JsonObject { ["note"] = "隔壁何阿婆也要" }, actingAs: "resident")).Expect(200);
            support = Code(supported);
            support["code"] = common;
            await app.RunMatch();
        }
        Store.Keep();
        await using (var app = await StartApp())
        {
            foreach (var receipt in receipts)
                (await Erase(app, receipt)).Expect(200);
            (await app.Post($"/api/demands/{support["code"]}/erase", new JsonObject { ["lookUpCode"] = (string)support["lookUpCode"]! }, actingAs: "resident")).Expect(200);
        }
        return receipts;
    }

    private Task<App> StartApp(bool fill = false) =>
        App.Start(Store.Name, Clock, fill ? Given.Lists() : null, settings: new Dictionary<string, string?> { [ErasureJournal.Setting] = Journal });

    private StoreVerbs Verbs() => new(Store.Name, Actors.KeyFile, Clock, TextWriter.Null, Journal);

    private static JsonObject Code(Answer receipt) => new() { ["lookUpCode"] = receipt.Text("lookUpCode") };

    private static Task<Answer> Erase(App app, Answer receipt) => app.Post($"/api/demands/{receipt.Text("code")}/erase", Code(receipt), actingAs: "resident");
}
