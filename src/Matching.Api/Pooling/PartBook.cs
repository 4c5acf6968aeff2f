using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Orders;

namespace Matching.Api.Pooling;

/// <summary>Brings persons into common demands (并单), marks and answers their parts, and takes them out again (拆单) inside the current
/// write. Nobody is lost: a part that is not served goes on as a demand of its own, under the number its person has.</summary>
internal sealed class PartBook(CurrentWrite write, CallContext context, DemandLedger demands, OrderLedger orders, EventLog events, Rulings rulings, TimeProvider clock)
{
    private const string MoveParts = "update supporter set demand = @into where demand = @code and left_at is null";

    private Session Session => write.Session;

    /// <summary>The demand's person, and whoever has a part in it, keep their parts in the common one.</summary>
    /// <param name="isCounted">The common demand's quantity holds it already.</param>
    /// <returns>The demand, merged.</returns>
    public DemandRow Join(DemandRow demand, DemandRow into, bool isCounted = false)
    {
        RefuseToJoin(demand, into);
        var amount = isCounted ? 0 : AmountOf(demand);
        var merged = demands.Act(demand, DemandAct.Merge, into.Code, row => row with { MergedInto = into.Code });
        if (!demand.Pooled)
            PartOf(demand, into.Code).InsertInto(Session);
        Session.Execute(MoveParts, new { into = into.Code, code = demand.Code });
        Grow(into, amount, demand.Code);
        return merged;
    }

    /// <summary>How much the demand and everybody who has a part in it need together.</summary>
    public int AmountOf(DemandRow demand) => demand.Pooled ? demand.Quantity : demand.Quantity + SupporterRow.Of(Session, demand.Code).Sum(part => part.Quantity);

    /// <summary>A common demand that adds up its parts becomes larger by one.</summary>
    public DemandRow Grow(DemandRow common, int by, string why) =>
        demands.Act(common, DemandAct.Support, why, row => common.Pooled ? row with { Quantity = row.Quantity + by } : row);

    /// <summary>An order that is under way was made for so many: nothing is added to it.</summary>
    /// <exception cref="RuleBrokenException"><c>pool-has-order</c>.</exception>
    public static void RefuseToGrow(DemandRow common)
    {
        if (common is { Pooled: true, Held: > 0 })
            throw new RuleBrokenException("pool-has-order", common.Code);
    }

    /// <summary>Notes whether the part was served. One that was not goes on by itself, once the order that was to serve it is done.</summary>
    public SupporterRow Mark(DemandRow common, SupporterRow part, PartMark mark, string why)
    {
        RefuseLeft(part);
        var marked = (part with { Mark = mark, MarkedAt = clock.GetUtcNow(), MarkedBy = context.Who }).SaveTo(Session);
        Tell(common, "MarkPart", $"{part.CodeOwner} {mark} {why}".Trim());
        if (mark == PartMark.NotServed && orders.LiveOf(common.Code).Any(order => OrderLife.IsServed(order.State)))
            Leave(DemandRow.Get(Session, common.Code), marked, why);
        return marked;
    }

    /// <summary>What the part's person says: solved or not, satisfied or not. Not solved means that it goes on by itself.</summary>
    public void Answer(DemandRow common, SupporterRow part, bool solved, Satisfaction satisfaction, string why)
    {
        RefuseLeft(part);
        var answered = (part with { Solved = solved, Satisfaction = satisfaction, AnsweredAt = clock.GetUtcNow() }).SaveTo(Session);
        Tell(common, "SupporterAnswer", $"{part.CodeOwner} {(solved ? "solved" : "not solved")} {satisfaction} {why}".Trim());
        if (!solved)
            Leave(common, answered, why);
        ConfirmWhenAllAnswered(common.Code);
    }

    /// <summary>Takes the part out of the common demand. The last part of an order that was reported as done brings that order back instead.</summary>
    /// <returns>The demand that it goes on as.</returns>
    /// <exception cref="RuleBrokenException"><c>pool-part-held</c>: an order under way holds nothing else.</exception>
    public DemandRow Leave(DemandRow common, SupporterRow part, string why)
    {
        RefuseLeft(part);
        if (common.Pooled && SupporterRow.Of(Session, common.Code).Count == 1)
            return LeaveLast(common, part, why);
        var into = GoOn(common, part, why);
        (part with { LeftAt = clock.GetUtcNow(), LeftInto = into.Code }).SaveTo(Session);
        if (common.Pooled)
            Shrink(common, part, why);
        else
            Tell(common, "PartLeft", $"{part.CodeOwner} → {into.Code} {why}".Trim());
        return into;
    }

    /// <summary>Once everybody in a pool has said that it is solved, the pool is confirmed.</summary>
    private void ConfirmWhenAllAnswered(string code)
    {
        var common = DemandRow.ToChange(Session, code, seenVersion: null);
        var parts = SupporterRow.Of(Session, code);
        if (!common.Pooled || common.State != DemandState.Served || parts.Any(part => part.Solved != true))
            return;
        foreach (var order in orders.LiveOf(code).Where(order => order.State == OrderState.Completed))
            orders.Visit(order, solved: true, parts.Max(part => part.Satisfaction!.Value), "");
        demands.Act(demands.FollowOrders(code, ""), DemandAct.Confirm, "");
    }

    private DemandRow LeaveLast(DemandRow common, SupporterRow part, string why)
    {
        var live = orders.LiveOf(common.Code);
        if (live.Any(order => !OrderLife.IsServed(order.State)))
            throw new RuleBrokenException("pool-part-held", part.CodeOwner);
        if (live.Count > 0)
        {
            (part with { Mark = null, MarkedAt = null, MarkedBy = null }).SaveTo(Session);
            foreach (var order in live)
                orders.Visit(order, solved: false, part.Satisfaction ?? Satisfaction.Dissatisfied, why);
            return demands.FollowOrders(common.Code, why);
        }
        var into = GoOn(common, part, why);
        (part with { LeftAt = clock.GetUtcNow(), LeftInto = into.Code }).SaveTo(Session);
        demands.Act(common, DemandAct.Withdraw, $"{part.CodeOwner} → {into.Code} {why}".Trim());
        return into;
    }

    /// <summary>What was the part's is taken off the common demand, first from what no order holds.</summary>
    private void Shrink(DemandRow common, SupporterRow part, string why)
    {
        var taken = Math.Max(0, part.Quantity - (common.Quantity - common.Held));
        var left = taken;
        foreach (var order in orders.LiveOf(common.Code))
        {
            var by = Math.Min(left, order.Quantity - 1);
            if (by > 0)
                orders.Shrink(order, by, part.CodeOwner);
            left -= Math.Max(0, by);
        }
        if (left > 0)
            throw new RuleBrokenException("pool-part-held", part.CodeOwner);
        demands.Change(common, common with { Quantity = common.Quantity - part.Quantity, Held = common.Held - taken }, "PartLeft", $"{part.CodeOwner} {why}".Trim());
        demands.FollowOrders(common.Code, part.CodeOwner);
    }

    /// <summary>The demand that the person brought is open again under its number, with the history of its clocks; who brought none gets one.
    /// It is shown to all units at once, since the person has waited already.</summary>
    private DemandRow GoOn(DemandRow common, SupporterRow part, string why)
    {
        var now = clock.GetUtcNow();
        if (part.CodeOwner != common.Code && Session.OneToChange<DemandRow>(DemandRow.Select + "\nwhere d.code = @code", new { code = part.CodeOwner }) is { } own)
        {
            if (own.ErasedAt is not null)
                throw new RuleBrokenException("already-erased");
            return demands.Act(own, DemandAct.Split, $"{common.Code} {why}".Trim(), row =>
                row with { MergedInto = null, OpenedAt = row.OpenedAt ?? now, Ring = InvitedRing.OpenHall, RingUntil = null, CalmRing = null, CalmRingUntil = null });
        }
        var code = part.CodeOwner == common.Code ? Codes.NextDemand(Session, ChinaTime.Local(now).Year) : part.CodeOwner;
        var opened = FirstClocks.Opened(Session, new DemandRow
        {
            Code = code, Title = part.Note.Length >= 2 ? Shortened(part.Note) : common.Title, Detail = part.Detail, Category = common.Category, CategoryConfirmed = common.CategoryConfirmed,
            Area = part.Area ?? common.Area, Quantity = part.Quantity, UnitOfQuantity = common.UnitOfQuantity, FromAt = common.FromAt, UntilAt = common.UntilAt, Urgency = common.Urgency,
            Vulnerable = common.Vulnerable, Audience = common.Audience, PartyUnits = common.PartyUnits, Source = common.Source, FiledBy = part.FiledBy, FiledAt = part.FiledAt,
            LookUpHash = part.CodeOwner == common.Code ? null : part.LookUpHash, Person = part.Person,
        }, now, common.Rung, rulings) with { Ring = InvitedRing.OpenHall, RingUntil = null };
        opened.InsertInto(Session, now, rulings);
        events.Append(code, nameof(DemandAct.File), null, opened.StateName, $"{common.Code} {why}".Trim());
        return DemandRow.Get(Session, code);
    }

    private void RefuseToJoin(DemandRow demand, DemandRow into)
    {
        if (DemandLife.IsEnded(into.State))
            throw new RuleBrokenException("merge-into-ended", into.Code, into.State);
        if (into.Category != demand.Category)
            throw new RuleBrokenException("merge-other-category", rulings.NameOf(demand.Category), rulings.NameOf(into.Category));
        if (demand.Pooled && !into.Pooled)
            throw new RuleBrokenException("merge-pool", demand.Code);
        if (into.Pooled && into.UnitOfQuantity != demand.UnitOfQuantity)
            throw new RuleBrokenException("pool-other-unit", demand.UnitOfQuantity, into.UnitOfQuantity);
        RefuseToGrow(into);
    }

    private static void RefuseLeft(SupporterRow part)
    {
        if (part.LeftInto is { } into)
            throw new RuleBrokenException("part-left", part.CodeOwner, into);
    }

    private void Tell(DemandRow common, string act, string why)
    {
        var state = DemandRow.Get(Session, common.Code).StateName;
        events.Append(common.Code, act, state, state, why);
    }

    private static SupporterRow PartOf(DemandRow demand, string into) => new()
    {
        Demand = into, Area = demand.Area, Note = demand.Title, Detail = demand.Detail, Quantity = demand.Quantity, FiledBy = demand.FiledBy, FiledAt = demand.FiledAt, CodeOwner = demand.Code,
        LookUpHash = demand.LookUpHash ?? "", Person = demand.Person,
    };

    private static string Shortened(string note) => note.Length <= 200 ? note : note[..200];
}
