using System.Globalization;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Meetings;
using Matching.Core.Reports;

namespace Matching.Api.Meetings;

/// <summary>Whose meetings they are: a community's or an estate's by its code, or a joint committee's by its number.</summary>
internal sealed record MeetingBody(MeetingKind Kind, string Area, long? Committee, string Name, IReadOnlyList<string> Places);

/// <summary>Calls meetings, moves them from state to state and carries items over, inside the current write.</summary>
internal sealed class MeetingBook(CurrentWrite write, CallContext context, EventLog events, KnownAreas areas, Rulings rulings, TimeProvider clock)
{
    private const string SelectMembers = "select m.community from joint_member m where m.committee = @committee order by m.community";

    private const string SelectCommittee = "select name from joint_committee where id = @committee";

    private const string SelectNext = $"""
        {MeetingRow.Select}
        where m.state = 'Planned' and m.area = @Area and m.kind = @KindName and coalesce(m.committee, 0) = coalesce(@Committee, 0) and m.starts_at > @StartsAt and m.code <> @Code
        order by m.starts_at, m.seq
        limit 1
        """;

    private Session Session => write.Session;

    /// <summary>A community or an estate.</summary>
    public MeetingBody BodyOf(string area) => new(area.Length == 12 ? MeetingKind.Community : MeetingKind.Estate, area, null, areas.PathOf(area), [area]);

    /// <exception cref="NotThereException">There is no such committee.</exception>
    public MeetingBody BodyOf(long committee)
    {
        var name = Session.One<string>(SelectCommittee, new { committee }) ?? throw new NotThereException("JointCommittee", committee.ToString(CultureInfo.InvariantCulture));
        var members = Session.Query<string>(SelectMembers, new { committee });
        return new MeetingBody(MeetingKind.Joint, members[0][..9], committee, name, members);
    }

    public MeetingBody BodyOf(MeetingRow meeting) => meeting.Committee is { } committee ? BodyOf(committee) : BodyOf(meeting.Area);

    /// <summary>Calls a meeting; its agenda drafts itself when the time has come.</summary>
    public MeetingRow Call(MeetingBody body, DateTimeOffset start, string place, string? title)
    {
        var now = clock.GetUtcNow();
        var row = new MeetingRow
        {
            Code = Codes.NextMeeting(Session, ChinaTime.Local(now).Year), Kind = body.Kind, Area = body.Area, Committee = body.Committee, Place = place, StartsAt = start, State = MeetingState.Planned,
            Title = title ?? ChoiceWords.InChinese("Meeting.UsualTitle", body.Name, ReportPeriod.QuarterOf(start).Code), CalledBy = context.Who, CalledAt = now, Version = 1,
        };
        row.InsertInto(Session, body.Places);
        events.Append(row.Subject, nameof(MeetingAct.Call), null, row.StateName, $"{row.Title} {ChinaTime.Text(start)}");
        SetDraftTimer(row);
        SetOverTimer(row);
        return row;
    }

    public void SetDraftTimer(MeetingRow meeting)
    {
        var (now, due) = (clock.GetUtcNow(), meeting.StartsAt.AddDays(-rulings.Policy.Meetings.DraftDays));
        Timers.Set(Session, meeting.Subject, TimerKind.DraftAgenda, 1, due > now ? due : now, now);
    }

    /// <summary>Looks after the meeting when its time has gone by.</summary>
    public void SetOverTimer(MeetingRow meeting) =>
        Timers.Set(Session, meeting.Subject, TimerKind.MeetingOver, 1, EndOfWaiting(meeting), clock.GetUtcNow());

    public DateTimeOffset EndOfWaiting(MeetingRow meeting) => meeting.StartsAt.AddDays(rulings.Policy.Meetings.HoldDays);

    /// <summary>Does what a person or time did to the meeting, with its event.</summary>
    public MeetingRow Act(MeetingRow meeting, MeetingAct act, string why, Func<MeetingRow, MeetingRow>? change = null)
    {
        var changed = meeting with { State = MeetingLife.After(meeting.State, act) };
        var saved = (change?.Invoke(changed) ?? changed).SaveTo(Session);
        events.Append(saved.Subject, act.ToString(), meeting.StateName, saved.StateName, why);
        return saved;
    }

    /// <summary>The body's next meeting that is still being prepared; one is called for the next quarter where there is none.</summary>
    public MeetingRow NextAfter(MeetingRow meeting)
    {
        if (Session.One<MeetingRow>(SelectNext, meeting) is { } next)
            return next;
        var (now, body) = (clock.GetUtcNow(), BodyOf(meeting));
        var quarter = ReportPeriod.QuarterOf(meeting.StartsAt > now ? meeting.StartsAt : now).After;
        return Call(body, MeetingQuarter.UsualStart(quarter, now, rulings.CalendarFor(body.Area), rulings.Policy.Meetings), meeting.Place, null);
    }

    /// <summary>The item goes to that meeting with its evidence.</summary>
    public AgendaItemRow Carry(AgendaItemRow item, MeetingRow to, IReadOnlyList<string> demands)
    {
        (item with { CarriedTo = to.Code }).SaveTo(Session);
        return new AgendaItemRow
        {
            Meeting = to.Code, Kind = ItemKind.Carried, Title = item.Title, Detail = item.Detail, Minutes = item.Minutes, Category = item.Category, Area = item.Area, Gap = item.Gap,
            People = item.People, PriceLevel = item.PriceLevel, PricePoints = item.PricePoints, Owner = item.Owner, ProposedBy = item.ProposedBy, CarriedFrom = item.Id,
        }.InsertInto(Session, demands);
    }
}
