using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>Forgets within the current write whoever asks for it: what is open is withdrawn, the rest blanked, and the journal told first.</summary>
internal sealed class ForgetOnRequest(CurrentWrite write, CallContext context, DemandLedger demands, OrderLedger orders, Erasure erasure, ErasureJournal journal)
{
    private const string SelectSame = DemandRow.Select + "\nwhere d.person = @id";

    private Session Session => write.Session;

    /// <returns>The codes of the demands that were blanked.</returns>
    public IReadOnlyList<string> Entries(IReadOnlyList<PersonRow> entries, string why)
    {
        foreach (var entry in entries)
        {
            journal.Add(ErasedThing.Person, entry.Id, entry.CreatedAt);
            foreach (var demand in Session.Query<DemandRow>(SelectSame, new { id = entry.Id }))
                Withdraw(demand);
        }
        return erasure.Erase(Session, entries, context.Who, why);
    }

    /// <summary>A demand that has no contact.</summary>
    public void Demand(DemandRow demand, string why)
    {
        journal.Add(ErasedThing.Demand, demand.Code, demand.FiledAt);
        erasure.Blank(Session, Withdraw(demand), context.Who, why);
    }

    public void Supporter(SupporterRow supporter, string why)
    {
        journal.Add(ErasedThing.Supporter, supporter.Id, supporter.FiledAt);
        erasure.Blank(Session, supporter, context.Who, why);
    }

    /// <summary>What can still be taken back is; what was served or is under way stays as it is.</summary>
    private DemandRow Withdraw(DemandRow demand)
    {
        var isUnderWay = orders.LiveOf(demand.Code).Any(order => order.State is OrderState.InService or OrderState.Completed or OrderState.Reopened);
        if (isUnderWay || demand.State is not (DemandState.Filed or DemandState.Open or DemandState.Escalated or DemandState.PartlyMatched or DemandState.Matched))
            return demand;
        return WithdrawDemandHandler.Withdraw(demands, orders, DemandRow.ToChange(Session, demand.Code, seenVersion: null), "");
    }
}
