using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Puts a demand on the agenda of the next meeting that is being prepared for its place (加入议程).</summary>
public sealed record PutOnAgenda(string Code) : ICommand<AgendaPlace>;

/// <summary>On which agenda a demand stands.</summary>
public sealed record AgendaPlace(string Demand, string Meeting, string MeetingTitle, long Item, string ItemTitle);

internal sealed class PutOnAgendaHandler(CurrentWrite write, CallContext context, MeetingBook book, Policies.Rulings rulings, TimeProvider clock) : IRequestHandler<PutOnAgenda, AgendaPlace>
{
    /// <summary>The nearest meeting in preparation around the demand; what stands with a joint committee goes to that one's.</summary>
    private const string SelectNext = $"""
        {MeetingRow.Select}
        where m.state = 'Planned' and m.starts_at > @now
            and ((@isShared = 1 and m.kind = 'Joint') or (@isShared = 0 and m.kind <> 'Joint'))
            and exists (select 1 from meeting_place p where p.meeting = m.code and @Area like p.area || '%')
        order by case when m.kind = 'Estate' then 1 else 0 end, m.starts_at, m.seq
        limit 1
        """;

    private const string CountSupporters = "select count(*) from supporter where demand = @Code";

    private Session Session => write.Session;

    public Task<AgendaPlace> Handle(PutOnAgenda request, CancellationToken stop)
    {
        var demand = DemandRow.Get(Session, request.Code);
        if (!DemandLife.IsUnserved(demand.State) || demand.State is DemandState.Filed or DemandState.Resolved)
            throw new RuleBrokenException("demand-not-for-agenda", demand.State);
        if (Session.One<string>(AgendaNeeds.SelectOpen, new { demand = demand.Code }) is { } elsewhere)
            throw new RuleBrokenException("demand-on-agenda", elsewhere);
        var meeting = Session.One<MeetingRow>(SelectNext, new { demand.Area, isShared = demand.Rung == Rung.JointCommittee ? 1 : 0, now = clock.GetUtcNow() })
            ?? throw new RuleBrokenException("no-meeting-planned");
        book.Act(meeting, MeetingRoles.MayRun(context, Session, meeting) ? MeetingAct.Edit : MeetingAct.Propose, demand.Code);
        var item = Put(demand, meeting);
        return Task.FromResult(new AgendaPlace(demand.Code, meeting.Code, meeting.Title, item.Id, item.Title));
    }

    /// <summary>To the item of its category and place, or as one of its own.</summary>
    private AgendaItemRow Put(DemandRow demand, MeetingRow meeting)
    {
        var people = 1 + (int)Session.Scalar<long>(CountSupporters, demand);
        var fitting = AgendaItemRow.Of(Session, meeting.Code).FirstOrDefault(item => item.Kind == ItemKind.Cluster && item.Category == demand.Category && demand.Area.StartsWith(item.Area!, StringComparison.Ordinal));
        if (fitting is not null)
        {
            var grown = (fitting with { People = fitting.People + people }).SaveTo(Session);
            grown.Add(Session, [demand.Code]);
            return grown;
        }
        return new AgendaItemRow
        {
            Meeting = meeting.Code, Kind = ItemKind.Proposal, Title = demand.Title, Minutes = rulings.Policy.Meetings.ItemMinutes, Category = demand.Category, Area = demand.Area, People = people,
            Owner = meeting.Area, ProposedBy = context.Who,
        }.InsertInto(Session, [demand.Code]);
    }
}
