using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Closes a meeting with its minutes. Every item has its outcome, every resolution one lead, every task who answers for it and by
/// when; what was not solved goes where its outcome says.</summary>
public sealed record CloseMeeting(string Meeting, string Minutes) : ICommand<MeetingView>;

public sealed record CloseMeetingBody
{
    public string Minutes { get; init; } = "";
}

internal sealed class CloseMeetingRules : AbstractValidator<CloseMeeting>
{
    public CloseMeetingRules() => RuleFor(close => close.Minutes).PlainText(0, 10_000);
}

internal sealed class CloseMeetingHandler(CurrentWrite write, CallContext context, MeetingBook book, DemandLedger demands, LadderBook ladder, WaitBook waits, TaskBook tasks, MeetingViews views, TimeProvider clock)
    : IRequestHandler<CloseMeeting, MeetingView>
{
    private Session Session => write.Session;

    public Task<MeetingView> Handle(CloseMeeting request, CancellationToken stop)
    {
        var meeting = MeetingRow.ToChange(Session, request.Meeting, context);
        MeetingRoles.RefuseOthers(context, Session, meeting);
        MeetingLife.After(meeting.State, MeetingAct.Close);
        var items = AgendaItemRow.Of(Session, meeting.Code);
        var all = TaskRow.OfMeeting(Session, meeting.Code);
        var resolutions = ResolutionRow.Of(Session, meeting.Code);
        ClosingRules.Refuse(items.Select((item, i) => new ItemFacts(i + 1, item.Kind, item.Outcome, item.DemandsOf(Session).Count,
            [.. resolutions.Where(row => row.Item == item.Id).Select(row => FactsOf(all.Where(task => task.Resolution == row.Id)))])));
        var minutes = FreeText.Cleaned(request.Minutes);
        var closed = book.Act(meeting, MeetingAct.Close, "", row => row with { ClosedAt = clock.GetUtcNow(), Minutes = minutes });
        foreach (var item in items.Where(item => item.CarriedTo is null))
            Settle(closed, item);
        Timers.Stop(Session, meeting.Subject, TimerKind.MeetingOver, clock.GetUtcNow());
        foreach (var task in all)
            tasks.SetTimers(task);
        return Task.FromResult(views.Of(Session, closed));
    }

    private static IReadOnlyList<TaskFacts> FactsOf(IEnumerable<TaskRow> tasks) => [.. tasks.Select(task => new TaskFacts(task.Part, task.Owner.Length > 0, task.DueAt is not null))];

    private void Settle(MeetingRow meeting, AgendaItemRow item)
    {
        var codes = item.DemandsOf(Session);
        foreach (var demand in codes.Select(code => DemandRow.ToChange(Session, code, seenVersion: null)).Where(demand => demand.State == DemandState.OnAgenda))
            Settle(meeting, item, demand);
        if (item.Outcome == ItemOutcome.Next)
            book.Carry(item, book.NextAfter(meeting), [.. codes.Where(code => DemandLife.IsUnserved(DemandRow.Get(Session, code).State))]);
    }

    private void Settle(MeetingRow meeting, AgendaItemRow item, DemandRow demand)
    {
        var why = $"{meeting.Code} {item.Title}";
        if (item.Outcome == ItemOutcome.Resolved)
        {
            demands.Change(demand, demand with { State = DemandLife.After(demand.State, DemandAct.Resolve, hasLiveOrders: false) }, nameof(DemandAct.Resolve), why);
            return;
        }
        var off = demands.Change(demand, demand with { State = DemandLife.OffAgenda(demand.State, demand.IsRaised) }, nameof(DemandAct.LeaveAgenda), why);
        if (item.Outcome != ItemOutcome.Street || off.Rung == Rung.Street)
            return;
        if (off.WaitingSince is not null)
            off = waits.GoOn(off, nameof(MeetingAct.Close), why);
        ladder.Move(off, Rung.Street, DemandAct.Escalate, why, timer: null);
    }
}
