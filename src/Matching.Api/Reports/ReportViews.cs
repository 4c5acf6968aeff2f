using Matching.Api.MatchRuns;
using Matching.Core.Offers;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>A report: page, JSON, CSV and workbook are all drawn from it.</summary>
/// <param name="Before">The period before, empty for the first run.</param>
/// <param name="AsOf">When the lists were read (数据截至): states are those of that instant, also for a period gone by.</param>
/// <param name="Rates">The four headline rates first.</param>
/// <param name="Demands">Those filed in the period and counted; each breakdown of them adds up to it.</param>
/// <param name="LeftOut">Filed in the period, and in no rate.</param>
/// <param name="Orders">Orders accepted in the period, by what was needed and what kind of offer served.</param>
public sealed record ReportView(
    string Period, string Before, string After, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset AsOf, string? Area, string? AreaName, string? Category, string? CategoryName,
    IReadOnlyList<RateView> Rates, StandingView Demands, IReadOnlyList<CountView> LeftOut, IReadOnlyList<StandingView> Communities, IReadOnlyList<StandingView> Categories,
    IReadOnlyList<StandingView> Weeks, IReadOnlyList<HeatCell> Orders, IReadOnlyList<GapGroup> Gaps, IReadOnlyList<DormantView> Dormant)
{
    public string? Studio { get; init; }

    public string? Unit { get; init; }

    public string? UnitName { get; init; }

    /// <summary>Unmet demands by category, community and the time they are wanted at, most people first.</summary>
    public required IReadOnlyList<NeedView> Needs { get; init; }

    /// <summary>Demand-driven and supply-driven activities.</summary>
    public required IReadOnlyList<CountView> Driven { get; init; }

    /// <summary>What the product made in place of a form written by hand.</summary>
    public required IReadOnlyList<CountView> Forms { get; init; }

    /// <summary>Mediations completed in the period by community, each with how it ended; in one of a run those of its orders.</summary>
    public required IReadOnlyList<MediationLine> Mediations { get; init; }

    public required EquityView Equity { get; init; }

    /// <summary>The rates of each group; only of the breakdowns that were asked for.</summary>
    public IReadOnlyList<BreakdownView> Breakdowns { get; init; } = [];

    /// <summary>What one more unit of full slots would bring; null where it was not asked for or is not the caller's to see.</summary>
    public WorthsView? Worths { get; init; }

    /// <summary>Who confirms whom oddly often; null where it was not asked for or is not the caller's to see.</summary>
    public MarksView? Marks { get; init; }

    public string Address => $"/reports/{Period}";

    /// <summary>Where a number's records are listed.</summary>
    public string Records(string query) => $"{Address}/records{ReportPages.Ask(query)}";

    /// <summary>The report's own filter.</summary>
    public string Filter => QueryText.Of(("area", Area), ("category", Category), ("studio", Studio), ("unit", Unit));
}

/// <param name="Value">Numerator ÷ n, null where n is 0; <paramref name="Low"/> and <paramref name="High"/> the ends of its 95 % interval (Wilson).</param>
/// <param name="Change">Value less that of the period before, null where either has none.</param>
/// <param name="Query">Opens the records that n counts; with <c>part=Numerator</c> those of the numerator.</param>
public sealed record RateView(
    RateName Rate, string Name, double Numerator, long N, double? Value, double? Low, double? High, double? ValueBefore, long NBefore, double? Change, string Query)
{
    /// <summary>Ends of the change's 95 % interval (Newcombe).</summary>
    public double? ChangeLow { get; init; }

    public double? ChangeHigh { get; init; }

    /// <summary>The change is more than chance: its interval does not hold 0. Null where there is no change to tell.</summary>
    public bool? BeyondChance { get; init; }
}

/// <summary>Demands of one place, category or week.</summary>
/// <param name="Key">Code of the community or category; the week's Monday.</param>
/// <param name="MetPastLimit">Those met whose response limit is past: with the unmet they are what the match rate counts.</param>
/// <param name="Query">Opens them all; with <c>standing=</c> Met, Pending or Unmet those.</param>
public sealed record StandingView(string Key, string Name, int Met, int Pending, int Unmet, int MetPastLimit, string Query)
{
    public int All => Met + Pending + Unmet;

    /// <summary>Null where no limit is past yet.</summary>
    public double? MatchRate => new Rate(2L * MetPastLimit, MetPastLimit + Unmet).Value;
}

/// <param name="Query">Opens the records.</param>
public sealed record CountView(string Key, string Name, int Count, string Query);

public sealed record HeatCell(string Category, string CategoryName, OfferKind Kind, string KindName, int Orders, string Query);

/// <param name="Days">Since it was last used, or published where it never was.</param>
public sealed record DormantView(string Offer, string Title, string Unit, string UnitName, DateTimeOffset PublishedAt, DateTimeOffset? LastUsedAt, int Days);

/// <param name="Community">Code of the community, or of the street where it was filed for the street as a whole.</param>
/// <param name="Query">Opens them in the list of unmet needs.</param>
public sealed record NeedView(
    string Category, string CategoryName, string Community, string CommunityName, NeedTime Time, string TimeName, int Demands, int People, int LongestDays, string Query);

/// <summary>The mediations of one community.</summary>
/// <param name="Outcomes">Of every outcome how many, in the order of <see cref="MediationOutcome"/>; their sum and <paramref name="Untold"/> are all.</param>
/// <param name="Query">Opens them all; with <c>mediation=</c> an outcome those.</param>
public sealed record MediationLine(string Community, string Name, IReadOnlyList<int> Outcomes, int Untold, string Query)
{
    public int All => Outcomes.Sum() + Untold;
}

/// <summary>How evenly service falls on communities.</summary>
/// <param name="Communities">With a counted demand, the least served first.</param>
/// <param name="MinToMax">Least served share of demands ÷ greatest, null where nobody was served.</param>
/// <param name="Gini">Of the served shares of demands, 0 = all alike; <paramref name="PeopleGini"/> of people.</param>
public sealed record EquityView(IReadOnlyList<EquityLine> Communities, double? MinToMax, double Gini, double PeopleGini);

/// <param name="PerThousand">Demands served for every 1,000 counted, with the ends of its 95 % interval.</param>
/// <param name="PeoplePerThousand">People whose demand was served for every 1,000 who filed or support one.</param>
public sealed record EquityLine(
    string Community, string Name, int Served, int Demands, double PerThousand, double Low, double High, int PeopleServed, int People, double PeoplePerThousand, string Query);

/// <summary>The rates by one dimension.</summary>
public sealed record BreakdownView(ReportDimension By, string Name, IReadOnlyList<GroupView> Groups);

/// <param name="Rates">Those that count anything in the group.</param>
/// <param name="Query">Narrows the report to the group.</param>
public sealed record GroupView(string Key, string Name, IReadOnlyList<GroupRate> Rates, string Query);

public sealed record GroupRate(RateName Rate, double Numerator, long N, double? Value, double? Low, double? High, string Query);

/// <param name="Run">The newest run of the period; null where there was none.</param>
/// <param name="Outdated">The run can't be asked any more: its lists would be paired otherwise today.</param>
/// <param name="Slots">Those at which one more unit brings something, by how many more demands it would serve.</param>
public sealed record WorthsView(long? Run, bool Outdated, IReadOnlyList<SlotWorthView> Slots);

/// <summary>Marks to look at, never judgements.</summary>
/// <param name="Confirmations">Answers in the period that say it is solved: n of all that follows.</param>
/// <param name="Quick">Those given within ten minutes of completion.</param>
public sealed record MarksView(int Confirmations, CountView Quick, IReadOnlyList<QuickView> QuickUnits, IReadOnlyList<PairView> Pairs);

/// <param name="Quick">Confirmed within ten minutes, of all the unit's confirmed orders.</param>
public sealed record QuickView(string Unit, string UnitName, int Quick, int N, string Query);

/// <summary>A pair as in <see cref="PairMark"/>.</summary>
public sealed record PairView(
    MarkKind Kind, string KindName, string First, string FirstName, string Second, string SecondName, int Together, int OfFirst, int OfSecond, int All, double Expected, double Chance, string Query);
