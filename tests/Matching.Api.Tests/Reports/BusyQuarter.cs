using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core.Offers;

namespace Matching.Api.Tests.Reports;

/// <summary>A quarter with something of everything in it.</summary>
internal static class BusyQuarter
{
    public static ListSet Lists()
    {
        var lecture = Given.Offer("ZY-2026-000003") with { Kind = OfferKind.Activity };
        return Given.Lists(offers: [Given.Offer(), Given.Offer("ZY-2026-000002", "DW-0002"), lecture],
            slots: [.. Enumerable.Range(10, 12).SelectMany(day => new[] { Given.Slot(start: 24 * day), Given.Slot("ZY-2026-000002", 24 * day) }), Given.Slot("ZY-2026-000003", 30), Given.Slot("ZY-2026-000003", 60)]);
    }

    /// <summary>Thirty days in which demands are served, declined, not answered, withdrawn, merged and rejected.</summary>
    public static async Task Play(App app, IStore store, Clock clock)
    {
        store.Execute("update offer set published_at = '2026-08-01T00:00:00.000Z' where code = 'ZY-2026-000003'");
        await Served(app, "满意的探访", "Satisfied");
        await Served(app, "基本满意的探访", "FairlySatisfied", area: Given.FarEstate);
        await SetAside(app);
        var roof = await Demand(app, "没人能修的屋顶", category: "水电维修", area: Given.FarEstate);
        await Demand(app, "没人能修的屋顶", category: "水电维修");
        foreach (var _ in Enumerable.Range(0, 2))
            (await app.Post($"/api/demands/{roof}/support", new JsonObject(), actingAs: "resident")).Expect(200);
        var waiting = await AskThree(app);
        clock.Advance(TimeSpan.FromDays(5));
        await Matching.Api.Escalation.TimerLoop.FireDue(app.Services);
        await app.Step((await app.LiveOrders(waiting)).Single(), "issue");
        clock.Advance(TimeSpan.FromDays(25));
    }

    /// <summary>One demand each that is merged, withdrawn and rejected.</summary>
    private static async Task SetAside(App app)
    {
        (await app.Post($"/api/demands/{await Demand(app, "撤回的探访")}/withdraw", Given.Reason())).Expect(200);
        (await app.Post($"/api/demands/{await Demand(app, "不归街道管")}/reject", Given.Reason())).Expect(200);
        var kept = await Demand(app, "并到一起的探访");
        (await app.Post($"/api/demands/{await Demand(app, "重复的探访")}/merge", new JsonObject { ["into"] = kept })).Expect(200);
        (await app.Post($"/api/demands/{kept}/withdraw", Given.Reason())).Expect(200);
    }

    /// <summary>One unit declines, one never answers, one acknowledges and then says no more; a fourth demand is proposed to a unit that is not asked yet.</summary>
    private static async Task<string> AskThree(App app)
    {
        var demands = new List<string>();
        foreach (var title in new[] { "单位没空的探访", "没人答复的探访", "签收了没下文", "还在等单位答复" })
            demands.Add(await Demand(app, title));
        await app.RunMatch();
        var orders = new List<string>();
        foreach (var demand in demands.Take(3))
            orders.Add((await app.LiveOrders(demand)).Single());
        foreach (var order in orders)
            await app.Step(order, "issue");
        await app.Step(orders[0], "decline", Given.Decline());
        await app.Step(orders[2], "acknowledge");
        return demands[3];
    }

    private static async Task<string> Demand(App app, string title, string category = Given.Visiting, string area = Given.Estate) =>
        (await app.FileDemand(Given.Demand(title, category, area))).Text("code");

    /// <summary>Files a demand, matches it and asks the unit; gives the order.</summary>
    private static async Task<string> Asked(App app, string title, string area = Given.Estate)
    {
        var demand = await Demand(app, title, area: area);
        await app.RunMatch();
        var order = (await app.LiveOrders(demand)).Single();
        await app.Step(order, "issue");
        return order;
    }

    private static async Task Served(App app, string title, string satisfaction, string area = Given.Estate)
    {
        var order = await Asked(app, title, area);
        foreach (var act in new[] { "accept", "complete" })
            await app.Step(order, act);
        await app.Step(order, "return-visit", Given.Visit(satisfaction: satisfaction));
    }
}
