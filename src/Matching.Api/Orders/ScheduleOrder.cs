using System.Text.Json.Serialization;
using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>Names the hours (排期): inside the slot's window, or, for a reopened order, any window still to come.</summary>
public sealed record ScheduleOrder(string Code, DateTimeOffset From, DateTimeOffset Until) : ICommand<OrderView>;

/// <param name="Until">A day means its end.</param>
public sealed record ScheduleBody(DateTimeOffset From, [property: JsonConverter(typeof(EndInstantConverter))] DateTimeOffset Until);

internal sealed class ScheduleOrderRules : AbstractValidator<ScheduleOrder>
{
    public ScheduleOrderRules() => RuleFor(schedule => schedule.Until).GreaterThan(schedule => schedule.From)
        .WithMessage(schedule => Words.Say("Csv.Reversed", ChinaTime.Text(schedule.From), ChinaTime.Text(schedule.Until)));
}

internal sealed class ScheduleOrderHandler(OrderLedger orders, TimeProvider clock) : IRequestHandler<ScheduleOrder, OrderView>
{
    public Task<OrderView> Handle(ScheduleOrder request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var scheduled = order.After(OrderAct.Schedule) with { ScheduledFrom = request.From, ScheduledUntil = request.Until };
        var wasReopened = order.State == OrderState.Reopened || order.Solved == false;
        if (!wasReopened && (request.From < order.SlotStart || request.Until > order.SlotEnd))
            throw new RuleBrokenException("outside-slot", ChinaTime.Text(order.SlotStart), ChinaTime.Text(order.SlotEnd));
        if (wasReopened && request.Until <= clock.GetUtcNow())
            throw new RuleBrokenException("window-past", ChinaTime.Text(request.Until));
        return Task.FromResult(OrderView.Of(orders.Move(order, scheduled, OrderAct.Schedule, "")));
    }
}
