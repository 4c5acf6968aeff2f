using MediatR;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Offers;

/// <summary>Persisted in events: append only.</summary>
public enum OfferAct { Pause, Resume }

/// <summary>Takes an offer out of matching for a while (暂停), or back in (恢复). Orders that it has stand.</summary>
public sealed record SwitchOffer(string Code, OfferAct Act) : ICommand<OfferDetail>;

internal sealed class SwitchOfferHandler(OfferLedger offers) : IRequestHandler<SwitchOffer, OfferDetail>
{
    public Task<OfferDetail> Handle(SwitchOffer request, CancellationToken stop)
    {
        var offer = offers.ToChange(request.Code);
        var next = (request.Act, offer.State) switch
        {
            (OfferAct.Pause, OfferState.Published) => OfferState.Paused,
            (OfferAct.Resume, OfferState.Paused) => OfferState.Published,
            _ => throw new RuleBrokenException("offer-act-not-allowed", request.Act, offer.State),
        };
        return Task.FromResult(offers.Save(offer, offer with { State = next }, request.Act.ToString(), ""));
    }
}
