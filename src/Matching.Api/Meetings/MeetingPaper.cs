using System.Globalization;
using Matching.Api.Pages;
using Matching.Core;

namespace Matching.Api.Meetings;

/// <summary>A table on paper.</summary>
/// <param name="Widths">Of its columns, as shares of the page in percent; they add up to 100.</param>
public sealed record PaperTable(string Title, IReadOnlyList<string> Heads, IReadOnlyList<int> Widths, IReadOnlyList<string[]> Rows);

/// <summary>An agenda or the minutes of a meeting on paper: the same for the printed page and the document. In the language of the request.</summary>
public sealed record MeetingPaper(string Title, IReadOnlyList<(string Name, string Text)> Facts, IReadOnlyList<PaperTable> Tables, string Text)
{
    public static MeetingPaper Agenda(MeetingView view) => new(Words.Say("Meeting.AgendaOf", view.Meeting.Title), FactsOf(view), [ItemsOf(view), .. ReportsOf(view)], "");

    public static MeetingPaper Minutes(MeetingView view) => new(Words.Say("Meeting.MinutesOf", view.Meeting.Title),
        [.. FactsOf(view), (Words.Say("Meeting.Present"), Names(view, true)), (Words.Say("Meeting.Absent"), Names(view, false))], [OutcomesOf(view), .. TasksOf(view)], view.Minutes);

    private static IReadOnlyList<(string, string)> FactsOf(MeetingView view) =>
    [
        (Words.Say("Meeting.Code"), view.Meeting.Code), (Words.Say("Meeting.Body"), view.Meeting.Body), (Words.Say("Meeting.Time"), PageText.Window(view.Meeting.StartsAt, view.EndsAt)),
        (Words.Say("Meeting.Place"), view.Meeting.Place), (Words.Say("Meeting.Invited"), string.Join(Words.Say("Meeting.Comma"), view.Guests.Select(guest => guest.Name))),
    ];

    private static PaperTable ItemsOf(MeetingView view) => new(Words.Say("Meeting.Agenda"),
        [Words.Say("Meeting.No"), Words.Say("Meeting.Time"), Words.Say("Thing.AgendaItem"), Words.Say("Meeting.Evidence"), Words.Say("Meeting.Owner")], [7, 15, 34, 27, 17],
        [.. view.Items.Select(item => new[] { Number(item.Position), $"{Clock(item.StartsAt)}–{Clock(item.EndsAt)}", Lines(item.Title, item.Detail), Lines(EvidenceOf(item), string.Join(' ', item.Demands.Select(demand => demand.Code))), item.OwnerName })]);

    private static IEnumerable<PaperTable> ReportsOf(MeetingView view) => view.Items.Where(item => item.Reports.Count > 0).Select(item => TasksTable(item.Title, item.Reports));

    private static PaperTable OutcomesOf(MeetingView view) => new(Words.Say("Meeting.Outcomes"),
        [Words.Say("Meeting.No"), Words.Say("Thing.AgendaItem"), Words.Say("Meeting.Outcome"), Words.Say("Field.Detail")], [7, 43, 18, 32],
        [.. view.Items.Select(item => new[] { Number(item.Position), item.Title, item.OutcomeName, Lines(item.OutcomeWhy, string.Join('\n', item.Claims.Select(claim => $"{Words.Say("Meeting.ClaimedBy", claim.UnitName)} {claim.Note}"))) })]);

    private static IEnumerable<PaperTable> TasksOf(MeetingView view) => view.Items.Any(item => item.Resolutions.Count > 0)
        ? [TasksTable(Words.Say("Meeting.Resolutions"), [.. view.Items.SelectMany(item => item.Resolutions)])] : [];

    private static PaperTable TasksTable(string title, IReadOnlyList<ResolutionView> resolutions) => new(title,
        [Words.Say("Thing.Resolution"), Words.Say("Meeting.TaskBody"), Words.Say("Meeting.What"), Words.Say("Meeting.TaskOwner"), Words.Say("Meeting.Due"), Words.Say("Meeting.Result")], [24, 20, 20, 11, 11, 14],
        [.. resolutions.SelectMany(resolution => resolution.Tasks.Select(task => new[]
        {
            resolution.Text, Lines(task.BodyName, task.PartName), task.What, task.Owner, task.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", Lines(task.StandingName, task.Result),
        }))]);

    private static string EvidenceOf(AgendaItemView item) => item.Demands.Count == 0 ? "" : Words.Say("Meeting.EvidenceOf", item.Demands.Count, item.People, item.GapName ?? "—", MeetingText.Price(item));

    private static string Names(MeetingView view, bool present) => string.Join(Words.Say("Meeting.Comma"), view.Guests.Where(guest => guest.Present == present).Select(guest => guest.Name));

    private static string Clock(DateTimeOffset instant) => ChinaTime.Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Lines(params string[] lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}

/// <summary>How a meeting's values are written.</summary>
internal static class MeetingText
{
    /// <summary>What one more unit would be worth in points, and whole levels where it would serve urgent or vulnerable need.</summary>
    public static string Price(AgendaItemView item) => item.Price is not { } price ? Words.Say("Meeting.NoPrice")
        : item.PriceLevel > 0 ? Words.Say("Meeting.PriceWithLevel", item.PriceLevel, price.ToString("0.00", CultureInfo.InvariantCulture)) : price.ToString("0.00", CultureInfo.InvariantCulture);
}
