using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Browser.Tests;

/// <summary>What others did before the page is opened, each through the API as the demo account of its role.</summary>
internal static class Acts
{
    public const string Room = "0502";

    private const string OfUnit = "select unit from role_grant where account = 'demo-unit'";

    private const string FirstEstate = "select code from area where length(code) = 15 order by code limit 1";

    /// <summary>So that the demo's unit is among the first to be shown what is filed there.</summary>
    private const string PairWithIt = """
        insert into unit_pairing (unit, community, ring)
        values (@unit, @community, 'Core')
        on conflict do nothing
        """;

    private const string OtherUnit = "select u.code from unit u where u.code <> @unit and u.suspended = 0 order by u.code limit 1";

    private static int months;

    /// <summary>Each in a month of its own and after the seed's, since a unit takes only so many orders a month.</summary>
    private static DateTimeOffset InAnotherMonth => DateTimeOffset.UtcNow.AddMonths(2 + (Interlocked.Increment(ref months) % 8));

    /// <summary>An offer of the demo's unit: a room for many, in twenty days when nothing else is said.</summary>
    public static async Task<(string Unit, string Offer)> Offer(DateTimeOffset? start = null)
    {
        var unit = await Site.Services.GetRequiredService<GroupCommit>().Write(session =>
        {
            var paired = session.One<string>(OfUnit)!;
            session.Execute(PairWithIt, new { unit = paired, community = session.One<string>(FirstEstate)![..12] });
            return paired;
        });
        return (unit, (await Api(Role.Street, "/api/offers", RoomOf(unit, start ?? DateTimeOffset.UtcNow.AddDays(20))))["offer"]!["code"]!.ToString());
    }

    private static JsonObject RoomOf(string unit, DateTimeOffset start)
    {
        return new JsonObject
        {
            ["unit"] = unit, ["title"] = "四楼会议室", ["kind"] = "Venue", ["categories"] = new JsonArray(Room),
            ["slots"] = new JsonArray(new JsonObject { ["start"] = start.ToString("O"), ["end"] = start.AddHours(3).ToString("O"), ["capacity"] = 200 }),
        };
    }

    public static async Task<string> Demand(string title, int seats) => (await File(title, seats))["code"]!.ToString();

    private static Task<JsonNode> File(string title, int seats) => Api(Role.Street, "/api/demands", new JsonObject
    {
        ["title"] = title, ["area"] = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(FirstEstate)!),
        ["category"] = Room, ["quantity"] = seats, ["urgency"] = "Emergency",
    });

    /// <summary>A meeting of the first community, so that there is an agenda to go on.</summary>
    public static Task CallMeeting(int days) => Api(Role.Street, "/api/meetings", new JsonObject
    {
        ["area"] = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(FirstEstate)!)[..12],
        ["startsAt"] = $"{Matching.Core.ChinaTime.DayOf(DateTimeOffset.UtcNow).AddDays(days):yyyy-MM-dd}T09:30", ["place"] = "议事厅",
    });

    /// <summary>The street says that nothing fits, so the demand is unmet at once.</summary>
    public static Task FindNothing(string demand) => Api(Role.Street, $"/api/demands/{demand}/gap", new JsonObject { ["gap"] = "NoOffer", ["note"] = "附近没有合适的场地" });

    /// <summary>An order that the street proposed by hand and issued to the demo's unit.</summary>
    public static async Task<string> Issued()
    {
        var (_, offer) = await Offer(InAnotherMonth);
        return await Issued(await Demand("想借会议室开居民议事会", 20), offer);
    }

    /// <summary>A demand that another unit than the demo's has served, with its look-up code.</summary>
    public static async Task<(string Demand, string LookUp)> Served()
    {
        var receipt = await File("想借会议室开家长会", 15);
        var demand = receipt["code"]!.ToString();
        var (order, _) = await TakenByAnother(Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(OfUnit)!), demand);
        await Api(Role.Street, $"/api/orders/{order}/start", null);
        await Api(Role.Street, $"/api/orders/{order}/complete", new JsonObject { ["note"] = "会场借用完毕" });
        return (demand, receipt["lookUpCode"]!.ToString());
    }

    /// <summary>An order on the demand that was issued to a unit other than this one, which accepted it.</summary>
    public static async Task<(string Order, string UnitName)> TakenByAnother(string unit, string demand)
    {
        var other = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>(OtherUnit, new { unit })!);
        var offer = (await Api(Role.Street, "/api/offers", RoomOf(other, InAnotherMonth)))["offer"]!;
        var order = await Issued(demand, offer["code"]!.ToString());
        await Api(Role.Street, $"/api/orders/{order}/accept", null);
        return (order, offer["unitName"]!.ToString());
    }

    private static async Task<string> Issued(string demand, string offer)
    {
        var start = Site.Services.GetRequiredService<Database>().Read(session => session.One<string>("select start_at from slot where offer = @offer", new { offer })!);
        var order = (await Api(Role.Street, $"/api/demands/{demand}/assign", new JsonObject { ["offer"] = offer, ["slotStart"] = start, ["reason"] = "居民指定这间" }))["order"]!.ToString();
        await Api(Role.Street, $"/api/orders/{order}/issue", null);
        return order;
    }

    public static async Task<JsonNode> Api(Role role, string path, JsonObject? body)
    {
        using var http = new HttpClient { BaseAddress = new Uri(Site.Address) };
        var token = JsonNode.Parse(await (await http.PostAsJsonAsync("/api/demo/tokens", new { role = role.ToString() })).Content.ReadAsStringAsync())!["token"]!.ToString();
        http.DefaultRequestHeaders.Add("Authorization", $"Bearer {token}");
        using var content = body is null ? null : new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.That(answer.IsSuccessStatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }
}
