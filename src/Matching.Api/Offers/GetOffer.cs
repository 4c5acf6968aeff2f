using MediatR;
using Matching.Api.Data;
using Matching.Api.Policies;

namespace Matching.Api.Offers;

/// <summary>One offer with its slots.</summary>
internal sealed record GetOffer(string Code) : IRequest<OfferDetail>;

internal sealed class GetOfferHandler(Database database, Rulings rulings, TimeProvider clock) : IRequestHandler<GetOffer, OfferDetail>
{
    public Task<OfferDetail> Handle(GetOffer request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => Detail(session, request.Code, rulings, clock.GetUtcNow())));

    public static OfferDetail Detail(Session session, string code, Rulings rulings, DateTimeOffset now) =>
        new(OfferView.Of(OfferRow.Get(session, code), rulings, now), [.. SlotRow.OfOffer(session, code).Select(SlotView.Of)]);
}
