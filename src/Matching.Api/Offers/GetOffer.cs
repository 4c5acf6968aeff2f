using MediatR;
using Matching.Api.Data;
using Matching.Api.Policies;

namespace Matching.Api.Offers;

/// <summary>One offer with its slots.</summary>
internal sealed record GetOffer(string Code) : IRequest<OfferDetail>;

internal sealed class GetOfferHandler(Database database, Rulings rulings) : IRequestHandler<GetOffer, OfferDetail>
{
    public Task<OfferDetail> Handle(GetOffer request, CancellationToken stop) =>
        Task.FromResult(database.Read(session => Detail(session, request.Code, rulings)));

    public static OfferDetail Detail(Session session, string code, Rulings rulings) =>
        new(OfferView.Of(OfferRow.Get(session, code), rulings), [.. SlotRow.OfOffer(session, code).Select(SlotView.Of)]);
}
