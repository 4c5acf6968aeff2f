using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Units;

namespace Matching.Api.Tests;

/// <summary>Lists and request bodies in which everything fits, so that a test names only what it is about.</summary>
internal static class Given
{
    public const string Street = "440605001";
    public const string Community = Street + "001";
    public const string Estate = Community + "001";
    public const string Building = Estate + "001";
    public const string OtherEstate = Community + "002";
    public const string FarEstate = Street + "002001";
    public const string Visiting = "独居探访";

    /// <summary>Monday, 23 November 2026, 09:00 in China: the week that the seed lists were written for.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, ChinaTime.Offset);

    public static DateTimeOffset At(double hours) => Now.AddHours(hours).ToUniversalTime();

    public static string TextAt(double hours) => ChinaTime.Text(At(hours));

    public static Offer Offer(string code = "ZY-2026-000001", string unit = "DW-0001", string category = Visiting, string unitOfCapacity = "次", string[]? areas = null, int noticeHours = 0) =>
        new(code, unit, "上门探访独居老人", "志愿者两人一组，陪聊并查看用电用气", OfferKind.Skill, [category], [.. (areas ?? []).Select(area => new AreaCode(area))], unitOfCapacity, null, null, noticeHours, []);

    /// <param name="start">Hours from now.</param>
    public static Slot Slot(string offer = "ZY-2026-000001", double start = 24, double hours = 3, int capacity = 1) => new(offer, At(start), At(start + hours), capacity, capacity);

    public static PartnerUnit Unit(string code = "DW-0001", string name = "湖畔社工站", int? monthlyCap = null) =>
        new(code, name, UnitKind.SocialOrganization, new AreaCode(Community), monthlyCap, []);

    /// <summary>A street with two communities; by default two units, each with one offer of two visits.</summary>
    public static ListSet Lists(PartnerUnit[]? units = null, Offer[]? offers = null, Slot[]? slots = null, Demand[]? demands = null) => new(
        [Area(Street, "湖畔街道"), Area(Community, "湖心社区"), Area(Estate, "望湖苑"), Area(Building, "3栋"), Area(OtherEstate, "听涛居"), Area(Street + "002", "云溪社区"), Area(FarEstate, "云溪花园")],
        units ?? [Unit(), Unit("DW-0002", "青禾志愿队")],
        [],
        offers ?? [Offer(), Offer("ZY-2026-000002", "DW-0002")],
        slots ?? [Slot(), Slot(start: 48), Slot("ZY-2026-000002"), Slot("ZY-2026-000002", 48)],
        demands ?? [],
        new Dictionary<SlotName, string>());

    /// <summary>The body that files a demand.</summary>
    public static JsonObject Demand(
        string title = "三楼阿婆独自住，想有人常去看看", string? category = Visiting, string area = Estate, int quantity = 1, bool divisible = false, string source = "Lead",
        string? detail = null, string urgency = "Normal", bool vulnerable = false, string? until = null)
    {
        var body = new JsonObject
        {
            ["title"] = title, ["area"] = area, ["quantity"] = quantity, ["divisible"] = divisible, ["source"] = source, ["urgency"] = urgency, ["vulnerable"] = vulnerable,
        };
        Set(body, "category", category);
        Set(body, "detail", detail);
        Set(body, "until", until);
        return body;
    }

    /// <summary>The body that publishes an offer with slots of equal capacity.</summary>
    public static JsonObject OfferBody(string unit = "DW-0001", string title = "周末探访", string category = Visiting, int capacity = 2, params double[] starts) => new()
    {
        ["unit"] = unit, ["title"] = title, ["kind"] = "Skill", ["categories"] = new JsonArray(category),
        ["slots"] = new JsonArray([.. (starts.Length == 0 ? [72] : starts).Select(start => (JsonNode)new JsonObject { ["start"] = TextAt(start), ["end"] = TextAt(start + 3), ["capacity"] = capacity })]),
    };

    public static JsonObject Window(double from, double until) => new() { ["from"] = TextAt(from), ["until"] = TextAt(until) };

    public static JsonObject Decline(string reason = "TimeConflict", string note = "") => new() { ["reason"] = reason, ["note"] = note };

    public static JsonObject Visit(bool solved = true, string satisfaction = "Satisfied") => new() { ["solved"] = solved, ["satisfaction"] = satisfaction };

    public static JsonObject Confirm(string lookUpCode, bool solved = true, string satisfaction = "Satisfied") => new() { ["lookUpCode"] = lookUpCode, ["solved"] = solved, ["satisfaction"] = satisfaction };

    public static JsonObject Reason(string reason = "已经自己解决") => new() { ["reason"] = reason };

    /// <summary>The body that an act on an order needs, where any will do; null where it takes none.</summary>
    public static JsonObject? NoteFor(string act) => act switch
    {
        "complete" or "fail" or "cancel" or "reopen" => new JsonObject { ["note"] = "已上门看过" },
        "decline" => Decline(),
        "return-visit" => Visit(),
        "schedule" => Window(24, 26),
        _ => null,
    };

    private static Area Area(string code, string name) => new(new AreaCode(code), name);

    private static void Set(JsonObject body, string name, string? value)
    {
        if (value is not null)
            body[name] = value;
    }
}
