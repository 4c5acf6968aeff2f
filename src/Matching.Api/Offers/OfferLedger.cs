using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Offers;

/// <summary>Changes offers inside the current write, an event for each change.</summary>
internal sealed class OfferLedger(CurrentWrite write, CallContext context, EventLog events, Rulings rulings, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The offer, held to be changed by its own unit or by a committee.</summary>
    /// <exception cref="NotAllowedException">It is another unit's.</exception>
    public OfferRow ToChange(string code)
    {
        var offer = OfferRow.ToChange(write.Session, code, context.SeenVersion);
        return context.ActingRole == Role.Unit && !context.Sight.SeesUnit(offer.Unit) ? throw new NotAllowedException("other-units-offer") : offer;
    }

    public OfferDetail Save(OfferRow before, OfferRow after, string act, string why)
    {
        after.SaveTo(write.Session);
        events.Append(after.Code, act, before.StateName, after.StateName, why);
        return GetOfferHandler.Detail(write.Session, after.Code, rulings, Now);
    }
}
