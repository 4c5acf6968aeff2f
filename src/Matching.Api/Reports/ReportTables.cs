using System.Globalization;
using Matching.Core;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>One table of a report in words: what pages show, and what files hold.</summary>
public sealed record ReportTable(string Title, IReadOnlyList<ReportHead> Heads, IReadOnlyList<ReportCell[]> Rows);

public sealed record ReportHead(string Text, bool IsNumber);

/// <param name="Link">Opens what the number counts; null where there is nothing behind it.</param>
public sealed record ReportCell(string Text, string? Link = null)
{
    public static implicit operator ReportCell(string text) => new(text);
}

/// <summary>The tables of a report, the same for pages and files.</summary>
internal static class ReportTables
{
    public static IReadOnlyList<ReportTable> Of(ReportView report) =>
    [
        Rates(report), LeftOut(report), Standings(report, "Report.ByCommunity", "Field.Community", report.Communities), Standings(report, "Report.ByCategory", "Field.Category", report.Categories),
        Standings(report, "Report.ByWeek", "Report.Week", report.Weeks), Heat(report), Gaps(report), Needs(report), .. report.Worths is null ? [] : new[] { Worths(report) }, Dormant(report),
        Driven(report), Equity(report), Mediations(report), .. report.Marks is null ? [] : new[] { QuickMarks(report), PairMarks(report) }, Forms(report), .. report.Breakdowns.Select(by => Breakdown(report, by)),
    ];

    public static ReportTable Rates(ReportView report) => Table("Report.Rates", ["Report.Metric"],
        ["Report.Numerator", "Report.N", "Report.Value", "Report.Interval", "Report.Before", "Report.Change", "Report.ChangeInterval", "Report.BeyondChance"],
        report.Rates.Select(rate => new ReportCell[]
        {
            new(rate.Name, $"/help/metrics#{rate.Rate}"), new(Number(rate.Numerator), report.Records($"{rate.Query}&part={RatePart.Numerator}")), new(Number(rate.N), report.Records(rate.Query)),
            Percent(rate.Value), Interval(rate.Low, rate.High), Percent(rate.ValueBefore), Change(rate.Change),
            rate.ChangeLow is null ? "–" : $"{Change(rate.ChangeLow)} ~ {Change(rate.ChangeHigh)}", Verdict(rate.BeyondChance),
        }));

    public static ReportTable LeftOut(ReportView report) => Counts(report, "Report.LeftOut", "Report.Why", "Home.Count", report.LeftOut);

    public static ReportTable Driven(ReportView report) => Counts(report, "Report.Driven", "Report.DrivenBy", "Report.Activities", report.Driven);

    public static ReportTable Forms(ReportView report) => Counts(report, "Report.Forms", "Report.Form", "Report.Copies", report.Forms);

    private static ReportTable Counts(ReportView report, string title, string key, string count, IReadOnlyList<CountView> rows) =>
        Table(title, [key], [count], rows.Select(row => new ReportCell[] { row.Name, new(Number(row.Count), report.Records(row.Query)) }));

    private static ReportTable Standings(ReportView report, string title, string key, IReadOnlyList<StandingView> rows) => new(Words.Say(title),
        [new(Words.Say(key), false), .. Enum.GetValues<DemandStanding>().Select(standing => new ReportHead(Words.Of(standing), true)), new(Words.Say("Report.Total"), true)],
        [.. rows.Select(row => new[]
        {
            row.Name, Standing(report, row, DemandStanding.Met, row.Met), Standing(report, row, DemandStanding.Pending, row.Pending), Standing(report, row, DemandStanding.Unmet, row.Unmet),
            new(Number(row.All), report.Records(row.Query)),
        })]);

    private static ReportCell Standing(ReportView report, StandingView row, DemandStanding standing, int count) =>
        new(Number(count), report.Records($"{row.Query}{(row.Query.Length > 0 ? "&" : "")}standing={standing}"));

    private static ReportTable Heat(ReportView report) => Table("Report.Heat", ["Field.Category", "Field.Kind"], ["Page.Orders"],
        report.Orders.Select(cell => new ReportCell[] { cell.CategoryName, cell.KindName, new(Number(cell.Orders), report.Records(cell.Query)) }));

    public static ReportTable Gaps(ReportView report) => Table("Report.Gaps", ["Report.Gap"], ["Thing.Demand", "Report.People", "Report.LongestDays"],
        report.Gaps.Select(gap => new ReportCell[] { new(gap.Name, $"/unmet?{gap.Query}"), new(Number(gap.Demands), $"/unmet?{gap.Query}"), Number(gap.People), Number(gap.LongestDays) }));

    public static ReportTable Needs(ReportView report) => Table("Report.Needs", ["Field.Category", "Field.Community", "Report.WantedAt"], ["Thing.Demand", "Report.People", "Report.LongestDays"],
        report.Needs.Select(need => new ReportCell[] { need.CategoryName, need.CommunityName, need.TimeName, new(Number(need.Demands), $"/unmet?{need.Query}"), Number(need.People), Number(need.LongestDays) }));

    public static ReportTable Worths(ReportView report) => Table("Report.Worths",
        ["Thing.Offer", "Field.Title", "Thing.Unit", "Report.SlotStart"], ["Report.MoreDemands", "Report.MoreUnits", "Report.MorePoints"],
        (report.Worths?.Slots ?? []).Select(slot => new ReportCell[]
        {
            new(slot.Offer, $"/offers/{slot.Offer}"), slot.OfferTitle, slot.UnitName, Minute(slot.SlotStart), slot.Demands is { } demands ? Number(demands) : "–", slot.Units is { } units ? Number(units) : "–",
            (slot.Demands is null ? "≤ " : "") + (slot.Levels == 0 ? Explainer.Points(slot.Points) : Words.Say("Report.Levels", slot.Levels, Explainer.Points(slot.Points))),
        }));

    public static ReportTable Dormant(ReportView report) => Table("Report.Dormant", ["Thing.Offer", "Field.Title", "Thing.Unit", "Report.LastUsed"], ["Report.Days"],
        report.Dormant.Select(offer => new ReportCell[] { new(offer.Offer, $"/offers/{offer.Offer}"), offer.Title, offer.UnitName, offer.LastUsedAt is { } at ? Day(at) : Words.Say("Report.NeverUsed"), Number(offer.Days) }));

    public static ReportTable Equity(ReportView report) => Table("Report.Equity", ["Field.Community"],
        ["Report.Served", "Thing.Demand", "Report.PerThousand", "Report.Interval", "Report.PeopleServed", "Report.People", "Report.PeoplePerThousand"],
        report.Equity.Communities.Select(row => new ReportCell[]
        {
            row.Name, new(Number(row.Served), report.Records($"{row.Query}&served=true")), new(Number(row.Demands), report.Records(row.Query)), Number(row.PerThousand), $"{Number(row.Low)} ~ {Number(row.High)}",
            Number(row.PeopleServed), Number(row.People), Number(row.PeoplePerThousand),
        }));

    public static ReportTable Mediations(ReportView report) => new(Words.Say("Report.Mediations"),
        [new(Words.Say("Field.Community"), false), .. Enum.GetValues<MediationOutcome>().Select(outcome => new ReportHead(Words.Of(outcome), true)), .. NumberHeads("Mediation.Untold", "Report.Total")],
        [.. report.Mediations.Select(row => (ReportCell[])
        [
            row.Name, .. row.Outcomes.Select((count, outcome) => new ReportCell(Number(count), report.Records($"{row.Query}&mediation={(MediationOutcome)outcome}"))), Number(row.Untold),
            new(Number(row.All), report.Records(row.Query)),
        ])]);

    public static ReportTable QuickMarks(ReportView report) => Table("Report.QuickUnits", ["Thing.Unit"], ["Report.QuickCount", "Report.N"],
        (report.Marks?.QuickUnits ?? []).Select(row => new ReportCell[] { row.UnitName, new(Number(row.Quick), report.Records(row.Query)), Number(row.N) }));

    public static ReportTable PairMarks(ReportView report) => Table("Report.Pairs", ["Report.PairKind", "Report.First", "Report.Second"],
        ["Report.Together", "Report.OfFirst", "Report.OfSecond", "Report.N", "Report.Expected", "Report.Chance"],
        (report.Marks?.Pairs ?? []).Select(pair => new ReportCell[]
        {
            pair.KindName, pair.FirstName, pair.SecondName, new(Number(pair.Together), report.Records(pair.Query)), Number(pair.OfFirst), Number(pair.OfSecond), Number(pair.All), Number(pair.Expected),
            pair.Chance.ToString("0.0E+0", CultureInfo.InvariantCulture),
        }));

    public static ReportTable Breakdown(ReportView report, BreakdownView breakdown) => new(breakdown.Name,
        [new(Words.Of(breakdown.By), false), new(Words.Say("Report.Metric"), false), .. NumberHeads("Report.Numerator", "Report.N", "Report.Value", "Report.Interval")],
        [.. breakdown.Groups.SelectMany(group => group.Rates.Select(rate => new ReportCell[]
        {
            new(group.Name, $"{report.Address}{ReportPages.Ask(group.Query)}"), Words.Of(rate.Rate), new(Number(rate.Numerator), report.Records($"{rate.Query}&part={RatePart.Numerator}")),
            new(Number(rate.N), report.Records(rate.Query)), Percent(rate.Value), Interval(rate.Low, rate.High),
        }))]);

    /// <summary>To a tenth at most.</summary>
    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    /// <summary>To a tenth of a percent; a dash where there is nothing to tell.</summary>
    public static string Percent(double? share) => share is { } value ? value.ToString("0.0%", CultureInfo.InvariantCulture) : "–";

    public static string Interval(double? low, double? high) => low is null ? "–" : $"{Percent(low)} – {Percent(high)}";

    /// <summary>In percentage points, with its sign.</summary>
    public static string Change(double? change) => change is { } value ? (100 * value).ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture) : "–";

    /// <summary>Whether a change is more than chance, in words.</summary>
    public static string Verdict(bool? beyondChance) => beyondChance switch { null => "–", true => Words.Say("Report.Beyond"), false => Words.Say("Report.Within") };

    public static string Minute(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static ReportTable Table(string title, string[] texts, string[] numbers, IEnumerable<ReportCell[]> rows) =>
        new(Words.Say(title), [.. texts.Select(key => new ReportHead(Words.Say(key), false)), .. NumberHeads(numbers)], [.. rows]);

    private static IEnumerable<ReportHead> NumberHeads(params string[] keys) => keys.Select(key => new ReportHead(Words.Say(key), true));
}
