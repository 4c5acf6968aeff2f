using System.Text;
using System.Text.Json.Nodes;
using Matching.Api.Access;
using Matching.Api.CommandLine;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Invariants;
using Matching.Api.People;
using Matching.Api.Tests.Imports;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.People;

/// <summary>What is forgotten is gone everywhere, also from the words of the history; the figures and the chain stay.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ErasureTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Lead = $"lead/L-0012@{Given.Estate}";

    [Test]
    public async Task Erase_OpenDemandWithAnOrder_WithdrawsItAndLeavesNobodyInIt()
    {
        var app = await Start();
        var receipt = await app.FileDemand(WithContact(area: Given.Building), Lead);
        var code = receipt.Text("code");
        await app.RunMatch();

        (await Erase(app, receipt)).Expect(200);

        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Withdrawn"));
        Assert.That(demand.Text("demand.title"), Does.Not.Contain("阿婆").And.Contain(Given.Visiting));
        Assert.That(demand.Text("demand.detail"), Is.Empty);
        Assert.That(demand.Text("demand.area"), Is.EqualTo(Given.Estate));
        Assert.That(demand.Json["contact"], Is.Null);
        Assert.That(Store.Count("select count(*) from person where data_key is not null or name is not null or phone is not null or phone_index is not null"), Is.Zero);
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), 10, _ => { }), Is.Empty);
    }

    [Test]
    public async Task Erase_WordsInTheHistory_AreGoneAndTheChainStillHolds()
    {
        var app = await Start();
        var receipt = await app.FileDemand(WithContact(), Lead);
        (await app.Post($"/api/demands/{receipt.Text("code")}/withdraw", Given.Reason("住三楼的阿婆改主意了"))).Expect(200);

        (await Erase(app, receipt)).Expect(200);

        Assert.That(Store.Query<string>("select why from event"), Has.None.Contains("阿婆"));
        Assert.That(Store.Count("select count(*) from event where act = 'Erase'"), Is.EqualTo(1));
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), 10, _ => { }), Is.Empty);
    }

    [Test]
    public async Task Erase_SamePersonInOtherDemands_IsErasedThereTooAndOthersOfThatPhoneAreNot()
    {
        var app = await Start();
        var first = await app.FileDemand(WithContact(), Lead);
        var second = await app.FileDemand(WithContact(), Lead);
        var neighbour = await app.FileDemand(WithContact("李伯"), Lead);

        var erased = (await Erase(app, first)).Expect(200);

        Assert.That(erased.List("demands").Select(code => (string)code!), Is.EqualTo(new[] { first.Text("code"), second.Text("code") }));
        Assert.That((await app.Demand(neighbour.Text("code"))).Text("contact.name"), Is.EqualTo("李*"));
    }

    [Test]
    public async Task Erase_RowsOfAFileThatIsNotConfirmed_LoseThatPersonAndAreNotWritten()
    {
        var app = await Start();
        var receipt = await app.FileDemand(WithContact(), Lead);
        var check = (await app.Upload("demands", Encoding.UTF8.GetBytes(Sheets.Csv(
            ["标题", "类别", "区域", "数量", "数量单位", "联系人", "联系电话", "已征得同意"],
            ["想有人常来看看", Given.Visiting, Given.Estate, "1", "次", "陈阿婆", "138 1234 0000", "是"],
            ["想有人陪着说说话", Given.Visiting, Given.Estate, "1", "次", "李伯", "13812340000", "是"])))).Expect(201);
        Assert.That(check.Number("new"), Is.EqualTo(2));

        (await Erase(app, receipt)).Expect(200);

        var left = (await app.Get($"/api/imports/{check.Text("id")}")).Expect(200);
        Assert.That((left.Number("new"), left.Number("wrong"), left.Body.Contains("陈阿婆", StringComparison.Ordinal)), Is.EqualTo((1L, 1L, false)));
        await app.Confirm(check);
        Assert.That(Store.Query<string>("select title from demand where source = 'Import'"), Is.EqualTo(new[] { "想有人陪着说说话" }));
    }

    [Test]
    public async Task Retention_RowsOfAFileThatWasNeverConfirmed_GoAfterThirtyDays()
    {
        var app = await Start();
        (await app.Upload("demands", Sheets.Workbook(("需求清单", Sheets.NewDemands(3))))).Expect(201);
        Assert.That((await Retain(app)).ImportRows, Is.Zero);

        Clock.Advance(TimeSpan.FromDays(31));

        Assert.That((await Retain(app)).ImportRows, Is.EqualTo(3));
    }

    [Test]
    public async Task Erase_Twice_TheCodeOpensNothingAnyMore()
    {
        var app = await Start();
        var receipt = await app.FileDemand(WithContact(), Lead);
        (await Erase(app, receipt)).Expect(200);

        Assert.That((await Erase(app, receipt)).Expect(403).Code, Is.EqualTo("wrong-look-up-code"));
    }

    [Test]
    public async Task Erase_ASupporter_LeavesTheDemandAndForgetsTheSupporter()
    {
        var app = await Start();
        var code = (await app.FileDemand()).Text("code");
        var support = (await app.Post($"/api/demands/{code}/support", new JsonObject
        {
            ["note"] = "我家住隔壁", ["contact"] = new JsonObject { ["name"] = "黄姨", ["phone"] = "13900001111", ["consent"] = true },
        }, actingAs: "resident")).Expect(200);

        (await app.Post($"/api/demands/{code}/erase", new JsonObject { ["lookUpCode"] = support.Text("lookUpCode") }, actingAs: "resident")).Expect(200);

        var demand = await app.Demand(code);
        Assert.That(demand.Text("demand.state"), Is.EqualTo("Open"));
        Assert.That(demand.Number("supporters"), Is.EqualTo(1), "still counted");
        Assert.That(Store.Count("select count(*) from supporter where note <> '' or look_up_hash <> ''"), Is.Zero);
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.Zero);
    }

    [Test]
    public async Task Retention_EndedLongAgo_DestroysTheContactAndReportsIt()
    {
        var app = await Start();
        var ended = await app.FileDemand(WithContact(), Lead);
        var open = await app.FileDemand(WithContact("李伯"), Lead);
        (await app.Post($"/api/demands/{ended.Text("code")}/withdraw", Given.Reason())).Expect(200);

        Assert.That((await Retain(app)).Contacts, Is.Zero);
        Clock.Advance(TimeSpan.FromDays(181));
        var report = await Retain(app);

        Assert.That(report.Contacts, Is.EqualTo(1));
        Assert.That((await app.Demand(ended.Text("code"))).Json["contact"], Is.Null);
        Assert.That((await app.Demand(open.Text("code"))).Text("contact.name"), Is.EqualTo("李*"));
        Assert.That((await app.Get("/api/retention-reports", actingAs: "auditor/A-1")).Expect(200).Json[0]!["report"]!["contacts"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Retention_OldRun_ForgetsItsListsAndVerifySaysNothing()
    {
        var app = await Start();
        await app.FileDemand();
        await app.RunMatch();
        Clock.Advance(TimeSpan.FromDays(1096));

        Assert.That((await Retain(app)).RunInputs, Is.EqualTo(1));

        Assert.That(Store.Count("select count(*) from match_run where length(input) > 0"), Is.Zero);
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), 10, _ => { }), Is.Empty);
    }

    public static JsonObject WithContact(string name = "陈阿婆", string area = Given.Estate)
    {
        var demand = Given.Demand(area: area, detail: "阿婆腿脚不便");
        demand["contact"] = new JsonObject { ["name"] = name, ["phone"] = "13812340000", ["address"] = "3栋502", ["consent"] = true };
        return demand;
    }

    private static Task<Answer> Erase(App app, Answer receipt) =>
        app.Post($"/api/demands/{receipt.Text("code")}/erase", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident");

    private static async Task<RetentionReport> Retain(App app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ApplyRetention());
    }
}

/// <summary>Backups and keys, through the verbs.</summary>
internal sealed class BackupAndKeyTests
{
    private readonly Clock clock = new(Given.Now);
    private SqliteStore store = default!;
    private StringWriter told = default!;

    [SetUp]
    public void OpenStore() => (store, told) = (new SqliteStore(), new StringWriter());

    [TearDown]
    public void CloseStore() => store.Dispose();

    private StoreVerbs Verbs(string key) => new(store.Name, key, clock, told);

    [Test]
    public async Task Restore_BackupFromBeforeAnErasure_ErasesAgain()
    {
        var backup = store.Name + ".backup";
        await using (var app = await App.Start(store.Name, clock, Given.Lists()))
        {
            var receipt = await app.FileDemand(ErasureTests<SqliteStore>.WithContact());
            Verbs(Actors.KeyFile).BackUp(backup);
            (await app.Post($"/api/demands/{receipt.Text("code")}/erase", new JsonObject { ["lookUpCode"] = receipt.Text("lookUpCode") }, actingAs: "resident")).Expect(200);
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        Verbs(Actors.KeyFile).Restore(backup);

        Assert.That(store.Count("select count(*) from person where data_key is not null or name is not null"), Is.Zero);
        Assert.That(store.Query<string>("select title from demand"), Has.None.Contains("阿婆"));
        Assert.That(Verbs(Actors.KeyFile).Verify(10, null), Is.Zero);
    }

    [Test]
    public async Task RotateKey_ToANewFile_OpensEverythingWithItAndNothingWithTheOld()
    {
        var (old, renewed) = (store.Name + ".old", store.Name + ".new");
        StoreVerbs.NewKey(old, told);
        string code, lookUp;
        var options = new ServeOptions(store.Name, "http://127.0.0.1:0", Empty: true) { Key = old, Environment = "Testing", Settings = Actors.Settings(null) };
        await using (var web = await Server.Build(options, clock))
            Assert.That(web.Services.GetRequiredService<DemoMode>().IsOn, Is.False);
        await using (var app = await App.Start(store.Name, clock, Given.Lists(), key: old))
        {
            var receipt = await app.FileDemand(ErasureTests<SqliteStore>.WithContact());
            (code, lookUp) = (receipt.Text("code"), receipt.Text("lookUpCode"));
        }

        await Verbs(old).RotateKey(renewed);
        var newest = store.Name + ".newest-alone";
        File.WriteAllText(newest, File.ReadAllLines(renewed)[0]);

        Assert.ThrowsAsync<StoreException>(() => App.Start(store.Name, clock, key: old));
        await using (var app = await App.Start(store.Name, clock, key: newest))
        {
            Assert.That((await app.Demand(code)).Text("contact.name"), Is.EqualTo("陈*"));
            (await app.Post($"/api/demands/{code}/look-up", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);
        }
        Assert.That(Verbs(newest).Verify(10, null), Is.Zero, "the history is signed as before");
    }
}
