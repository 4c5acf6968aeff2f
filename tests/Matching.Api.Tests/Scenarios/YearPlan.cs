using System.Text.Json.Nodes;
using Matching.Api.Lists;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Api.Tests.Scenarios;

/// <summary>The year 2026, or its first quarters, for profile M divided by <paramref name="Scale"/>: its lists, what is filed when and by which door, and the dice
/// for all that people do. It has the year's public holidays and, in the sixth week of its third or last quarter, a typhoon.</summary>
/// <param name="DaysBetweenRuns">1: a run every night.</param>
internal sealed record YearPlan(int Scale, int DaysBetweenRuns, string Seed, int Quarters = 4)
{
    public const int StormDays = 5;

    /// <summary>Of each quarter.</summary>
    public const int MeetingDay = 29;

    private const int StormDayOfQuarter = 32;
    private const int StormQuarter = 3;

    private const int DemandsOfM = 2400;
    private const int OffersOfM = 2000;
    private const int UnitsOfM = 800;
    private const int DaysBetweenWindows = 28;
    private const int FirstHour = 8;

    public static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, ChinaTime.Offset);

    /// <summary>The first day of each quarter, and the day after the last.</summary>
    private static readonly int[] FirstDays = [0, 90, 181, 273, 365];

    private ListSet? lists;
    private IReadOnlyList<Filing>? filings;

    public ListSet Lists => lists ??= Throughout(Grown());

    public IReadOnlyList<Filing> Filings => filings ??= [.. Grown().Demands.Take(Quarters * DemandsOfM / Scale).Select(FilingOf).OrderBy(filing => filing.Hour)];

    public int Days => FirstDays[Quarters];

    public int StormDay => FirstDays[Math.Min(StormQuarter, Quarters) - 1] + StormDayOfQuarter;

    public IReadOnlyList<string> Communities => [.. Lists.Areas.Select(area => area.Code).Where(code => code.Level == AreaLevel.Community).Order().Select(code => code.Value)];

    /// <summary>The two communities that need most before the meetings' day.</summary>
    public IReadOnlyList<string> MeetingPlaces => [.. Filings.Where(filing => filing.Hour < MeetingDay * 24).GroupBy(filing => filing.Demand.Area.Value[..12])
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).Take(2).Select(group => group.Key)];

    /// <summary>The quarter that a day lies in, from 0, and the day within it, from 0.</summary>
    public static (int Quarter, int Day) InQuarter(int day)
    {
        var quarter = Array.FindLastIndex(FirstDays, first => first <= day);
        return (quarter, day - FirstDays[quarter]);
    }

    public bool IsStorm(int day) => day >= StormDay && day < StormDay + StormDays;

    /// <summary>The same sides come up for the same subject, whatever was asked before.</summary>
    /// <remarks>FNV-1a: the same on every runtime.</remarks>
    public int Roll(int sides, string what, string subject)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in $"{Seed} {what} {subject}")
            hash = unchecked((hash ^ letter) * 1099511628211UL);
        return (int)((hash ^ (hash >> 29)) % (ulong)sides);
    }

    private ListSet Grown()
    {
        var seed = SeedLists.Read();
        return SeedGrowth.Grow(seed, new GrownSizes(
            1, 12, 100, Math.Max(seed.Units.Count, UnitsOfM / Scale), Math.Max(seed.Offers.Count, OffersOfM / Scale), Math.Max(seed.Demands.Count, Quarters * DemandsOfM / Scale)));
    }

    /// <summary>Offers that hold all the time, with one window each four weeks, theirs by turns; nothing filed yet. Filling the store moves them to the beginning.</summary>
    private ListSet Throughout(ListSet lists) => lists with
    {
        Offers = [.. lists.Offers.Select(offer => offer with { ValidFrom = null, ValidUntil = null })],
        Slots = [.. lists.Slots.GroupBy(slot => slot.Offer).SelectMany(Windows).DistinctBy(slot => (slot.Offer, slot.Start))],
        Demands = [],
        SlotTexts = new Dictionary<SlotName, string>(),
    };

    private IEnumerable<Slot> Windows(IEnumerable<Slot> ofOffer)
    {
        Slot[] windows = [.. ofOffer];
        return Enumerable.Range(0, Days / DaysBetweenWindows + 1).Select(round => Later(windows[round % windows.Length], round * DaysBetweenWindows));
    }

    private static Slot Later(Slot slot, int days) => slot with { Start = slot.Start.AddDays(days), End = slot.End.AddDays(days) };

    /// <summary>Three times as much on a day of the storm, and in more of a hurry.</summary>
    private Filing FilingOf(Demand demand)
    {
        var day = Roll(Days + 2 * StormDays, "day", demand.Code) is var rolled && rolled < Days ? rolled : StormDay + (rolled - Days) % StormDays;
        var urgency = !IsStorm(day) ? demand.Urgency : Roll(5, "urgency", demand.Code) == 0 ? Urgency.Emergency : Urgency.Urgent;
        var door = Roll(5, "door", demand.Code) switch { 0 => Door.Resident, 1 => Door.Import, _ => Door.Lead };
        return new Filing(day * 24 + FirstHour + 2 * Roll(6, "hour", demand.Code), door, demand with { Urgency = urgency });
    }
}

internal enum Door { Lead, Resident, Import }

/// <param name="Hour">From the year's beginning; even.</param>
internal sealed record Filing(int Hour, Door Door, Demand Demand)
{
    public static readonly string[] Columns = ["标题", "说明", "类别", "区域", "数量", "数量单位"];

    private DateTimeOffset At => YearPlan.Begin.AddHours(Hour);

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
