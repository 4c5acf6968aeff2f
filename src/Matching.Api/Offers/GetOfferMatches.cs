using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core.Reports;

namespace Matching.Api.Offers;

/// <summary>Whom a published offer could serve now (反向匹配).</summary>
internal sealed record GetOfferMatches(string Code) : IRequest<OfferPreview>;

internal sealed class GetOfferMatchesHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<GetOfferMatches, OfferPreview>
{
    public Task<OfferPreview> Handle(GetOfferMatches request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var offer = OfferRow.Get(session, request.Code).ToCore(rulings);
        var input = MatchInputQuery.Load(session, rulings, clock.GetUtcNow()).Input;
        var servable = ReverseMatch.Of(input, rulings.Policy, offer, [.. input.Slots.Where(slot => slot.Offer == offer.Code)]);
        return OfferPreview.Of(Servable.InSight(session, context, servable));
    }));
}
