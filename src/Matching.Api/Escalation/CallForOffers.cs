using MediatR;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;

namespace Matching.Api.Escalation;

/// <summary>Publishes a demand to every unit that could serve it (发布征集): it stands in the open hall at once, without waiting ring by ring.</summary>
public sealed record CallForOffers(string Code) : ICommand<DemandView>;

internal sealed class CallForOffersHandler(CurrentWrite write, DemandLedger demands, Rulings rulings, TimeProvider clock) : IRequestHandler<CallForOffers, DemandView>
{
    public Task<DemandView> Handle(CallForOffers request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        if (!DemandLife.IsSeeking(demand.State))
            throw new RuleBrokenException("demand-not-seeking", demand.State);
        if (demand.Ring == InvitedRing.OpenHall)
            throw new RuleBrokenException("demand-in-hall");
        Timers.Stop(write.Session, demand.Code, TimerKind.WidenRing, clock.GetUtcNow());
        var called = demands.Change(demand, demand with { Ring = InvitedRing.OpenHall, RingUntil = null }, nameof(CallForOffers), $"{demand.Ring} → {InvitedRing.OpenHall}");
        return Task.FromResult(DemandView.Of(called, rulings));
    }
}
