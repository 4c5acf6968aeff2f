using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

/// <summary>What people do to a demand on its way, each on a page of its own. Part of addresses: append only.</summary>
public enum DemandDeed { Charge, HandOver, Serve, Escalate, SendDown, Extend, Wait, RecordAnswer, Supplement, Nudge, Unreasonable, Reasonable }

/// <summary>What the caller may do to a demand now, and what its pages need to know of it.</summary>
internal sealed record ListActs(string Code) : IRequest<DemandActs>;

/// <param name="Asked">Who answers for it now, and is asked when somebody nudges.</param>
/// <param name="Successors">Who could take it over.</param>
/// <param name="Clocks">The clocks that run and may be extended.</param>
public sealed record DemandActs(string Code, IReadOnlyList<DemandDeed> Deeds, IReadOnlyList<string> Asked, IReadOnlyList<string> Successors, IReadOnlyList<ClockKind> Clocks, string? Question,
    DateTimeOffset? PromisedBy);

internal sealed class ListActsHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<ListActs, DemandActs>
{
    private static readonly ClockKind[] Extendable = [ClockKind.Respond, ClockKind.Resolve, ClockKind.Rung];

    public Task<DemandActs> Handle(ListActs request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (demand, now) = (DemandRow.Get(session, request.Code), clock.GetUtcNow());
        var clocks = ClockRow.Running(session, demand.Code).Where(row => row.PausedAt is null && Extendable.Contains(row.Kind)).Select(row => row.Kind).ToList();
        return new DemandActs(demand.Code, [.. Enum.GetValues<DemandDeed>().Where(deed => Allows(session, deed, demand, clocks, now))], GetClocksHandler.Owners(session, demand, now),
            [.. RungRoles.Around(session, demand.Area, now).Where(holder => !Ladder.IsAbove(demand.Rung, holder.Rung) && holder.Account != demand.Taker).Select(holder => holder.Account).Distinct()
                .Order(StringComparer.Ordinal)],
            clocks, demand.Question, NudgeDemandHandler.PromisedBy(session, demand));
    }));

    /// <summary>What the page offers; the act itself holds to its own rules.</summary>
    private bool Allows(Session session, DemandDeed deed, DemandRow demand, List<ClockKind> clocks, DateTimeOffset now)
    {
        var (isUnserved, isOnLadder) = (DemandLife.IsUnserved(demand.State), DemandLife.IsUnserved(demand.State) && demand.State != DemandState.Filed);
        var mayAct = RungRoles.MayAct(context, demand, rulings);
        return deed switch
        {
            DemandDeed.Charge => isUnserved && demand.Taker is null && mayAct,
            DemandDeed.HandOver => isUnserved && demand.Taker is not null && (context.IsSelf(demand.Taker) || RungRoles.MayApprove(context, demand, rulings)),
            DemandDeed.Serve => DemandLife.IsSeeking(demand.State) && mayAct,
            DemandDeed.Escalate => isOnLadder && demand.WaitingSince is null && demand.Rung != Rung.Street && mayAct,
            DemandDeed.SendDown => isOnLadder && demand.WaitingSince is null && demand.Rung != Rung.Lead && mayAct,
            DemandDeed.Extend => clocks.Count > 0 && RungRoles.MayApprove(context, demand, rulings),
            DemandDeed.Wait => isOnLadder && demand.WaitingSince is null && mayAct,
            DemandDeed.RecordAnswer => demand.WaitingSince is not null,
            DemandDeed.Supplement => !DemandLife.IsEnded(demand.State) && demand.WaitingSince is null,
            DemandDeed.Nudge => NudgeDemandHandler.Allows(session, demand, now),
            DemandDeed.Unreasonable => IsCommittee && demand.UnreasonableAt is null && (!DemandLife.IsEnded(demand.State) || demand.State == DemandState.Closed) && !context.IsSelf(demand.FiledBy),
            DemandDeed.Reasonable => IsCommittee && demand.UnreasonableAt is not null,
            _ => false,
        };
    }

    private bool IsCommittee => context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role));
}
