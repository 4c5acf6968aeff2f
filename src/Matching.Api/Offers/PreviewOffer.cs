using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Api.Offers;

/// <summary>Whom an offer could serve, before it is saved (反向匹配): nothing is written.</summary>
public sealed record PreviewOffer(OfferDraft Draft) : IRequest<OfferPreview>;

/// <param name="Demands">How many it could serve; <paramref name="Best"/> shows at most 50 of them.</param>
public sealed record OfferPreview(int Demands, IReadOnlyList<ServableView> Best)
{
    private const int MostShown = 50;

    internal static OfferPreview Of(IReadOnlyList<ServableDemand> servable) => new(servable.Count,
        [.. servable.Take(MostShown).Select(row => new ServableView(row.Demand, row.Title, row.SlotStart, row.Score))]);
}

internal sealed class PreviewOfferRules : AbstractValidator<PreviewOffer>
{
    public PreviewOfferRules(IValidator<OfferDraft> draft) => RuleFor(preview => preview.Draft).SetValidator(draft).OverridePropertyName("");
}

internal sealed class PreviewOfferHandler(Database database, GroupCommit writer, CallContext context, KeyRing ring, Rulings rulings, TimeProvider clock) : IRequestHandler<PreviewOffer, OfferPreview>
{
    public async Task<OfferPreview> Handle(PreviewOffer request, CancellationToken stop)
    {
        if (database.Read(session => new AnsweredRequests(session, context, ring, clock).Find<OfferPreview>(request)) is { } answered)
            return answered.Value;
        var preview = Preview(request.Draft);
        return context.IdempotencyKey is null ? preview : await writer.Write(session =>
        {
            var answers = new AnsweredRequests(session, context, ring, clock);
            if (answers.Find<OfferPreview>(request) is { } first)
                return first.Value;
            answers.Keep(request, preview);
            return preview;
        });
    }

    private OfferPreview Preview(OfferDraft draft)
    {
        const string draftCode = "ZY-0000-000000";
        var now = clock.GetUtcNow();
        var offer = draft.ToRow(draftCode, now, rulings).ToCore(rulings);
        var slots = draft.AllSlots(rulings).Select(slot => new Slot(draftCode, slot.Start, slot.End, slot.Capacity, slot.Capacity)).ToList();
        var input = database.Read(session => MatchInputQuery.Load(session, rulings, now).Input);
        return OfferPreview.Of(ReverseMatch.Of(input, rulings.Policy, offer, slots));
    }
}
