using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Scenarios;

/// <summary>What committees, units, residents and visitors do day by day.</summary>
internal sealed partial class Year
{
    /// <summary>Somebody else than who takes demands at the street.</summary>
    private const string Approver = "street/S-2";

    private static readonly string[] Reasons = ["TimeConflict", "NoCapacity", "OutOfArea", "NotOurDuty", "CouldNotContact"];

    private static string Text(JsonNode row, string field) => row[field]!.ToString();

    private bool Chance(int oneIn, string what, string subject) => plan.Roll(oneIn, what, subject) == 0;

    /// <summary>What is filed by others than leads waits for a nod; some waits until its clock runs out.</summary>
    private async Task Nods()
    {
        foreach (var demand in await All("/api/demands?state=Filed"))
        {
            var code = Text(demand, "code");
            if (Chance(10, "forgotten", code) || !Chance(2, $"nod {Day}", code))
                continue;
            if (Chance(6, "reject", code))
                await Act($"/api/demands/{code}/reject", Given.Reason("不属于服务范围"), Committee(Text(demand, "area")));
            else
                await Act($"/api/demands/{code}/open", new JsonObject(), Committee(Text(demand, "area")));
        }
    }

    private async Task Issue()
    {
        foreach (var order in await All("/api/orders?state=Proposed"))
        {
            if (!Chance(10, "not issued", Text(order, "code")))
                await Act($"/api/orders/{Text(order, "code")}/issue", null, Committee(Text(order, "area")));
        }
    }

    /// <summary>Every unit looks at its orders once a day.</summary>
    private async Task Orders()
    {
        foreach (var state in new[] { "Issued", "Acknowledged", "Accepted", "Scheduled", "InService", "Reopened" })
        {
            foreach (var order in await All($"/api/orders?state={state}"))
                await Work(order, state, Text(order, "code"));
        }
    }

    private Task Work(JsonNode order, string state, string code) => state switch
    {
        "Issued" or "Acknowledged" when Chance(8, "silent", code) => Task.CompletedTask,
        "Issued" or "Acknowledged" when Chance(6, "decline", code) => Step(order, "decline", Given.Decline(Reasons[plan.Roll(Reasons.Length, "reason", code)])),
        "Issued" when Chance(3, "acknowledge", code) => Step(order, "acknowledge"),
        "Issued" or "Acknowledged" when Chance(2, $"accept {Day}", code) => Step(order, "accept"),
        "Accepted" when !Chance(order["matchRun"] is null ? 2 : 8, "not begun", code) => Step(order, "schedule", new JsonObject { ["from"] = Text(order, "slotStart"), ["until"] = Text(order, "slotEnd") }),
        "Reopened" => Step(order, "schedule", new JsonObject { ["from"] = In(2), ["until"] = In(26) }),
        "Scheduled" when (DateTimeOffset)order["scheduledFrom"]! <= Now => Step(order, "start"),
        "InService" when Chance(15, "fail", code) => Step(order, "fail", new JsonObject { ["note"] = "设备坏了" }),
        "InService" => Complete(order, code),
        _ => Task.CompletedTask,
    };

    private string In(double hours) => Core.ChinaTime.Text(Now.AddHours(hours));

    private Task<Answer> Step(JsonNode order, string act, JsonObject? body = null) => Act($"/api/orders/{Text(order, "code")}/{act}", body, $"unit/{Text(order, "unit")}");

    private async Task Complete(JsonNode order, string code)
    {
        var (demand, unit, note) = (Text(order, "demand"), $"unit/{Text(order, "unit")}", new JsonObject { ["note"] = "已上门办好" });
        if (order["mediates"]!.GetValue<bool>())
            note["mediation"] = Core.Orders.MediationOutcome.Agreed.ToString();
        var done = await Step(order, "complete", note);
        if (done.Status == 409 && done.Code == "parts-not-marked")
        {
            foreach (var part in (await App.Get($"/api/demands/{demand}/parts", actingAs: unit)).Expect(200).Json.AsArray().Where(part => part!["leftInto"] is null))
                await Act($"/api/demands/{demand}/parts/{part!["id"]}/mark", new JsonObject { ["served"] = !Chance(3, "missed", Text(part, "number")), ["note"] = "已电话联系" }, unit);
            done = await Step(order, "complete", note.DeepClone().AsObject());
        }
        if (done.Status == 200 && lookUps.TryGetValue(demand, out var lookUp) && Chance(3, "confirm", code))
            await Act($"/api/demands/{demand}/confirm", Given.Confirm(lookUp, solved: !Chance(4, $"unsolved {Day}", code)), "resident");
    }

    /// <summary>Visitors call; some never get to it, and it lapses.</summary>
    private async Task Visits()
    {
        var open = (await App.Get("/api/visits?queue=Open&limit=200", actingAs: Actors.Street)).Expect(200).List("items");
        foreach (var visit in open.Where(visit => visit!["visitor"] is not null).Select(visit => visit!))
        {
            var (subject, path, visitor) = (Text(visit, "order") + Text(visit, "number"), $"/api/visits/{visit["id"]}", $"visitor/{visit["visitor"]}@{Text(visit, "area")[..12]}");
            if (Chance(5, "never visited", subject) || !Chance(3, $"visit {Day}", subject))
                continue;
            var solved = !Chance(4, $"unsolved {Day}", subject);
            if (Chance(6, $"missed {Day}", subject))
                await Act($"{path}/miss", null, visitor);
            else
                await Act($"{path}/answer", new JsonObject { ["solved"] = solved, ["satisfaction"] = solved ? "Satisfied" : "Dissatisfied", ["channel"] = "Phone", ["note"] = "问过了" }, visitor);
        }
    }

    /// <summary>Committees and the street take from their lists what is due first.</summary>
    private async Task Climb()
    {
        foreach (var community in plan.Communities)
        {
            foreach (var item in (await App.Get("/api/worklist?rung=Community&limit=3", actingAs: Committee(community))).Expect(200).List("items"))
                await Decide(Text(item!, "code"), Committee(community));
        }
        foreach (var item in (await App.Get("/api/worklist?rung=Street&limit=3", actingAs: Actors.Street)).Expect(200).List("items"))
            await Decide(Text(item!, "code"), Actors.Street);
    }

    private Task<Answer> Decide(string demand, string actor) => plan.Roll(5, $"decide {Day}", demand) switch
    {
        0 => Act($"/api/demands/{demand}/serve", new JsonObject { ["note"] = "已由社区上门办好" }, actor),
        1 => Act($"/api/demands/{demand}/escalate", Given.Reason("要几家一起商量"), actor),
        2 => Act($"/api/demands/{demand}/wait", new JsonObject { ["question"] = "请问方便哪天上门？" }, actor),
        3 => Act($"/api/demands/{demand}/extend", new JsonObject { ["kind"] = "Resolve", ["hours"] = 8, ["reason"] = "等配件到货" }, Approver),
        _ => Act($"/api/demands/{demand}/charge", null, actor),
    };

    /// <summary>What looks alike is pooled as it is proposed.</summary>
    private async Task Pool()
    {
        var proposals = (await App.Get("/api/demands/pools", actingAs: Actors.Street)).Expect(200).Json.AsArray();
        foreach (var pool in proposals.Take(2).Select(pool => pool!))
            await Act("/api/demands/pools", Together("SameMatter", [Text(pool["into"]!, "code"), .. pool["members"]!.AsArray().Select(member => Text(member!, "code"))]), Actors.Street);
    }

    private static JsonObject Together(string kind, params string[] codes) => new() { ["kind"] = kind, ["codes"] = new JsonArray([.. codes.Select(code => (JsonNode)code)]) };

    /// <summary>Three households of one building, each with a shopping list, and a neighbour who tells of the same leak twice.</summary>
    private async Task Shop()
    {
        var estate = plan.Filings.Select(filing => filing.Demand.Area.Value).Where(area => area.Length >= 15).Order().First()[..15];
        var lists = new List<string>();
        foreach (var goods in new[] { "大米5公斤、青菜2斤", "鸡蛋一板、豆腐", "面条、番茄3斤" })
            lists.Add((await Filed(Given.Demand("出不了门，想请人一起买菜", "拼团团购", estate, detail: goods), Lead(estate)))!);
        (await Act("/api/demands/pools", Together("AddUp", [.. lists]), Lead(estate))).Expect(200);
        await Filed(Given.Demand("地下车库进水，泵坏了抽不出去", "积水排涝", estate), Lead(estate));
        await Filed(Given.Demand("地下车库进水，泵坏了抽不出去", "积水排涝", estate), "resident");
    }

    private async Task<string> Filed(JsonObject body, string actor)
    {
        var receipt = (await Act("/api/demands", body, actor)).Expect(201);
        lookUps[receipt.Text("code")] = receipt.Text("lookUpCode");
        return receipt.Text("code");
    }
}
