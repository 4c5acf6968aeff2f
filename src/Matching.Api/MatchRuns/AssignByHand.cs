using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.MatchRuns;

/// <summary>Proposes an order by hand (人工指派) where the committee knows better than the score: who, why and the score it cost are kept.
/// A hard rule is not for hands to break.</summary>
public sealed record AssignByHand(string Code, string Offer, DateTimeOffset SlotStart, string Reason) : IRequest<HandAssignment>;

public sealed record AssignByHandBody(string Offer, DateTimeOffset SlotStart, string Reason);

/// <param name="Score">Soft score of the chosen slot, in millionths; <paramref name="Cost"/> is how far it stays behind the best feasible one.</param>
public sealed record HandAssignment(string Order, int Quantity, int Score, int BestScore, int Cost);

internal sealed class AssignByHandRules : AbstractValidator<AssignByHand>
{
    public AssignByHandRules()
    {
        RuleFor(assign => assign.Offer).PlainText(1, 40);
        RuleFor(assign => assign.Reason).PlainText(2, 500);
    }
}

internal sealed class AssignByHandHandler(Database database, GroupCommit writer, CallContext context, KeyRing ring, HistoryChain chain, Rulings rulings, KnownAreas areas, TimeProvider clock)
    : IRequestHandler<AssignByHand, HandAssignment>
{
    private const int MostCandidates = 1000;

    private const string InsertOverride = """
        insert into hand_override (service_order, who, why, score, best_score, cost, at)
        values (@Order, @Who, @Reason, @Score, @BestScore, @Cost, @Now)
        """;

    public Task<HandAssignment> Handle(AssignByHand request, CancellationToken stop)
    {
        if (database.Read(session => new AnsweredRequests(session, context, ring, clock).Find<HandAssignment>(request)) is { } answered)
            return Task.FromResult(answered.Value);
        var choice = database.Read(session => Weigh(session, request));
        return writer.Write(session =>
        {
            var answers = new AnsweredRequests(session, context, ring, clock);
            if (answers.Find<HandAssignment>(request) is { } first)
                return first.Value;
            var assigned = Write(session, request, choice);
            answers.Keep(request, assigned);
            return assigned;
        });
    }

    private Choice Weigh(Session session, AssignByHand request)
    {
        var row = DemandRow.Get(session, request.Code);
        if (!DemandLife.IsSeeking(row.State))
            throw new RuleBrokenException("demand-not-seeking", row.State);
        var (run, explainer, _) = GetDemandMatchesHandler.Look(session, row, rulings, areas, clock.GetUtcNow(), MostCandidates);
        var all = explainer.Alternatives(0, Math.Max(1, run.Candidates.Count));
        var chosen = all.FirstOrDefault(alternative => run.Lists.Slots[alternative.Slot] is var slot && slot.Offer == request.Offer && slot.Start == request.SlotStart)
            ?? throw new RuleBrokenException("slot-not-feasible", request.Offer);
        var quantity = Math.Min(run.Lists.Demands[0].Quantity, run.Lists.Slots[chosen.Slot].Remaining);
        return new Choice(run.Lists.Offers[run.Lists.SlotOffer[chosen.Slot]].Unit, quantity, chosen.Score, all.Max(alternative => alternative.Score));
    }

    private HandAssignment Write(Session session, AssignByHand request, Choice choice)
    {
        var now = clock.GetUtcNow();
        var write = new CurrentWrite { Session = session };
        var events = new EventLog(write, context, chain, clock);
        var why = new People.ProtectedNotes(write, new People.PersonRecords(ring, clock), context).Keep(request.Code, request.Reason);
        var cost = choice.BestScore - choice.Score;
        var code = new PickedSlot(request.Code, request.Offer, choice.Unit, request.SlotStart, choice.Quantity, choice.Score, why, why)
            .ProposeIn(session, events, $"by hand, cost {cost}: {why}", now) ?? throw new RuleBrokenException("slot-not-feasible", request.Offer);
        session.Execute(InsertOverride, new { Order = code, context.Who, Reason = why, choice.Score, choice.BestScore, Cost = cost, Now = now });
        new DemandLedger(write, context, events, new ClockBook(write, context, rulings, clock)).FollowOrders(request.Code, $"{code} Proposed");
        return new HandAssignment(code, choice.Quantity, choice.Score, choice.BestScore, cost);
    }

    private sealed record Choice(string Unit, int Quantity, int Score, int BestScore);
}
