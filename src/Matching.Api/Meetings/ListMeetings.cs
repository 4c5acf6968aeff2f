using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>The meetings in sight, the next and then the newest first; how each community stands with its quarter; and the open tasks of
/// the caller's own.</summary>
internal sealed record ListMeetings(MeetingState? State, int Limit) : IRequest<MeetingList>;

public sealed record MeetingList(DateTimeOffset AsOf, IReadOnlyList<MeetingBrief> Meetings, IReadOnlyList<BodyView> Bodies, IReadOnlyList<TaskView> Tasks);

/// <param name="Next">Code of the meeting of this quarter, or null.</param>
public sealed record BodyView(string Community, string Name, QuarterStanding Standing, string StandingName, string Quarter, string? Next, DateTimeOffset? StartsAt);

/// <summary>One meeting with everything on it.</summary>
internal sealed record GetMeeting(string Code) : IRequest<MeetingView>;

/// <summary>The tasks from meetings that are not done yet, the next due first: the caller's own, or all in sight.</summary>
internal sealed record ListMeetingTasks(bool Mine) : IRequest<IReadOnlyList<TaskView>>;

internal sealed class ListMeetingsHandler(Database database, CallContext context, MeetingViews views, KnownAreas areas, Rulings rulings, TimeProvider clock) :
    IRequestHandler<ListMeetings, MeetingList>, IRequestHandler<GetMeeting, MeetingView>, IRequestHandler<ListMeetingTasks, IReadOnlyList<TaskView>>
{
    private const string Newest = $"""
        {MeetingRow.Select}
        where {MeetingRow.InSight} and (@State is null or m.state = @State)
        order by case when m.state in ('Closed', 'Lapsed') then 1 else 0 end, case when m.state in ('Closed', 'Lapsed') then null else m.starts_at end, m.starts_at desc, m.seq
        limit @Limit
        """;

    private const string OfQuarter = $"""
        {MeetingRow.Select}
        where m.kind = 'Community' and m.starts_at >= @From and m.starts_at < @Until
        order by m.starts_at, m.seq
        """;

    public Task<MeetingList> Handle(ListMeetings request, CancellationToken stop) => Task.FromResult(database.Read(session => new MeetingList(
        clock.GetUtcNow(), [.. session.Query<MeetingRow>(Newest, context.Sight.With(new { State = request.State?.ToString(), request.Limit })).Select(views.BriefOf)], Bodies(session), Tasks(session, mine: true))));

    public Task<MeetingView> Handle(GetMeeting request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => views.Of(session, MeetingRow.Get(session, request.Code, context.Sight))));

    public Task<IReadOnlyList<TaskView>> Handle(ListMeetingTasks request, CancellationToken stop) => Task.FromResult(database.Read(session => Tasks(session, request.Mine)));

    private IReadOnlyList<TaskView> Tasks(Session session, bool mine) =>
        [.. TaskRow.Open(session, MeetingRow.InSight, context.Sight.With(new { })).Where(task => !mine || MeetingRoles.IsOf(context, task)).Select(views.TaskOf)];

    /// <summary>Each community that the caller sees whole.</summary>
    private IReadOnlyList<BodyView> Bodies(Session session)
    {
        var (now, rules) = (clock.GetUtcNow(), rulings.Policy.Meetings);
        var quarter = Core.Reports.ReportPeriod.QuarterOf(now);
        var meetings = session.Query<MeetingRow>(OfQuarter, new { quarter.From, quarter.Until }).ToLookup(meeting => meeting.Area, StringComparer.Ordinal);
        return [.. areas.All().Where(area => area.Code.Level == AreaLevel.Community && context.Sight.CoversArea(area.Code.Value)).Select(area =>
        {
            var standing = MeetingQuarter.Of(meetings[area.Code.Value].Where(meeting => meeting.State != MeetingState.Lapsed).Select(meeting => (meeting.StartsAt, meeting.State == MeetingState.Closed)), now, rules);
            var next = meetings[area.Code.Value].FirstOrDefault(meeting => !MeetingLife.IsOver(meeting.State)) ?? meetings[area.Code.Value].LastOrDefault();
            return new BodyView(area.Code.Value, area.Name, standing, Words.Of(standing), quarter.Code, next?.Code, next?.StartsAt);
        })];
    }
}
