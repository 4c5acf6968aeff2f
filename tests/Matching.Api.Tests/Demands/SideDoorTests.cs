using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

/// <summary>Support, merge, reject, withdraw.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SideDoorTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task SupportDemand_ThreeTimes_CountsAndGivesEachAnOwnLookUpCode()
    {
        var app = await Start();
        var code = (await app.FileDemand()).Text("code");

        var receipts = new List<Answer>();
        for (var i = 0; i < 3; i++)
            receipts.Add((await app.Post($"/api/demands/{code}/support", new JsonObject { ["area"] = Given.OtherEstate, ["note"] = "我家也是" })).Expect(200));

        Assert.That(receipts.Select(receipt => receipt.Number("supporters")), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(receipts.Select(receipt => receipt.Text("lookUpCode")), Is.Unique);
        Assert.That((await app.Demand(code)).Number("supporters"), Is.EqualTo(3));
    }

    [Test]
    public async Task MergeDemand_WithSupporters_KeepsEveryOneOfThemInTheCommonDemand()
    {
        var app = await Start();
        var common = (await app.FileDemand()).Text("code");
        var merged = (await app.FileDemand(Given.Demand("隔壁老伯也独自住"))).Text("code");
        (await app.Post($"/api/demands/{merged}/support", new JsonObject())).Expect(200);

        var view = (await app.Post($"/api/demands/{merged}/merge", new JsonObject { ["into"] = common })).Expect(200);

        Assert.That(view.Text("state"), Is.EqualTo("Merged"));
        Assert.That(view.Text("mergedInto"), Is.EqualTo(common));
        Assert.That((await app.Demand(common)).Number("supporters"), Is.EqualTo(2), "the person who filed and the one who supported");
        Assert.That((await app.RunMatch()).Number("demands"), Is.EqualTo(1));
    }

    [Test]
    public async Task MergeDemand_OtherCategoryOrEndedOrUnknown_IsRefused()
    {
        var app = await Start();
        var demand = (await app.FileDemand()).Text("code");
        var other = (await app.FileDemand(Given.Demand("想请人讲防骗", "反诈宣传"))).Text("code");
        var ended = (await app.FileDemand()).Text("code");
        (await app.Post($"/api/demands/{ended}/withdraw", Given.Reason())).Expect(200);

        Assert.That((await app.Post($"/api/demands/{demand}/merge", new JsonObject { ["into"] = other })).Expect(409).Code, Is.EqualTo("merge-other-category"));
        Assert.That((await app.Post($"/api/demands/{demand}/merge", new JsonObject { ["into"] = ended })).Expect(409).Code, Is.EqualTo("merge-into-ended"));
        (await app.Post($"/api/demands/{demand}/merge", new JsonObject { ["into"] = "XQ-2026-999999" })).Expect(404);
        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Open"));
    }

    [Test]
    public async Task RejectDemand_WithAReason_EndsItAndShowsTheReason()
    {
        var app = await Start();
        var code = (await app.FileDemand(Given.Demand(source: "Resident"))).Text("code");

        (await app.Post($"/api/demands/{code}/reject", Given.Reason("不属于街道服务范围"))).Expect(200);

        var detail = await app.Demand(code);
        Assert.That(detail.Text("demand.state"), Is.EqualTo("Rejected"));
        Assert.That(detail.Texts("history", "why"), Has.Some.EqualTo("不属于街道服务范围"));
        Assert.That((await app.Post($"/api/demands/{code}/open", new JsonObject())).Expect(409).Code, Is.EqualTo("demand-act-not-allowed"));
    }

    [TestCase("resident", "open", 401)]
    [TestCase("unit/DW-0001", "open", 403)]
    [TestCase("resident", "reject", 401)]
    [TestCase("unit/DW-0001", "merge", 403)]
    public async Task NodOrRefusal_ByResidentOrUnit_IsRefused(string actingAs, string act, int status)
    {
        var app = await Start();
        var code = (await app.FileDemand(Given.Demand(source: "Resident"))).Text("code");
        var into = (await app.FileDemand()).Text("code");
        var body = act switch { "open" => [], "merge" => new JsonObject { ["into"] = into }, _ => Given.Reason() };

        var answer = (await app.Post($"/api/demands/{code}/{act}", body, actingAs: actingAs)).Expect(status);

        Assert.That(answer.Code, Is.EqualTo(status == 401 ? "sign-in-needed" : "not-your-role"));
        Assert.That((await app.Demand(code)).Text("demand.state"), Is.EqualTo("Filed"));
    }

    [Test]
    public async Task WithdrawDemand_WithOrders_CancelsThemAndGivesCapacityBack()
    {
        var app = await Start();
        var (demand, order, _) = await app.OrderAfter("issue", "accept");

        var view = (await app.Post($"/api/demands/{demand}/withdraw", Given.Reason())).Expect(200);

        Assert.That(view.Text("state"), Is.EqualTo("Withdrawn"));
        Assert.That(view.Number("held"), Is.Zero);
        Assert.That((await app.Order(order)).Text("order.state"), Is.EqualTo("Cancelled"));
        Assert.That(Store.Count("select count(*) from slot where remaining < capacity"), Is.Zero);
    }

    [Test]
    public async Task WithdrawDemand_ServiceUnderWay_IsRefusedAndChangesNothing()
    {
        var app = await Start();
        var (demand, _, _) = await app.OrderAfter("issue", "accept", "start");
        var before = Store.Rows();

        (await app.Post($"/api/demands/{demand}/withdraw", Given.Reason())).Expect(409);

        Assert.That((await app.Demand(demand)).Text("demand.state"), Is.EqualTo("Matched"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }
}
