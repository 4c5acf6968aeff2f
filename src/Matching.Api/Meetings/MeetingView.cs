using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Meetings;
using Matching.Core.Reports;

namespace Matching.Api.Meetings;

/// <summary>A meeting as lists show it.</summary>
public sealed record MeetingBrief(
    string Code, MeetingKind Kind, string KindName, string Area, long? Committee, string Body, string Title, string Place, DateTimeOffset StartsAt, MeetingState State, string StateName, DateTimeOffset? DraftedAt, int Version);

/// <summary>A meeting with its agenda, guests, resolutions and tasks. No contact of anybody stands in it.</summary>
/// <param name="MayRun">The caller runs it.</param>
public sealed record MeetingView(
    MeetingBrief Meeting, DateTimeOffset EndsAt, string Minutes, DateTimeOffset? FrozenAt, DateTimeOffset? BeganAt, DateTimeOffset? ClosedAt, IReadOnlyList<GuestView> Guests,
    IReadOnlyList<AgendaItemView> Items, bool MayRun);

public sealed record GuestView(long Id, string? Unit, string Name, bool? Present);

/// <param name="Position">From 1.</param>
/// <param name="Price">What one more unit of capacity would be worth, in points; null where nothing like it is offered.</param>
/// <param name="PriceLevel">Whole levels of urgent or vulnerable need in it.</param>
/// <param name="Owner">Who is proposed to lead: a unit's code, or a grid node's.</param>
/// <param name="Demands">The evidence: numbers of demands, with the titles of those in the caller's sight.</param>
/// <param name="Reports">Of the last meeting's resolutions: how they went.</param>
public sealed record AgendaItemView(
    long Id, int Position, ItemKind Kind, string KindName, string Title, string Detail, int Minutes, DateTimeOffset StartsAt, DateTimeOffset EndsAt, string? CategoryName, string? AreaName, GapKind? Gap,
    string? GapName, int People, double? Price, long PriceLevel, string? Owner, string OwnerName, string ProposedBy, ItemOutcome? Outcome, string OutcomeName, string OutcomeWhy, string? CarriedTo,
    IReadOnlyList<AgendaDemandView> Demands, IReadOnlyList<ClaimView> Claims, IReadOnlyList<ResolutionView> Resolutions, IReadOnlyList<ResolutionView> Reports);

public sealed record AgendaDemandView(string Code, string? Title);

public sealed record ClaimView(string Unit, string UnitName, string Note, DateTimeOffset At);

public sealed record ResolutionView(long Id, string Text, IReadOnlyList<TaskView> Tasks);

/// <summary>How a task stands. A choice of queries.</summary>
public enum TaskStanding { Open, Warned, Overdue, Done }

/// <param name="DueOn">The last day for it.</param>
/// <param name="Mine">The caller is of the body that has it.</param>
public sealed record TaskView(
    long Id, string Meeting, string ItemTitle, string Resolution, TaskPart Part, string PartName, string Body, string BodyName, string What, string Owner, DateOnly? DueOn, string? Order, TaskStanding Standing,
    string StandingName, DateTimeOffset? DoneAt, string Result, bool Mine);

/// <summary>Reads meetings as the caller may see them.</summary>
internal sealed class MeetingViews(CallContext context, KnownAreas areas, Rulings rulings, MeetingBodies bodies)
{
    private const string SelectEvidence = $"""
        select a.item, a.demand, case when {Sight.OfDemands} then d.title else null end as title
        from agenda_demand a
        join agenda_item i on i.id = a.item
        join demand d on d.code = a.demand
        where i.meeting = @meeting
        order by a.demand
        """;

    public MeetingBrief BriefOf(MeetingRow row) => new(row.Code, row.Kind, Words.Of(row.Kind), row.Area, row.Committee, row.Kind == MeetingKind.Joint ? row.CommitteeName : areas.PathOf(row.Area),
        row.Title, row.Place, row.StartsAt, row.State, Words.Of(row.State), row.DraftedAt, row.Version);

    public MeetingView Of(Session session, MeetingRow row)
    {
        var rows = AgendaItemRow.Of(session, row.Code);
        var times = AgendaTimes.Of(row.StartsAt, rows.Select(item => item.Minutes));
        var evidence = session.Query<EvidenceRow>(SelectEvidence, context.Sight.With(new { meeting = row.Code })).ToLookup(found => found.Item);
        var claims = ClaimRow.Of(session, row.Code).ToLookup(claim => claim.Item);
        var resolutions = ResolutionsOf(session, row.Code);
        var items = rows.Select((item, i) => ItemOf(session, item, i + 1, times[i]) with
        {
            Demands = [.. evidence[item.Id].Select(found => new AgendaDemandView(found.Demand, found.Title))],
            Claims = [.. claims[item.Id].Select(claim => new ClaimView(claim.Unit, claim.UnitName, claim.Note, claim.At))],
            Resolutions = [.. resolutions[item.Id]],
            Reports = item.About is null ? [] : [.. ResolutionsOf(session, item.About).SelectMany(of => of)],
        }).ToList();
        return new MeetingView(BriefOf(row), times.Count == 0 ? row.StartsAt : times[^1].End, row.Minutes, row.FrozenAt, row.BeganAt, row.ClosedAt,
            [.. GuestRow.Of(session, row.Code).Select(guest => new GuestView(guest.Id, guest.Unit, guest.Name, guest.Present))], items, MeetingRoles.MayRun(context, session, row));
    }

    public TaskView TaskOf(TaskRow row)
    {
        var standing = row.DoneAt is not null ? TaskStanding.Done : row.OverdueAt is not null ? TaskStanding.Overdue : row.WarnedAt is not null ? TaskStanding.Warned : TaskStanding.Open;
        return new TaskView(row.Id, row.Meeting, row.ItemTitle, row.Words, row.Part, Words.Of(row.Part), row.Body, MeetingRoles.NameOf(row.Body, row.UnitName, areas), row.What, row.Owner,
            TaskDays.Of(row.DueAt), row.ServiceOrder, standing, Words.Of(standing), row.DoneAt, row.Result, MeetingRoles.IsOf(context, row));
    }

    private ILookup<long, ResolutionView> ResolutionsOf(Session session, string meeting)
    {
        var tasks = TaskRow.OfMeeting(session, meeting).ToLookup(task => task.Resolution);
        return ResolutionRow.Of(session, meeting).ToLookup(row => row.Item, row => new ResolutionView(row.Id, row.Words, [.. tasks[row.Id].OrderBy(task => task.Part).ThenBy(task => task.Id).Select(TaskOf)]));
    }

    private AgendaItemView ItemOf(Session session, AgendaItemRow item, int position, ItemTime time) => new(
        item.Id, position, item.Kind, Words.Of(item.Kind), item.Title, item.Detail, item.Minutes, time.Start, time.End, item.Category is null ? null : rulings.NameOf(item.Category),
        item.Area is null ? null : areas.PathOf(item.Area), item.Gap, item.Gap is { } gap ? Words.Of(gap) : null, item.People, item.PricePoints / 1e6, item.PriceLevel ?? 0, item.Owner,
        item.Owner is null ? "" : bodies.NameOf(session, item.Owner), item.ProposedBy, item.Outcome, item.Outcome is { } outcome ? Words.Of(outcome) : "", item.OutcomeWhy, item.CarriedTo, [], [], [], []);

    private sealed record EvidenceRow
    {
        public long Item { get; init; }

        public string Demand { get; init; } = "";

        public string? Title { get; init; }
    }
}
