using MediatR;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Who is likely to serve a demand that is not filed yet, as things stand; nothing is written.</summary>
/// <param name="Category">The code of the category that it would have.</param>
internal sealed record PreviewDemand(FileDemand Draft, string Category) : IRequest<ForecastView?>;

internal sealed class PreviewDemandHandler(LiveBoards boards, Rulings rulings, TimeProvider clock) : IRequestHandler<PreviewDemand, ForecastView?>
{
    private const string DraftCode = "XQ-0000-000000";

    public async Task<ForecastView?> Handle(PreviewDemand request, CancellationToken stop)
    {
        var (draft, now) = (request.Draft, clock.GetUtcNow());
        var demand = new Demand(DraftCode, PlainText.Clean(draft.Title), PlainText.Clean(draft.Detail), rulings.NameOf(request.Category), CategoryConfirmed: draft.Category is not null, draft.Area,
            draft.Quantity, draft.UnitOfQuantity ?? rulings.Find(request.Category)?.UnitOfQuantity ?? "", draft.Divisible, draft.From, draft.Until, draft.Urgency, draft.Vulnerable, draft.Audience, now);
        var forecast = await boards.At(draft.Area.Value).Use(live =>
        {
            live.Put(demand, []);
            try
            {
                return live.ForecastOf(DraftCode);
            }
            finally
            {
                live.Remove(DraftCode);
            }
        }, stop);
        return ForecastView.Of(forecast, now);
    }
}
