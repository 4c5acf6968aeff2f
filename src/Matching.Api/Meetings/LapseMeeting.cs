using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Core.Demands;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>A meeting's time went by. One that was never begun lapses (未召开); one that was begun and not closed gives up what it has not
/// decided. Nothing is lost: items go to the body's next meeting, and their demands are free of the one that was not held.</summary>
internal sealed class MeetingOverEffect(CurrentWrite write, CallContext context, MeetingBook book, DemandLedger demands, TimeProvider clock) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.MeetingOver];

    public void Fire(Escalation.Timer timer)
    {
        var meeting = MeetingRow.ToChange(write.Session, timer.Subject["meeting/".Length..], context);
        if (MeetingLife.IsOver(meeting.State))
            return;
        if (book.EndOfWaiting(meeting) is var end && end > clock.GetUtcNow())
        {
            Timers.SetNext(write.Session, timer.Subject, TimerKind.MeetingOver, end, clock.GetUtcNow());
            return;
        }
        Lapse(meeting);
    }

    private void Lapse(MeetingRow meeting)
    {
        var left = AgendaItemRow.Of(write.Session, meeting.Code).Where(item => IsLeft(meeting, item)).ToList();
        if (meeting.State != MeetingState.InSession || left.Count > 0)
            book.Act(meeting, MeetingAct.Lapse, left.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Timers.Stop(write.Session, meeting.Subject, TimerKind.DraftAgenda, clock.GetUtcNow());
        foreach (var item in left)
            GoOn(meeting, item);
    }

    /// <summary>The next agenda reports and gathers by itself what this one did; what people put on it is taken along.</summary>
    private static bool IsLeft(MeetingRow meeting, AgendaItemRow item) =>
        item is { Outcome: null, CarriedTo: null } && item.Kind != ItemKind.Report && (meeting.State != MeetingState.Planned || item.Kind != ItemKind.Cluster);

    private void GoOn(MeetingRow meeting, AgendaItemRow item)
    {
        var codes = item.DemandsOf(write.Session);
        foreach (var demand in codes.Select(code => DemandRow.ToChange(write.Session, code, seenVersion: null)).Where(demand => demand.State == DemandState.OnAgenda))
            demands.Change(demand, demand with { State = DemandLife.OffAgenda(demand.State, demand.IsRaised) }, nameof(DemandAct.LeaveAgenda), $"{meeting.Code} {item.Title}");
        var next = book.NextAfter(meeting);
        book.Carry(item with { Outcome = ItemOutcome.Next, OutcomeWhy = Lists.ChoiceWords.InChinese("Meeting.NotHeld") }, next, [.. codes.Where(code => DemandLife.IsUnserved(DemandRow.Get(write.Session, code).State))]);
    }
}
