using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;

namespace Matching.Api.Offers;

/// <summary>Publishes an offer (发布资源) with its slots.</summary>
public sealed record PublishOffer(OfferDraft Draft) : ICommand<OfferDetail>;

internal sealed class PublishOfferRules : AbstractValidator<PublishOffer>
{
    public PublishOfferRules(IValidator<OfferDraft> draft) => Include(new ForDraft(draft));

    private sealed class ForDraft : AbstractValidator<PublishOffer>
    {
        public ForDraft(IValidator<OfferDraft> draft) => RuleFor(publish => publish.Draft).SetValidator(draft).OverridePropertyName("");
    }
}

internal sealed class PublishOfferHandler(CurrentWrite write, CallContext context, EventLog events, Rulings rulings, TimeProvider clock)
    : IRequestHandler<PublishOffer, OfferDetail>
{
    public Task<OfferDetail> Handle(PublishOffer request, CancellationToken stop)
    {
        if (context.ActingRole == Role.Unit && !context.Sight.SeesUnit(request.Draft.Unit))
            throw new NotAllowedException("other-units-offer");
        var now = clock.GetUtcNow();
        var code = Codes.NextOffer(write.Session, ChinaTime.Local(now).Year);
        request.Draft.ToRow(code, now, rulings).InsertInto(write.Session);
        foreach (var slot in request.Draft.SlotRows(code, rulings))
            slot.InsertInto(write.Session);
        events.Append(code, "Publish", null, OfferState.Published.ToString(), "");
        return Task.FromResult(GetOfferHandler.Detail(write.Session, code, rulings, now));
    }
}
