using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Tests.Scenarios;

/// <summary>The last quarter of 2026 for profile M, divided by <paramref name="Scale"/>: its lists, what is filed when and by which door, and the dice
/// for all that people do. Its first week is a public holiday, its sixth a typhoon's.</summary>
/// <param name="DaysBetweenRuns">1: a run every night.</param>
internal sealed record QuarterPlan(int Scale, int DaysBetweenRuns, string Seed)
{
    public const int Days = 92;
    public const int StormDay = 32;
    public const int StormDays = 5;
    public const int MeetingDay = 29;

    private const int DemandsOfM = 2400;
    private const int OffersOfM = 2000;
    private const int UnitsOfM = 800;
    private const int SlotsComeAgainAfterDays = 28;
    private const int FirstHour = 8;

    public static readonly DateTimeOffset Begin = new(2026, 10, 1, 0, 0, 0, ChinaTime.Offset);

    private readonly Lazy<ListSet> lists = new(() => Throughout(Grown(Scale)));

    private readonly Lazy<IReadOnlyList<Filing>> filings = new(() => [.. Grown(Scale).Demands.Take(DemandsOfM / Scale).Select(demand => FilingOf(demand, Seed)).OrderBy(filing => filing.Hour)]);

    public ListSet Lists => lists.Value;

    public IReadOnlyList<Filing> Filings => filings.Value;

    public IReadOnlyList<string> Communities => [.. Lists.Areas.Select(area => area.Code).Where(code => code.Level == AreaLevel.Community).Order().Select(code => code.Value)];

    /// <summary>The two communities that need most before the meetings' day.</summary>
    public IReadOnlyList<string> MeetingPlaces => [.. Filings.Where(filing => filing.Hour < MeetingDay * 24).GroupBy(filing => filing.Demand.Area.Value[..12])
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(2).Select(group => group.Key)];

    public static bool IsStorm(int day) => day is >= StormDay and < StormDay + StormDays;

    /// <summary>The same sides come up for the same subject, whatever was asked before.</summary>
    public int Roll(int sides, string what, string subject) => Roll(Seed, sides, what, subject);

    /// <summary>FNV-1a: the same on every runtime.</summary>
    private static int Roll(string seed, int sides, string what, string subject)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in $"{seed} {what} {subject}")
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        return (int)((hash ^ (hash >> 29)) % (ulong)sides);
    }

    private static ListSet Grown(int scale)
    {
        var seed = SeedLists.Read();
        return SeedGrowth.Grow(seed, new GrownSizes(1, 12, 100, Math.Max(seed.Units.Count, UnitsOfM / scale), Math.Max(seed.Offers.Count, OffersOfM / scale), Math.Max(seed.Demands.Count, DemandsOfM / scale)));
    }

    /// <summary>Offers that hold all quarter, their windows coming again every four weeks; nothing filed yet.</summary>
    private static ListSet Throughout(ListSet lists) => lists with
    {
        Offers = [.. lists.Offers.Select(offer => offer with { ValidFrom = null, ValidUntil = null })],
        Slots = [.. Enumerable.Range(0, Days / SlotsComeAgainAfterDays + 1).SelectMany(round => lists.Slots.Select(slot => Later(slot, round * SlotsComeAgainAfterDays)))
            .DistinctBy(slot => (slot.Offer, slot.Start))],
        Demands = [],
        SlotTexts = new Dictionary<SlotName, string>(),
    };

    private static Slot Later(Slot slot, int days) => slot with { Start = slot.Start.AddDays(days), End = slot.End.AddDays(days) };

    /// <summary>Three times as much on a day of the storm, and in more of a hurry.</summary>
    private static Filing FilingOf(Demand demand, string seed)
    {
        var day = Roll(seed, Days + 2 * StormDays, "day", demand.Code) is var rolled && rolled < Days ? rolled : StormDay + (rolled - Days) % StormDays;
        var urgency = !IsStorm(day) ? demand.Urgency : Roll(seed, 5, "urgency", demand.Code) == 0 ? Urgency.Emergency : Urgency.Urgent;
        var door = Roll(seed, 5, "door", demand.Code) switch { 0 => Door.Resident, 1 => Door.Import, _ => Door.Lead };
        return new Filing(day * 24 + FirstHour + 2 * Roll(seed, 6, "hour", demand.Code), door, demand with { Urgency = urgency });
    }
}

internal enum Door { Lead, Resident, Import }

/// <param name="Hour">From the quarter's beginning; even.</param>
internal sealed record Filing(int Hour, Door Door, Demand Demand)
{
    public static readonly string[] Columns = ["标题", "说明", "类别", "区域", "数量", "数量单位"];

    private DateTimeOffset At => QuarterPlan.Begin.AddHours(Hour);

    /// <summary>The body that files it; residents leave the category to the program.</summary>
    public JsonObject Body()
    {
        var body = Given.Demand(Demand.Title, Door == Door.Lead ? Demand.Category : null, Demand.Area.Value, Demand.Quantity, Demand.Divisible, Door == Door.Lead ? "Lead" : "Resident",
            Demand.Detail, Demand.Urgency.ToString(), Demand.Vulnerable);
        body["unitOfQuantity"] = Demand.UnitOfQuantity;
        body["audience"] = new JsonArray([.. Demand.Audience.Select(tag => (JsonNode)tag)]);
        if (Demand.From is { } from && from > SeedLists.WrittenFor)
            body["from"] = ChinaTime.Text(At + (from - SeedLists.WrittenFor));
        if (Demand.Until is { } until && until > SeedLists.WrittenFor.AddDays(3))
            body["until"] = ChinaTime.Text(At + (until - SeedLists.WrittenFor));
        return body;
    }

    public string[] Row() => [Demand.Title, Demand.Detail, Demand.Category, Demand.Area.Value, $"{Demand.Quantity}", Demand.UnitOfQuantity];
}
