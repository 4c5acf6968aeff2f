using System.Text.Json.Nodes;

namespace Matching.Api.Tests.MatchRuns;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class WhatIfTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task TryWhatIf_NothingChanged_ShowsNoDifferenceAndWritesNothing()
    {
        var app = await Start(seed: true);
        var before = Store.Rows();

        var answer = (await app.Post("/api/what-if", new JsonObject())).Expect(200);

        Assert.That(Store.Rows(), Is.EqualTo(before));
        Assert.That(answer.List("differences"), Is.Empty, answer.Body);
        Assert.That(answer.Json["then"]!["served"]!.ToString(), Is.EqualTo(answer.Json["now"]!["served"]!.ToString()));
        Assert.That(answer.Text("summary"), Does.StartWith("没有差别"));
        Assert.That(answer.Text("now.quality"), Does.Contain("最优"));
    }

    [Test]
    public async Task TryWhatIf_OfferRemoved_SaysWhoLosesAndWhy()
    {
        var app = await Start();
        await app.FileDemand();

        var answer = (await app.Post("/api/what-if", Body("""{"removeOffers":["ZY-2026-000001","ZY-2026-000002"]}"""), language: "en")).Expect(200);

        Assert.That((answer.Number("now.served"), answer.Number("then.served"), answer.Number("lose")), Is.EqualTo((1, 0, 1)));
        var lost = answer.List("differences").Single()!;
        Assert.That((lost["demand"]!.ToString(), lost["kind"]!.ToString(), lost["cause"]!.ToString()), Is.EqualTo(("XQ-2026-000001", "Loses", "SlotGone")));
        Assert.That(lost["text"]!.ToString(), Does.StartWith("XQ-2026-000001 goes down from 1 to 0: the slot of ZY-2026-00000").And.EndWith("is gone"));
    }

    [Test]
    public async Task TryWhatIf_UrgentDemandAdded_TakesThePlaceOfAnother()
    {
        var app = await Start(Given.Lists(units: [Given.Unit()], offers: [Given.Offer()], slots: [Given.Slot()]));
        await app.FileDemand();

        var answer = (await app.Post("/api/what-if", Body($$"""{"addDemands":[{"title":"老人摔倒了","category":"{{Given.Visiting}}","area":"{{Given.Estate}}","urgency":"Emergency"}]}"""))).Expect(200);

        Assert.That(answer.List("differences").Select(row => (row!["demand"]!.ToString(), row["cause"]!.ToString())),
            Is.EqualTo(new[] { ("XQ-2026-000001", "Level"), ("XQ+1", "DemandAdded") }));
        Assert.That(answer.List("differences")[0]!["text"]!.ToString(), Does.Contain("先给了更急的需求 XQ+1"));
    }

    [Test]
    public async Task TryWhatIf_EveryKindOfChange_IsTaken()
    {
        var app = await Start();
        for (var i = 0; i < 3; i++)
            await app.FileDemand();
        var body = Body($$"""
            {"weights":{"Closeness":99,"LoadBalance":0},
             "changeOffers":[{"offer":"ZY-2026-000001","areas":["{{Given.Community}}"],"noticeHours":2,"audience":[]}],
             "addSlots":[{"offer":"ZY-2026-000001","start":"2026-12-05T09:00","end":"2026-12-05","capacity":2}],
             "removeSlots":[{"offer":"ZY-2026-000002","start":"{{Given.TextAt(24)}}"}],
             "capacities":[{"offer":"ZY-2026-000002","start":"{{Given.TextAt(48)}}","capacity":3}],
             "removeDemands":["XQ-2026-000001"],
             "changeDemands":[{"demand":"XQ-2026-000002","quantity":2,"divisible":true,"urgency":"Urgent","vulnerable":true,"until":"2026-12-30"}]}
            """);
        body["addOffers"] = new JsonArray(Given.OfferBody());

        var answer = (await app.Post("/api/what-if", body)).Expect(200);

        Assert.That((answer.Number("now.demands"), answer.Number("then.demands"), answer.Number("then.units"), answer.Number("then.levels")), Is.EqualTo((3, 2, 3, 6)), answer.Body);
    }

    [TestCase("""{"removeOffers":["ZY-0000-000009"]}""", "removeOffers[0]")]
    [TestCase("""{"changeOffers":[{"offer":"nobody"}]}""", "changeOffers[0].offer")]
    [TestCase("""{"changeOffers":[{"offer":"ZY-2026-000001","noticeHours":-1}]}""", "changeOffers[0].noticeHours")]
    [TestCase("""{"addSlots":[{"offer":"none","start":"2026-12-05T09:00","end":"2026-12-05T11:00","capacity":2}]}""", "addSlots[0].offer")]
    [TestCase("""{"addSlots":[{"offer":"ZY-2026-000001","start":"2026-12-05T09:00","end":"2026-12-05T08:00","capacity":2}]}""", "addSlots[0]")]
    [TestCase("""{"addSlots":[{"offer":"ZY-2026-000001","start":"2026-12-05T09:00","end":"2026-12-05T10:00","capacity":-2}]}""", "addSlots[0]")]
    [TestCase("""{"removeSlots":[{"offer":"ZY-2026-000001","start":"2026-12-05T09:00"}]}""", "removeSlots[0]")]
    [TestCase("""{"capacities":[{"offer":"ZY-2026-000001","start":"2026-11-24T09:00","capacity":-1}]}""", "capacities[0]")]
    [TestCase("""{"removeDemands":["XQ-1"]}""", "removeDemands[0]")]
    [TestCase("""{"removeDemands":[null]}""", "removeDemands[0]")]
    [TestCase("""{"changeDemands":[{"demand":"XQ-1","quantity":2}]}""", "changeDemands[0].demand")]
    [TestCase("""{"changeDemands":[{"demand":"XQ-1","quantity":0}]}""", "changeDemands[0].quantity")]
    [TestCase("""{"addDemands":[{"title":"好","category":"独居探访","area":"440605001"}]}""", "addDemands[0].title")]
    [TestCase("""{"addDemands":[{"title":"探访","category":"没有这一类","area":"440605001"}]}""", "addDemands[0].category")]
    [TestCase("""{"addDemands":[{"title":"探访","category":"独居探访","area":"440605009"}]}""", "addDemands[0].area")]
    [TestCase("""{"weights":{"Closeness":-1}}""", "weights[0]")]
    public async Task TryWhatIf_InvalidField_Is400NamingIt(string body, string field)
    {
        var app = await Start();

        var answer = (await app.Post("/api/what-if", Body(body))).Expect(400);

        Assert.That(answer.Code, Is.EqualTo("invalid-fields"), answer.Body);
        Assert.That(answer.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }), answer.Body);
    }

    [TestCase("""{"weights":{"Kindness":3}}""")]
    [TestCase("""{"weights":{"Closeness":"3"}}""")]
    [TestCase("""{"removeOffers":null}""")]
    [TestCase("""{"deleteEverything":true}""")]
    [TestCase("[]")]
    public async Task TryWhatIf_MalformedBody_Is400(string body)
    {
        var app = await Start();

        Assert.That((await app.PostText("/api/what-if", body)).Expect(400).Code, Is.EqualTo("malformed-json"));
    }

    [Test]
    public async Task TryWhatIf_MoreThanFiftyRows_Is400()
    {
        var app = await Start();

        var answer = (await app.Post("/api/what-if", new JsonObject { ["removeDemands"] = new JsonArray([.. Enumerable.Range(0, 51).Select(i => (JsonNode)$"XQ-{i}")]) })).Expect(400);

        Assert.That(answer.Json["errors"]!["removeDemands"]![0]!.ToString(), Does.Contain("50"));
    }

    [Test]
    public async Task TryWhatIf_AllWeightsZero_Is409()
    {
        var app = await Start();
        var weights = new JsonObject(Enum.GetNames<Core.Scoring.ScoreFactor>().Select(name => KeyValuePair.Create(name, (JsonNode?)0)));

        Assert.That((await app.Post("/api/what-if", new JsonObject { ["weights"] = weights })).Expect(409).Code, Is.EqualTo("weights-zero"));
    }

    private static JsonObject Body(string json) => JsonNode.Parse(json)!.AsObject();
}
