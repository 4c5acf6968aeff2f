using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Scenarios;

/// <summary>Where many come together: the hall, and the joint meetings.</summary>
internal sealed partial class Year
{
    private const int MostAtOnce = 10;

    private readonly Dictionary<string, string> meetings = [];

    /// <summary>How many units pressed at once, per rush.</summary>
    public List<int> Rushes { get; } = [];

    /// <summary>Two units look into the hall each day and claim what suits them best.</summary>
    private async Task Browse()
    {
        for (var n = 0; n < 2; n++)
        {
            var unit = plan.Lists.Units[plan.Roll(plan.Lists.Units.Count, $"browse {n}", $"{Day}")].Code;
            if ((await App.Get("/api/hall?limit=1", actingAs: $"unit/{unit}")).Expect(200).List("items") is [{ } best])
                await Act($"/api/hall/{best["code"]}/claim", ClaimOf(best), $"unit/{unit}");
        }
    }

    /// <summary>A demand that many could serve: all who are invited claim it, and one has it.</summary>
    private async Task Rush()
    {
        var community = plan.Communities[plan.Roll(plan.Communities.Count, "rush", $"{Day}")];
        var crowd = plan.Lists.Offers.Where(offer => offer.Areas.Count == 0 || offer.Areas.Any(area => community.StartsWith(area.Value, StringComparison.Ordinal)))
            .SelectMany(offer => offer.Categories.Select(category => (category, offer.UnitOfCapacity, offer.Unit))).GroupBy(row => (row.category, row.UnitOfCapacity))
            .OrderByDescending(group => group.Select(row => row.Unit).Distinct().Count()).ThenBy(group => group.Key.category, StringComparer.Ordinal).First();
        var body = Given.Demand("台风刮坏了，请哪家先来帮一把", crowd.Key.category, community);
        body["unitOfQuantity"] = crowd.Key.UnitOfCapacity;
        var demand = await Filed(body, Committee(community));
        var claims = new List<(string Unit, JsonObject Body)>();
        foreach (var unit in crowd.Select(row => row.Unit).Distinct().Order(StringComparer.Ordinal).Take(MostAtOnce))
        {
            if ((await App.Get("/api/hall?limit=200", actingAs: $"unit/{unit}")).Expect(200).List("items").FirstOrDefault(item => Text(item!, "code") == demand) is { } seen)
                claims.Add((unit, ClaimOf(seen)));
        }
        await Moment();
        var answers = atOnce ? await Task.WhenAll(claims.Select(claim => Claim(demand, claim.Unit, claim.Body))) : await InTurn(demand, claims);
        foreach (var answer in answers)
            Tell(answer);
        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(Math.Min(1, claims.Count)), "one claim wins");
        Rushes.Add(claims.Count);
    }

    private async Task<Answer[]> InTurn(string demand, List<(string Unit, JsonObject Body)> claims)
    {
        var answers = new List<Answer>();
        foreach (var (unit, body) in claims)
            answers.Add(await Claim(demand, unit, body));
        return [.. answers];
    }

    private Task<Answer> Claim(string demand, string unit, JsonObject body) => App.Post($"/api/hall/{demand}/claim", body, actingAs: $"unit/{unit}");

    private static JsonObject ClaimOf(JsonNode seen) => new() { ["offer"] = Text(seen, "offer"), ["slotStart"] = Text(seen, "slotStart") };

    /// <summary>Two communities hold their meeting of each quarter; a week ahead its agenda has drafted itself.</summary>
    private async Task Meet(int hour)
    {
        var (_, day) = YearPlan.InQuarter(Day);
        foreach (var community in plan.MeetingPlaces)
        {
            var committee = Committee(community);
            if ((day, hour) == (YearPlan.MeetingDay - 18, 10))
                meetings[community] = await Call(community, committee);
            else if ((day, hour) == (YearPlan.MeetingDay - 8, 10))
                await Propose(community, committee);
            else if ((day, hour) == (YearPlan.MeetingDay - 1, 16))
                (await Act($"/api/meetings/{meetings[community]}/freeze", null, committee)).Expect(200);
            else if ((day, hour) == (YearPlan.MeetingDay, 14))
                (await Act($"/api/meetings/{meetings[community]}/begin", null, committee)).Expect(200);
            else if ((day, hour) == (YearPlan.MeetingDay, 16))
                await Resolve(meetings[community], community, committee);
            else if ((day, hour) == (YearPlan.MeetingDay + 14, 10))
                await Report(meetings[community], committee);
        }
    }

    /// <summary>Calls the quarter's meeting; where it was set by itself at the usual time, it is put forward.</summary>
    private async Task<string> Call(string community, string committee)
    {
        var set = (await App.Get("/api/meetings?state=Planned", actingAs: committee)).Expect(200).List("meetings").FirstOrDefault(meeting => Text(meeting!, "area") == community);
        var body = new JsonObject { ["startsAt"] = Core.ChinaTime.Text(Now.AddDays(18).AddHours(4)), ["place"] = "党群服务中心" };
        if (set is not null)
            return (await Act($"/api/meetings/{set["code"]}/move", body, committee)).Expect(200).Text("meeting.code");
        body["area"] = community;
        return (await Act("/api/meetings", body, committee)).Expect(200).Text("meeting.code");
    }

    /// <summary>What waits is put to the meeting, unless the last one has put it there already.</summary>
    private async Task Propose(string community, string committee)
    {
        var open = (await App.Get($"/api/demands?state=Escalated&area={community}&limit=2", actingAs: committee)).Expect(200).Texts("items", "code");
        if (await ProposeFor(open, community, committee) is { Code: "demand-on-agenda" })
            (await ProposeFor([], community, committee)).Expect(200);
    }

    private Task<Answer> ProposeFor(IEnumerable<string> demands, string community, string committee) =>
        Act($"/api/meetings/{meetings[community]}/items", new JsonObject { ["title"] = "共享单车停放", ["demands"] = new JsonArray([.. demands.Select(code => (JsonNode)code)]) }, committee);

    /// <summary>A third is resolved, a third goes to the next meeting, a third to the street; what is about no demand is noted.</summary>
    private async Task Resolve(string meeting, string community, string committee)
    {
        foreach (var item in await Items(meeting, committee))
        {
            var (path, about) = ($"/api/meetings/{meeting}/items/{item["id"]}", item["demands"]!.AsArray().Count);
            var outcome = about == 0 ? "Noted" : new[] { "Resolved", "Next", "Street" }[((int)item["position"]! - 1) % 3];
            if (Text(item, "kind") != "Report")
                (await Act($"{path}/outcome", new JsonObject { ["outcome"] = outcome, ["why"] = "会上议定" }, committee)).Expect(200);
            if (outcome == "Resolved")
                (await Act($"{path}/resolutions", new JsonObject { ["text"] = "分片包干", ["lead"] = TaskOf(community), ["helpers"] = new JsonArray() }, committee)).Expect(200);
        }
        (await Act($"/api/meetings/{meeting}/close", new JsonObject { ["minutes"] = "应到六家，实到五家。" }, committee)).Expect(200);
    }

    private JsonObject TaskOf(string body) => new() { ["body"] = body, ["what"] = "早晚各清运一次", ["owner"] = "社区网格员", ["dueOn"] = DayIn(11) };

    /// <summary>The first task is reported as done, late; the others stay overdue.</summary>
    private async Task Report(string meeting, string committee)
    {
        var tasks = (await Items(meeting, committee)).SelectMany(item => item["resolutions"]!.AsArray()).SelectMany(resolution => resolution!["tasks"]!.AsArray()).ToList();
        if (tasks.Count > 0)
            (await Act($"/api/meetings/{meeting}/tasks/{tasks[0]!["id"]}/done", new JsonObject { ["result"] = "已清运两周" }, committee)).Expect(200);
    }

    private async Task<IReadOnlyList<JsonNode>> Items(string meeting, string committee) =>
        [.. (await App.Get($"/api/meetings/{meeting}", actingAs: committee)).Expect(200).List("items").Select(item => item!)];
}
