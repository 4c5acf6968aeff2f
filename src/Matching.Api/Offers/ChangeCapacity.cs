using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.Offers;

/// <summary>Changes how much a window holds, never below what its live orders promise.</summary>
/// <param name="Start">Null = every window that is not over.</param>
public sealed record ChangeCapacity(string Code, DateTimeOffset? Start, int Capacity) : ICommand<OfferDetail>;

public sealed record CapacityBody
{
    public DateTimeOffset? Start { get; init; }

    public required int Capacity { get; init; }
}

internal sealed class ChangeCapacityRules : AbstractValidator<ChangeCapacity>
{
    public ChangeCapacityRules() => RuleFor(change => change.Capacity).InclusiveBetween(0, ListFiles.MostQuantity)
        .WithMessage(change => Words.Say("Field.Capacity", change.Capacity, ListFiles.MostQuantity));
}

internal sealed class ChangeCapacityHandler(OfferLedger offers, CurrentWrite write) : IRequestHandler<ChangeCapacity, OfferDetail>
{
    /// <summary>Windows of activities that were held or called off.</summary>
    private const string SelectEnded = "select a.slot from activity a join slot s on s.id = a.slot where s.offer = @offer and a.state <> 'Planned'";

    public Task<OfferDetail> Handle(ChangeCapacity request, CancellationToken stop)
    {
        var offer = offers.ToChange(request.Code);
        var ended = write.Session.Query<long>(SelectEnded, new { offer = offer.Code });
        var slots = SlotRow.OfOffer(write.Session, offer.Code).Where(slot => request.Start is { } start ? slot.StartAt == start : slot.EndAt > offers.Now).Where(slot => !ended.Contains(slot.Id)).ToList();
        if (slots.Count == 0)
            throw new NotThereException("Slot", request.Start is { } asked ? ChinaTime.Text(asked) : offer.Code);
        foreach (var slot in slots)
        {
            if (!slot.TryToHold(write.Session, request.Capacity))
                throw new RuleBrokenException("capacity-promised", ChinaTime.Text(slot.StartAt), slot.Capacity - slot.Remaining, request.Capacity);
        }
        var what = slots.Count == 1 ? $"{ChinaTime.Text(slots[0].StartAt)} {slots[0].Capacity} → {request.Capacity}" : $"{slots.Count} × → {request.Capacity}";
        return Task.FromResult(offers.Save(offer, offer, "ChangeCapacity", what));
    }
}
