using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Meetings;

/// <summary>What tests of meetings share: calling one, and taking it from state to state.</summary>
internal abstract class MeetingTestBase<TStore> : NetTests<TStore> where TStore : IStore
{
    protected const string OtherCommittee = $"community/C-9@{Given.Street}002";
    protected const string Joint = $"jointcommittee/J-1@{Given.Community}";
    protected const string Unit = "unit/DW-0001";
    protected const string OtherUnit = "unit/DW-0002";

    /// <summary>Calls a community's meeting that begins that many days from the test's beginning, and gives its code.</summary>
    protected static async Task<string> Call(App app, double days = 14, string area = Given.Community, string actingAs = Committee) =>
        (await app.Post("/api/meetings", new JsonObject { ["area"] = area, ["startsAt"] = Given.TextAt(24 * days), ["place"] = "社区党群服务中心" }, actingAs: actingAs)).Expect(200).Text("meeting.code");

    protected static Task<Answer> Do(App app, string meeting, string act, JsonObject? body = null, string? actingAs = Committee) => app.Post($"/api/meetings/{meeting}/{act}", body, actingAs: actingAs);

    protected static async Task<Answer> Meeting(App app, string code, string actingAs = Committee) => (await app.Get($"/api/meetings/{code}", actingAs: actingAs)).Expect(200);

    protected static async Task<IReadOnlyList<JsonNode>> Items(App app, string code, string actingAs = Committee) => [.. (await Meeting(app, code, actingAs)).List("items").Select(item => item!)];

    protected static async Task<long> ItemId(App app, string code, int position = 1) => (long)(await Items(app, code))[position - 1]["id"]!;

    /// <summary>Called, an item with the demands put on, frozen and begun; gives the meeting and the item.</summary>
    protected static async Task<(string Meeting, long Item)> InSession(App app, params string[] demands)
    {
        var code = await Call(app);
        (await Do(app, code, "items", Proposal("共享单车停放", demands))).Expect(200);
        (await Do(app, code, "invite", new JsonObject { ["unit"] = "DW-0001" })).Expect(200);
        (await Do(app, code, "freeze")).Expect(200);
        (await Do(app, code, "begin")).Expect(200);
        return (code, await ItemId(app, code));
    }

    protected static JsonObject Proposal(string title, params string[] demands) => new() { ["title"] = title, ["demands"] = new JsonArray([.. demands.Select(demand => (JsonNode)demand)]) };

    protected static JsonObject Resolution(JsonObject lead, params JsonObject[] helpers) => new() { ["text"] = "分片包干，早晚各清运一次", ["lead"] = lead, ["helpers"] = new JsonArray([.. helpers.Select(helper => (JsonNode)helper)]) };

    protected static JsonObject Draft(string body, string? owner = "运维主管", string? dueOn = "2026-12-31") => new() { ["body"] = body, ["what"] = $"{body} 排班清运", ["owner"] = owner ?? "", ["dueOn"] = dueOn };

    protected static JsonObject Outcome(string outcome) => new() { ["outcome"] = outcome, ["why"] = "会上议定" };

    protected static JsonObject Minutes => new() { ["minutes"] = "应到六家，实到五家。" };

    protected static async Task<IReadOnlyList<long>> TaskIds(App app, string code, string actingAs = Committee) =>
        [.. (await Items(app, code, actingAs)).SelectMany(item => item["resolutions"]!.AsArray()).SelectMany(resolution => resolution!["tasks"]!.AsArray()).Select(task => (long)task!["id"]!)];

    protected static async Task<string> StateOf(App app, string demand) => (await app.Demand(demand)).Text("demand.state");
}
