using System.Text.Json.Nodes;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Invariants;
using Matching.Api.People;
using Matching.Api.Tests.Escalation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Leads;

/// <summary>Leads are nominated without an account, appointed for a term by the committee, and forgotten when they ask.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class NominationTests<TStore> : NetTests<TStore> where TStore : IStore
{
    private const string OtherCommittee = $"community/C-9@{Given.Street}002";

    [Test]
    public async Task Nominate_ByAResident_IsSealedAndShownMaskedToTheCommittee()
    {
        var app = await Start();
        var (code, _) = await Nominate(app);

        var seen = (await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Expect(200);

        Assert.That(seen.Body, Does.Not.Contain("何师傅").And.Not.Contain("13800000000").And.Not.Contain("13911112222"), "neither the contact nor a number in the words");
        Assert.That(seen.Text("contact.phone"), Does.StartWith("138"));
        Assert.That(Store.Query<string>("select coalesce(name, '') || coalesce(phone, '') || coalesce(note, '') from person").Single(), Does.Not.Contain("何师傅").And.Not.Contain("13800000000").And.Not.Contain("13911112222"));
        (await app.Get($"/api/lead-nominations/{code}", actingAs: OtherCommittee)).Expect(404);
        (await app.Get($"/api/lead-nominations/{code}", actingAs: Lead)).Expect(403);
        Assert.That((await app.Get("/api/lead-nominations", actingAs: OtherCommittee)).Expect(200).List("items"), Is.Empty);
        Assert.That((await app.Get("/api/lead-nominations", actingAs: Committee)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { code }));
    }

    [TestCase("consent", false)]
    [TestCase("name", null)]
    [TestCase("phone", "不知道")]
    public async Task Nominate_WithoutWhatIsNeeded_IsRefused(string field, object? value)
    {
        var app = await Start();
        var body = Body();
        body["contact"]![field] = value switch { bool flag => flag, string text => text, _ => null };

        Assert.That((await app.Post("/api/lead-nominations", body, actingAs: "resident")).Expect(400).Code, Is.EqualTo("invalid-fields"));
        Assert.That((await app.Post("/api/lead-nominations", Body(Given.Community), actingAs: "resident")).Expect(400).Code, Is.EqualTo("invalid-fields"));
        Assert.That(Store.Count("select count(*) from person"), Is.Zero);
    }

    [Test]
    public async Task ReportIn_WithTheCommunitysNod_BringsTheMembersRoleForATerm()
    {
        var app = await Start();
        var body = Body(Given.Community);
        body["kind"] = "ReportIn";
        var code = (await app.Post("/api/lead-nominations", body, actingAs: "resident")).Expect(200).Text("code");
        Assert.That((await Approve(app, code, until: "2026-12-22")).Expect(200).Text("display"), Is.EqualTo("湖心社区 报到党员"));

        Assert.That(Store.Query<string>("select g.role || ' ' || g.area from lead_nomination n join role_grant g on g.id = n.role_grant").Single(), Is.EqualTo($"Member {Given.Community}"));
        var demand = await File(app, actingAs: Lead);
        await At(app, 31 * 24);
        Assert.That((await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Expect(200).Text("state"), Is.EqualTo("Ended"));
        Assert.That(Store.Count($"select count(*) from event where subject = '{demand}' and act = 'HandOver'"), Is.Zero);
        ExpectSound();
    }

    [Test]
    public async Task ReportIn_ToABuilding_IsRefused()
    {
        var app = await Start();
        var body = Body();
        body["kind"] = "ReportIn";

        (await app.Post("/api/lead-nominations", body, actingAs: "resident")).Expect(400);
    }

    [Test]
    public async Task Approve_GivesAnAccountWithTheRoleOfTheTermAndASlip()
    {
        var app = await Start();
        var (code, lookUp) = await Nominate(app);

        var slip = (await Approve(app, code, until: "2027-11-22")).Expect(200);

        Assert.That(slip.Text("display"), Is.EqualTo("湖心社区 望湖苑 3栋 楼长"));
        Assert.That(slip.Text("code"), Is.Not.Empty);
        Assert.That(Store.Query<string>("select role || ' ' || area || ' ' || ends_at from role_grant where account = 'L-0101'"), Is.EqualTo(new[] { $"Lead {Given.Building} 2027-11-22T16:00:00.000Z" }));
        var own = (await app.Post($"/api/lead-nominations/{code}/look-up", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);
        Assert.That($"{own.Text("state")} {own.Text("from")} {own.Text("until")} {own.Text("reason")}", Is.EqualTo("Appointed 2026-11-23 2027-11-22 居民代表会议通过"));
        Assert.That((await Approve(app, code, "L-0102")).Expect(409).Code, Is.EqualTo("nomination-act-not-allowed"));
        ExpectSound();
    }

    [Test]
    public async Task Decide_ByWhoProposedOrByOthers_IsRefused()
    {
        var app = await Start();
        var code = (await app.Post("/api/lead-nominations", Body(), actingAs: Committee)).Expect(200).Text("code");

        Assert.That((await Approve(app, code)).Expect(403).Code, Is.EqualTo("own-nomination"));
        Assert.That((await Approve(app, code, actingAs: OtherCommittee)).Status, Is.EqualTo(404));
        (await Approve(app, code, actingAs: Colleague)).Expect(200);
    }

    [Test]
    public async Task Refuse_WithAReason_IsReadByTheNominee()
    {
        var app = await Start();
        var (code, lookUp) = await Nominate(app);
        (await app.Post($"/api/lead-nominations/{code}/refuse", Given.Reason(""), actingAs: Committee)).Expect(400);
        (await app.Post($"/api/lead-nominations/{code}/refuse", Given.Reason("本楼已有楼长"), actingAs: Committee)).Expect(200);

        var own = (await app.Post($"/api/lead-nominations/{code}/look-up", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);

        Assert.That($"{own.Text("state")} {own.Text("reason")}", Is.EqualTo("Refused 本楼已有楼长"));
        Assert.That((await app.Post($"/api/lead-nominations/{code}/look-up", new JsonObject { ["lookUpCode"] = "AAAAAAAAAA" }, actingAs: "resident")).Expect(403).Code, Is.EqualTo("wrong-look-up-code"));
        Assert.That((await Reveal(app, code)).Expect(409).Code, Is.EqualTo("contact-closed"));
    }

    [Test]
    public async Task Reveal_OfTheName_IsOnRecord()
    {
        var app = await Start();
        var (code, _) = await Nominate(app);

        Assert.That((await Reveal(app, code)).Expect(200).Text("value"), Is.EqualTo("何师傅"));

        Assert.That(Store.Query<string>($"select who || ' ' || why from event where subject = 'nomination/{code}' and act = 'Reveal'"), Is.EqualTo(new[] { "community/C-1 Name" }));
    }

    [Test]
    public async Task Term_Over_HandsDemandsUpTheLadder()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Branch);
        var (code, _) = await Nominate(app);
        (await Approve(app, code, until: "2026-11-25")).Expect(200);
        Store.Execute("update account set state = 'Active' where name = 'L-0101'");
        var demand = await File(app, $"lead/L-0101@{Given.Building}", Given.Demand(area: Given.Building));
        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));

        await At(app, 63.1);

        Assert.That((await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Expect(200).Text("state"), Is.EqualTo("Ended"));
        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Branch"));
        ExpectSound();
    }

    [Test]
    public async Task End_BeforeTheLastDay_EndsTheRoleAtOnce()
    {
        var app = await Start();
        var (code, _) = await Nominate(app);
        (await Approve(app, code)).Expect(200);
        await At(app, 24);
        (await app.Post($"/api/lead-nominations/{code}/end", Given.Reason("搬离本小区"), actingAs: Committee)).Expect(200);

        Assert.That(Store.Query<string>("select ends_at from role_grant where account = 'L-0101'"), Is.EqualTo(new[] { "2026-11-24T01:00:00.000Z" }));
        await At(app, 24 * 400);
        Assert.That((await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Text("until"), Is.EqualTo("2026-11-24"));
        ExpectSound();
    }

    [Test]
    public async Task Forget_ByTheCode_DestroysWhatIsKeptAndEndsIt()
    {
        var app = await Start();
        var (code, lookUp) = await Nominate(app);
        (await app.Post($"/api/lead-nominations/{code}/erase", new JsonObject { ["lookUpCode"] = "AAAAAAAAAA" }, actingAs: "resident")).Expect(403);
        (await app.Post($"/api/lead-nominations/{code}/erase", new JsonObject { ["lookUpCode"] = lookUp }, actingAs: "resident")).Expect(200);

        var seen = (await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Expect(200);

        Assert.That($"{seen.Text("state")} {seen.Text("why")} {seen.Text("contact")}", Is.EqualTo("Refused  "));
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.Zero);
        Assert.That(StoreInvariants.Check(Database.At(Store.Name), 0, _ => { }, app.Services.GetRequiredService<HistoryChain>()), Is.Empty);
    }

    [Test]
    public async Task Retention_ForgetsARefusedNomineeInItsTime()
    {
        var app = await Start();
        var (code, _) = await Nominate(app);
        var (waiting, _) = await Nominate(app);
        (await app.Post($"/api/lead-nominations/{code}/refuse", Given.Reason("本楼已有楼长"), actingAs: Committee)).Expect(200);
        await Retain(app, 179);
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.EqualTo(2));

        await Retain(app, 2);

        Assert.That((await app.Get($"/api/lead-nominations/{code}", actingAs: Committee)).Text("contact"), Is.Empty);
        Assert.That((await app.Get($"/api/lead-nominations/{waiting}", actingAs: Committee)).Text("contact"), Is.Not.Empty);
    }

    [Test]
    public async Task Pages_LeadResidentAndCommitteeThroughIt()
    {
        var app = await Start();
        var (code, _) = await Nominate(app);

        Assert.That((await app.Get("/leads/join", actingAs: "resident")).Expect(200).Body, Does.Contain("推选楼长").And.Contain("3栋"));
        Assert.That((await app.Get("/leads", actingAs: Committee)).Expect(200).Body, Does.Contain(code).And.Not.Contain("何师傅"));
        Assert.That((await app.Get($"/leads/{code}", actingAs: Committee)).Expect(200).Body, Does.Contain("通过并聘任").And.Not.Contain("打印聘书"));
        (await Approve(app, code)).Expect(200);
        Assert.That((await app.Get($"/leads/{code}", actingAs: Committee)).Expect(200).Body, Does.Contain("打印聘书").And.Contain("L-0101"));
        (await app.Get($"/leads/{code}", actingAs: OtherCommittee)).Expect(404);
        Assert.That((await app.Get($"/leads/own/{code}", actingAs: "resident")).Status, Is.EqualTo(303));
    }

    private async Task Retain(App app, double days)
    {
        Clock.Advance(TimeSpan.FromDays(days));
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ApplyRetention());
    }

    private static JsonObject Body(string area = Given.Building) => new()
    {
        ["area"] = area, ["kind"] = "Neighbour", ["contact"] = new JsonObject { ["name"] = "何师傅", ["phone"] = "13800000000", ["consent"] = true }, ["why"] = "热心，也可打 13911112222",
    };

    private static async Task<(string Code, string LookUp)> Nominate(App app)
    {
        var receipt = (await app.Post("/api/lead-nominations", Body(), actingAs: "resident")).Expect(200);
        return (receipt.Text("code"), receipt.Text("lookUpCode"));
    }

    private static Task<Answer> Approve(App app, string code, string account = "L-0101", string until = "2027-11-22", string actingAs = Committee) => app.Post($"/api/lead-nominations/{code}/approve",
        new JsonObject { ["account"] = account, ["from"] = "2026-11-23", ["until"] = until, ["reason"] = "居民代表会议通过" }, actingAs: actingAs);

    private static Task<Answer> Reveal(App app, string code) => app.Post($"/api/lead-nominations/{code}/reveal", new JsonObject { ["field"] = "Name" }, actingAs: Committee);
}
