using Matching.Api.Data;
using Matching.Api.History;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.MatchRuns;

/// <summary>A slot that a person picked for a demand, outside any run.</summary>
/// <param name="Score">Soft score in millionths.</param>
internal sealed record PickedSlot(string Demand, string Offer, string Unit, DateTimeOffset SlotStart, int Quantity, int Score, string Reason, string ReasonEn)
{
    private const string SelectSlot = "select id from slot where offer = @Offer and start_at = @SlotStart";

    /// <summary>Proposes it, if demand, capacity and cap still allow it; the caller sees to the demand.</summary>
    /// <returns>The order's code; null when somebody was faster.</returns>
    public string? ProposeIn(Session session, EventLog events, string why, DateTimeOffset now)
    {
        var order = new { Demand, Slot = session.One<long>(SelectSlot, this), Offer, Unit, Quantity, Now = now, MonthStart = RunWriter.MonthOf(SlotStart, 0), MonthEnd = RunWriter.MonthOf(SlotStart, 1) };
        session.OneToChange<string>(RunWriter.HoldDemand, order);
        if (session.Scalar<long>(RunWriter.CanTake, order) == 0 || session.Execute(RunWriter.TakeCapacity, order) == 0)
            return null;
        var code = Codes.NextOrder(session, ChinaTime.Local(now).Year);
        session.Execute(RunWriter.InsertOrder, new
        {
            Code = code, Demand, order.Slot, Offer, Unit, Quantity, Run = (long?)null, Score = (long)Score, Reason, ReasonEn,
            AskedBefore = (int)session.Scalar<long>(RunWriter.CountAsked, order), ProposedAt = now,
        });
        events.Append(code, OrderAct.Propose.ToString(), null, OrderState.Proposed.ToString(), why);
        return code;
    }
}
