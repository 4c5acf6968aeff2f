using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Freezes an agenda: what stands on it is what the meeting talks about. Its demands are on the agenda (已上会) from now on; they keep
/// their clocks and who answers for them.</summary>
public sealed record FreezeAgenda(string Meeting) : ICommand<MeetingView>;

internal sealed class FreezeAgendaHandler(CurrentWrite write, CallContext context, MeetingBook book, DemandLedger demands, MeetingViews views, TimeProvider clock) : IRequestHandler<FreezeAgenda, MeetingView>
{
    public Task<MeetingView> Handle(FreezeAgenda request, CancellationToken stop)
    {
        var meeting = MeetingRow.ToChange(write.Session, request.Meeting, context);
        MeetingRoles.RefuseOthers(context, write.Session, meeting);
        var frozen = book.Act(meeting, MeetingAct.Freeze, "", row => row with { FrozenAt = clock.GetUtcNow(), DraftedAt = row.DraftedAt ?? clock.GetUtcNow() });
        var items = AgendaItemRow.Of(write.Session, meeting.Code);
        if (items.Count == 0)
            throw new RuleBrokenException("agenda-empty");
        Timers.Stop(write.Session, meeting.Subject, TimerKind.DraftAgenda, clock.GetUtcNow());
        foreach (var code in items.SelectMany(item => item.DemandsOf(write.Session)).Distinct().Order(StringComparer.Ordinal).ToList())
            PutOn(code, meeting);
        return Task.FromResult(views.Of(write.Session, frozen));
    }

    /// <summary>What units hold, or what has been served or taken back meanwhile, stays as it is.</summary>
    private void PutOn(string code, MeetingRow meeting)
    {
        var demand = DemandRow.ToChange(write.Session, code, seenVersion: null);
        if (demand.State is DemandState.Open or DemandState.Escalated && demand.Held == 0)
            demands.Change(demand, demand with { State = DemandLife.After(demand.State, DemandAct.PutOnAgenda, hasLiveOrders: false) }, nameof(DemandAct.PutOnAgenda), $"{meeting.Code} {meeting.Title}");
    }
}
