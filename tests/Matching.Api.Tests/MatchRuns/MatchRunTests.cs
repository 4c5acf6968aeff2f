using Matching.Api.MatchRuns;
using Matching.Core;

namespace Matching.Api.Tests.MatchRuns;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MatchRunTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task RunMatch_OverTheSeedLists_IsVerifiedAndExplainsEveryUnservedDemand()
    {
        var app = await Start(seed: true);

        var run = (await app.Get("/api/match-runs/1")).Expect(200);

        Assert.That(run.Flag("certificateVerified"), Is.True);
        Assert.That(run.Number("objective"), Is.LessThanOrEqualTo(run.Number("bound")));
        Assert.That((double)run.Json["gap"]!, Is.InRange(0, 0.001));
        Assert.That(run.Number("demands"), Is.EqualTo(200));
        Assert.That(run.Number("served"), Is.GreaterThan(100));

        foreach (var language in new[] { "zh", "en" })
        {
            var report = (await app.Get("/api/match-runs/1/report", language)).Expect(200);
            Assert.That(report.Number("served") + report.List("unserved").Count, Is.EqualTo(200));
            foreach (var unserved in report.List("unserved"))
            {
                Assert.That(unserved!["reasons"]!.AsArray(), Is.Not.Empty, unserved.ToJsonString());
                Assert.That(unserved["reasons"]!.AsArray().Select(reason => reason!["text"]!.ToString()), Has.All.Length.GreaterThan(5).And.All.Not.Contains("{"));
            }
        }
    }

    [Test]
    public async Task RunMatch_AgainOverTheSameLists_KeepsEveryOrderAndWritesNone()
    {
        var app = await Start(seed: true);
        var written = Store.Count("select count(*) from service_order");

        var again = await app.RunMatch();

        Assert.That(again.Number("ordersWritten"), Is.Zero, again.Body);
        Assert.That(again.Number("ordersMoved"), Is.Zero, again.Body);
        Assert.That(again.Number("ordersKept"), Is.EqualTo(written));
        Assert.That(Store.Count("select count(*) from service_order where state <> 'Proposed'"), Is.Zero);
    }

    [Test]
    public async Task RunMatch_StoredInput_ReplaysToTheBit()
    {
        Clock.Advance(TimeSpan.FromTicks(12_345_678));
        var app = await Start(seed: true);
        await app.RunMatch();

        foreach (var id in new[] { 1L, 2L })
        {
            var (row, packed) = Store.Read(session => (MatchRunRow.Get(session, id), session.One<byte[]>(MatchRunRow.SelectInput, new { id })!));
            var stored = StoredInput.Unpacked(packed);

            var replayed = MatchRun.Execute(stored.Input, stored.Policy);

            Assert.That(stored.Input.Now, Is.EqualTo(Clock.Now), "not a tick is cut");
            Assert.That(StoredInput.PairsHash(replayed), Is.EqualTo(row.PairsHash));
            Assert.That(replayed.Pairing.Objective, Is.EqualTo(row.Objective));
            Assert.That(replayed.Pairing.Bound, Is.EqualTo(row.Bound));
            Assert.That(StoredInput.Hash(packed), Is.EqualTo(row.InputHash));
        }
    }

    [Test]
    public async Task RunMatch_AfterAnAcceptance_LeavesTheAcceptedOrderWhereItIs()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        var (_, accepted, _) = await app.OrderAfter("issue", "accept");
        var urgent = (await app.FileDemand(Given.Demand("燃气味很重，老人独居", urgency: "Emergency", vulnerable: true))).Text("code");

        var run = await app.RunMatch();

        Assert.That((await app.Order(accepted)).Text("order.state"), Is.EqualTo("Accepted"));
        Assert.That(run.Number("ordersWritten"), Is.Zero);
        var report = await app.Get($"/api/match-runs/{run.Number("id")}/report");
        Assert.That(report.Texts("unserved", "demand"), Is.EqualTo(new[] { urgent }));
        Assert.That(report.Texts("unserved", "mainReason"), Is.EqualTo(new[] { "Capacity" }));
    }

    [Test]
    public async Task RunMatch_MoreUrgentDemandCame_MovesTheMereProposal()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        var (first, proposal, _) = await app.OrderAfter();
        var urgent = (await app.FileDemand(Given.Demand(urgency: "Emergency"))).Text("code");

        var run = await app.RunMatch();

        Assert.That(run.Number("ordersMoved"), Is.EqualTo(1));
        Assert.That((await app.Order(proposal)).Text("order.state"), Is.EqualTo("Cancelled"));
        Assert.That((await app.Demand(first)).Text("demand.state"), Is.EqualTo("Open"));
        Assert.That((await app.Demand(urgent)).Text("demand.state"), Is.EqualTo("Matched"));
    }

    [Test]
    public async Task RunMatch_NothingFits_SaysSoOfEveryDemand()
    {
        var app = await Start(Given.Lists(units: [], offers: [], slots: []));
        var demand = (await app.FileDemand()).Text("code");

        var run = await app.RunMatch();

        var report = await app.Get($"/api/match-runs/{run.Number("id")}/report");
        Assert.That(report.Texts("unserved", "demand"), Is.EqualTo(new[] { demand }));
        Assert.That(report.List("unserved")[0]!["reasons"]!.AsArray(), Has.Count.GreaterThan(0));
    }

    [Test]
    public async Task RunMatch_UnitAtItsMonthlyCap_GetsNoMoreOrdersOfThatMonth()
    {
        var app = await Start(Given.Lists(units: [Given.Unit(monthlyCap: 2)], offers: [Given.Offer()], slots: [Given.Slot(capacity: 9), Given.Slot(start: 24 * 10, capacity: 9)]));
        for (var i = 0; i < 5; i++)
            await app.FileDemand();

        await app.RunMatch();
        foreach (var order in Store.Query<string>("select code from service_order where state = 'Proposed'"))
        {
            await app.Step(order, "issue");
            await app.Step(order, "accept");
        }
        await app.RunMatch();

        Assert.That(Store.Query<long>("select count(*) from service_order group by slot order by 1"), Is.EqualTo(new[] { 2, 2 }), "two in November, two in December");
    }

    [TestCase("resident", 401, "sign-in-needed")]
    [TestCase("unit/DW-0001", 403, "not-your-role")]
    public async Task RunMatch_ByResidentOrUnit_IsRefused(string actingAs, int status, string code)
    {
        var app = await Start();

        Assert.That((await app.Post("/api/match-runs", actingAs: actingAs)).Expect(status).Code, Is.EqualTo(code));
        Assert.That(Store.Count("select count(*) from match_run"), Is.Zero);
    }

    [Test]
    public async Task GetMatchRun_Unknown_Is404()
    {
        var app = await Start();

        (await app.Get("/api/match-runs/77")).Expect(404);
        (await app.Get("/api/match-runs/77/report")).Expect(404);
        (await app.Get("/api/match-runs/last")).Expect(404);
    }

    [Test]
    public async Task DemandMatches_OfAnOpenDemand_ListFactorsRefusalsAndTheNearestMiss()
    {
        var app = await Start(Given.Lists(
            units: [Given.Unit(), Given.Unit("DW-0002", "青禾志愿队")],
            offers: [Given.Offer(), Given.Offer("ZY-2026-000002", "DW-0002", areas: [Given.FarEstate]), Given.Offer("ZY-2026-000003", category: "反诈宣传", unitOfCapacity: "座")],
            slots: [Given.Slot(), Given.Slot(start: 48), Given.Slot("ZY-2026-000002"), Given.Slot("ZY-2026-000003")]));
        var demand = (await app.FileDemand()).Text("code");

        var matches = (await app.Get($"/api/demands/{demand}/matches")).Expect(200);

        Assert.That(matches.Number("feasibleSlots"), Is.EqualTo(2));
        Assert.That(matches.Texts("ranked", "offer"), Is.EqualTo(new[] { "ZY-2026-000001", "ZY-2026-000001" }));
        var factors = matches.List("ranked")[0]!["factors"]!.AsObject();
        Assert.That(factors.Select(factor => factor.Key), Is.EquivalentTo(Enum.GetNames<Core.Scoring.ScoreFactor>()).IgnoreCase);
        Assert.That(factors.Select(factor => (int)factor.Value!), Has.All.InRange(0, 1_000_000));
        Assert.That(matches.Texts("refusals", "rule"), Is.EquivalentTo(new[] { "ServiceArea", "Category" }));
        Assert.That(matches.Text("nearestMiss.offer"), Is.EqualTo("ZY-2026-000002"));
        Assert.That(matches.Text("nearestMiss.text"), Does.Contain("青禾志愿队"));
        Assert.That((await app.Get($"/api/demands/{demand}/matches?limit=1")).List("ranked"), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task DemandMatches_AskedManyTimes_WriteNothing()
    {
        var app = await Start();
        var demand = (await app.FileDemand(Given.Demand(source: "Resident"))).Text("code");
        var before = Store.Rows();

        (await app.Get($"/api/demands/{demand}/matches")).Expect(200);
        (await app.Get($"/api/demands/{demand}/matches", "en")).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
    }
}
