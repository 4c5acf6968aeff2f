using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The unit proposes another time (改约): a window of the same offer, or hours of its own. While nobody has answered, the unit's
/// answer clock rests.</summary>
/// <param name="SlotStart">Names a window of the same offer; else <paramref name="From"/> and <paramref name="Until"/> name the hours.</param>
public sealed record CounterPropose(string Code, DateTimeOffset? SlotStart, DateTimeOffset? From, DateTimeOffset? Until, string Note) : ICommand<CounterProposalView>;

public sealed record CounterProposeBody
{
    public DateTimeOffset? SlotStart { get; init; }

    public DateTimeOffset? From { get; init; }

    /// <summary>A day means its end.</summary>
    [JsonConverter(typeof(EndOfWindowConverter))]
    public DateTimeOffset? Until { get; init; }

    public string Note { get; init; } = "";
}

internal sealed class CounterProposeRules : AbstractValidator<CounterPropose>
{
    public CounterProposeRules()
    {
        RuleFor(propose => propose.SlotStart).Must((propose, slot) => slot is not null ? propose.From is null && propose.Until is null : propose.From is not null && propose.Until is not null)
            .WithMessage(_ => Words.Say("Field.SlotOrHours"));
        RuleFor(propose => propose.Until).Must((propose, until) => !(until <= propose.From))
            .WithMessage(propose => Words.Say("Csv.Reversed", ChinaTime.Text(propose.From!.Value), ChinaTime.Text(propose.Until!.Value)));
        RuleFor(propose => propose.Note).PlainText(0, 500);
    }
}

internal sealed class CounterProposeHandler(OrderLedger orders, ClockBook clocks, ProtectedNotes notes, CurrentWrite write, CallContext context, TimeProvider clock) : IRequestHandler<CounterPropose, CounterProposalView>
{
    public Task<CounterProposalView> Handle(CounterPropose request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        if (order.State is not (OrderState.Issued or OrderState.Acknowledged or OrderState.Accepted or OrderState.Scheduled))
            throw new RuleBrokenException("order-not-movable", order.State);
        if (CounterProposalRow.Pending(write.Session, order.Code) is not null)
            throw new RuleBrokenException("other-time-pending");
        var slot = request.SlotStart is { } start ? Window(order, start) : null;
        var row = new CounterProposalRow
        {
            ServiceOrder = order.Code, Slot = slot?.Id, FromAt = slot?.StartAt ?? request.From!.Value, UntilAt = slot?.EndAt ?? request.Until!.Value,
            Note = notes.Keep(order.Demand, request.Note), Who = context.Who, At = clock.GetUtcNow(),
        };
        if (row.FromAt <= row.At)
            throw new RuleBrokenException("window-past", ChinaTime.Text(row.FromAt));
        row.InsertInto(write.Session);
        clocks.PauseAnswer(order.Code);
        orders.Note(order, order, nameof(CounterPropose), $"{ChinaTime.Text(row.FromAt)} – {ChinaTime.Text(row.UntilAt)} {row.Note}".Trim());
        return Task.FromResult(row.View());
    }

    private SlotRow Window(OrderRow order, DateTimeOffset start)
    {
        var slot = SlotRow.OfOffer(write.Session, order.Offer).FirstOrDefault(slot => slot.StartAt == start) ?? throw new NotThereException("Slot", ChinaTime.Text(start));
        if (slot.Id == order.Slot)
            throw new RuleBrokenException("same-window");
        return slot.Remaining >= order.Quantity ? slot : throw new RuleBrokenException("window-full", ChinaTime.Text(start), slot.Remaining);
    }
}
