using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.MatchRuns;
using Matching.Api.Points;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Api.Visits;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Orders;

/// <summary>A unit takes an open demand on at a window of its own (接单), unasked: the order is proposed, issued and accepted in one act.
/// Hard rules, capacity and caps
/// hold as for a run; of two that press at once, one wins. What is not begun in time is released to the others.</summary>
public sealed record TakeDemand(string Code, string Offer, DateTimeOffset SlotStart) : IRequest<OrderView>;

public sealed record TakeBody(string Offer, DateTimeOffset SlotStart);

internal sealed class TakeDemandRules : AbstractValidator<TakeDemand>
{
    public TakeDemandRules() => RuleFor(take => take.Offer).PlainText(1, 40);
}

internal sealed class TakeDemandHandler(Database database, GroupCommit writer, CallContext context, KeyRing ring, HistoryChain chain, PersonRecords people, Rulings rulings, TimeProvider clock) : IRequestHandler<TakeDemand, OrderView>
{
    private const string SelectUnit = "select unit from offer where code = @Offer";

    private const string CountServable = $"select count(*) from demand d where d.code = @Code and {Sight.Servable}";

    private const string MarkClaimed = "update service_order set claimed_at = @now where code = @Code";

    private const string SelectWinner = """
        select u.name
        from service_order o
        join unit u on u.code = o.unit
        where o.demand = @Code and o.accepted_at is not null and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
        order by o.accepted_at desc
        """;

    public Task<OrderView> Handle(TakeDemand request, CancellationToken stop)
    {
        if (database.Read(session => new AnsweredRequests(session, context, ring, clock).Find<OrderView>(request)) is { } answered)
            return Task.FromResult(answered.Value);
        var picked = database.Read(session => Pick(session, request));
        return writer.Write(session =>
        {
            var answers = new AnsweredRequests(session, context, ring, clock);
            if (answers.Find<OrderView>(request) is { } first)
                return first.Value;
            var taken = OrderView.Of(Take(session, picked));
            answers.Keep(request, taken);
            return taken;
        });
    }

    /// <summary>The unit that has taken it on, or null.</summary>
    public static string? WinnerOf(Session session, string demand) => session.One<string>(SelectWinner, new { Code = demand });

    private PickedSlot Pick(Session session, TakeDemand request)
    {
        var unit = session.One<string>(SelectUnit, request) is { } owner && context.Sight.SeesUnit(owner) ? owner : throw new NotThereException("Offer", request.Offer);
        var now = clock.GetUtcNow();
        var best = UnitMatches.Of(session, context.Sight, rulings, unit, now, slot => slot.Offer == request.Offer && slot.Start == request.SlotStart).FirstOrDefault(one => one.Demand.Code == request.Code)
            ?? throw Lost(session, request.Code);
        var name = UnitRow.Get(session, unit).Name;
        return new PickedSlot(request.Code, request.Offer, unit, request.SlotStart, UnitMatches.QuantityOf(best), best.Score,
            UnitMatches.Justify(best, name, now, Words.Chinese), UnitMatches.Justify(best, name, now, Words.English));
    }

    private OrderRow Take(Session session, PickedSlot picked)
    {
        var now = clock.GetUtcNow();
        var write = new CurrentWrite { Session = session };
        var events = new EventLog(write, context, chain, clock);
        var clocks = new ClockBook(write, context, rulings, clock);
        var demands = new DemandLedger(write, context, events, clocks);
        var orders = new OrderLedger(write, context, events, demands, clocks, new VisitBook(write, context, events, people, rulings, clock), new PointsBook(write, context, rulings, clock), rulings, clock);
        var code = picked.ProposeIn(session, events, "taken", now) ?? throw Lost(session, picked.Demand);
        var proposed = OrderRow.ToChange(session, code, seenVersion: null);
        var issued = orders.Save(proposed, proposed.After(OrderAct.Issue) with { IssuedAt = now, AnswerDue = rulings.Deadlines.Answer(now, proposed.Urgency) }, OrderAct.Issue, "taken");
        var taken = orders.Move(issued, issued.After(OrderAct.Accept) with { AcknowledgedAt = now, AcceptedAt = now, AcceptedBy = context.Who }, OrderAct.Accept, "");
        session.Execute(MarkClaimed, new { taken.Code, now });
        Timers.Set(session, taken.Code, TimerKind.ReleaseClaim, 1, rulings.DeadlinesFor(taken.Area).BeginClaim(now, taken.Urgency), now);
        return taken;
    }

    /// <summary>Says who was faster, where somebody was; of what is not for this unit's eyes, nothing.</summary>
    /// <exception cref="NotThereException">No offer of the unit is for such a demand.</exception>
    private RuleBrokenException Lost(Session session, string demand)
    {
        if (session.Scalar<long>(CountServable, context.Sight.With(new { Code = demand })) == 0)
            throw new NotThereException("Demand", demand);
        return WinnerOf(session, demand) is { } winner ? new RuleBrokenException("demand-taken", winner) : new RuleBrokenException("demand-not-takeable");
    }
}
