using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>Those who answer for the demand agree to the unit's other time, or not. Agreed, the order is accepted and scheduled then, in the
/// other window where one was named; refused, it stands as it was and the unit's answer clock starts anew.</summary>
public sealed record AnswerCounterProposal(string Code, bool Agreed, string Note) : ICommand<OrderView>;

public sealed record CounterAnswerBody
{
    public string Note { get; init; } = "";
}

internal sealed class AnswerCounterProposalRules : AbstractValidator<AnswerCounterProposal>
{
    public AnswerCounterProposalRules() => RuleFor(answer => answer.Note).PlainText(0, 500);
}

internal sealed class AnswerCounterProposalHandler(OrderLedger orders, ClockBook clocks, ProtectedNotes notes, CurrentWrite write, CallContext context, TimeProvider clock)
    : IRequestHandler<AnswerCounterProposal, OrderView>
{
    /// <summary>In the other window's month the unit may have its cap reached.</summary>
    private const string CanMove = """
        select count(*)
        from slot s
        join offer f on f.code = s.offer
        join unit u on u.code = f.unit
        where s.id = @Slot and s.end_at > @Now and (u.monthly_cap is null or u.monthly_cap > (
            select count(*) from service_order o join slot x on x.id = o.slot
            where o.unit = u.code and o.code <> @Code and x.start_at >= @MonthStart and x.start_at < @MonthEnd
                and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')))
            and not exists (select 1 from service_order o where o.demand = @Demand and o.slot = @Slot and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled'))
        """;

    private const string GiveBack = "update slot set remaining = remaining + @Quantity where id = @Slot";

    public Task<OrderView> Handle(AnswerCounterProposal request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var proposal = CounterProposalRow.Pending(write.Session, order.Code) ?? throw new RuleBrokenException("no-other-time");
        if (context.IsSelf(proposal.Who))
            throw new NotAllowedException("own-other-time");
        var note = notes.Keep(order.Demand, request.Note);
        (proposal with
        {
            State = request.Agreed ? CounterProposalState.Agreed : CounterProposalState.Refused, AnsweredBy = context.Who, AnsweredAt = clock.GetUtcNow(), Answer = note,
        }).SaveAnswerTo(write.Session);
        return Task.FromResult(OrderView.Of(request.Agreed ? Agreed(order, proposal, note) : Refused(order, note)));
    }

    private OrderRow Agreed(OrderRow order, CounterProposalRow proposal, string note)
    {
        var now = clock.GetUtcNow();
        if (proposal.UntilAt <= now)
            throw new RuleBrokenException("window-past", ChinaTime.Text(proposal.UntilAt));
        if (!OrderLife.IsPinned(order.State))
            order = orders.Move(order, order.After(OrderAct.Accept) with { AcceptedAt = now, AcceptedBy = proposal.Who, AcknowledgedAt = order.AcknowledgedAt ?? now }, OrderAct.Accept, note);
        var moved = order.After(OrderAct.Schedule) with { ScheduledFrom = proposal.FromAt, ScheduledUntil = proposal.UntilAt };
        if (proposal.Slot is { } slot)
        {
            Take(order, slot, proposal.FromAt, now);
            moved = moved with { Slot = slot };
        }
        return OrderRow.Get(write.Session, orders.Move(order, moved, OrderAct.Schedule, note).Code);
    }

    private void Take(OrderRow order, long slot, DateTimeOffset start, DateTimeOffset now)
    {
        var wanted = new { order.Code, order.Demand, order.Quantity, Slot = slot, Now = now, MonthStart = RunWriter.MonthOf(start, 0), MonthEnd = RunWriter.MonthOf(start, 1) };
        if (write.Session.Scalar<long>(CanMove, wanted) == 0 || write.Session.Execute(RunWriter.TakeCapacity, wanted) == 0)
            throw new RuleBrokenException("window-full", ChinaTime.Text(start), 0);
        write.Session.Execute(GiveBack, order);
    }

    private OrderRow Refused(OrderRow order, string note)
    {
        var isAsked = order.State is OrderState.Issued or OrderState.Acknowledged;
        return orders.Note(order, isAsked ? order with { AnswerDue = clocks.StartAnswer(DemandRow.Get(write.Session, order.Demand), order.Code) } : order, "RefuseOtherTime", note);
    }
}
