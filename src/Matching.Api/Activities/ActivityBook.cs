using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Pooling;
using Matching.Core;
using Matching.Core.Activities;
using Matching.Core.Orders;

namespace Matching.Api.Activities;

/// <summary>What became of the people on an activity's list.</summary>
/// <param name="Served">Orders that were completed.</param>
/// <param name="Reopened">Orders that ended without service: their demands are open again.</param>
/// <param name="Left">Orders on common demands of which only some came: they are told household by household.</param>
public sealed record ActivityOutcome(int Served, int Reopened, IReadOnlyList<string> Left, PersonTimes PersonTimes);

/// <summary>Changes activities inside the current write. What happens is an event of the offer, so that whatever follows the offer's history sees its
/// places change.</summary>
internal sealed class ActivityBook(
    CurrentWrite write, CallContext context, EventLog events, OrderLedger orders, OrderCompletion completion, PartBook parts, PersonRecords people, ErasureJournal journal, EventNotices notices,
    ActivityViews views, TimeProvider clock)
{
    private const string OrdersOn = OrderRow.Select + "\nwhere o.slot = @Id and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')\norder by o.seq";

    private Session Session => write.Session;

    /// <summary>The activity, held to be changed by its unit or by a committee that it serves.</summary>
    /// <exception cref="NotAllowedException"><c>not-your-activity</c>.</exception>
    public ActivityRow ToChange(long id)
    {
        var row = ActivityRow.ToChange(Session, id, context.Sight);
        return views.MayRun(row) ? row : throw new NotAllowedException("not-your-activity");
    }

    /// <summary>The same, for what touches everybody on it.</summary>
    /// <exception cref="RuleBrokenException"><c>activity-not-whole</c>: some on it are hidden from the caller.</exception>
    public ActivityRow WholeToChange(long id)
    {
        var row = ToChange(id);
        return views.SeesAll(Session, row) ? row : throw new RuleBrokenException("activity-not-whole");
    }

    public void Tell(ActivityRow row, string act, string what) =>
        events.Append(row.Offer, act, row.OfferState.ToString(), row.OfferState.ToString(), $"{ChinaTime.Text(row.StartAt)} {what}".TrimEnd());

    /// <summary>Ends a sign-up without service: its places are free again and its contact is forgotten.</summary>
    public void End(ActivityRow row, SignUpRow signUp, SignUpState state)
    {
        if (PersonRow.Find(Session, signUp.Person) is { ErasedAt: null } person && state == SignUpState.Withdrawn)
        {
            journal.Add(ErasedThing.Contact, person.Id, person.CreatedAt);
            people.Forget(Session, person.Id);
        }
        (signUp with { State = state, EndedAt = clock.GetUtcNow() }).SaveTo(Session);
        row.GiveBack(Session, signUp.People);
    }

    /// <summary>Serves who came and lets go of who did not.</summary>
    public ActivityOutcome Settle(ActivityRow row, string why)
    {
        var guests = GuestOrderRow.Of(Session, row.Id, context.Sight).ToDictionary(guest => guest.Code);
        var (served, reopened, left) = (0, 0, new List<string>());
        foreach (var order in Session.Query<OrderRow>(OrdersOn, row))
        {
            var present = guests.GetValueOrDefault(order.Code)?.Present ?? 0;
            var acts = ActivityLife.ActsFor(order.State, present > 0);
            if (acts.Count > 0 && present > 0 && !Accounted(order, present))
                left.Add(order.Code);
            else if (acts.Count > 0)
            {
                if (present == 0 && order.State != OrderState.Proposed)
                    GuestOrderRow.Tick(Session, order.Code, 0, context.Who, clock.GetUtcNow());
                Follow(order, acts, present > 0 ? Words.Say("Activity.CameOf", present, order.Quantity) : why);
                (served, reopened) = present > 0 ? (served + 1, reopened) : (served, reopened + 1);
            }
        }
        var times = views.Of(Session, row).PersonTimes;
        foreach (var signUp in SignUpRow.Of(Session, row.Id).Where(signUp => signUp.State == SignUpState.Signed && signUp.Present is null or 0))
            End(row, signUp with { Present = 0 }, SignUpState.Absent);
        return new ActivityOutcome(served, reopened, left, times with { N = times.N + times.Unmarked, Unmarked = 0 });
    }

    /// <summary>Lets go of everybody: every place is free, every demand open again, and all are told.</summary>
    public int Cancel(ActivityRow row, string why)
    {
        var open = Session.Query<OrderRow>(OrdersOn, row).Where(order => ActivityLife.ActsFor(order.State, came: false).Count > 0).ToList();
        foreach (var order in open)
        {
            Follow(order, ActivityLife.ActsFor(order.State, came: false), why);
            if (order.State != OrderState.Proposed)
                notices.TellOfCancelledActivity(Session, DemandRow.Get(Session, order.Demand), order, context.Who, clock.GetUtcNow());
        }
        foreach (var signUp in SignUpRow.Of(Session, row.Id).Where(signUp => signUp.State == SignUpState.Signed))
        {
            End(row, signUp, SignUpState.Cancelled);
            notices.TellOfCancelledSignUp(Session, signUp.Number, signUp.FiledBy, signUp.Area, $"/activities/{row.Id}", context.Who, clock.GetUtcNow());
        }
        row.CloseSlot(Session);
        return open.Count;
    }

    /// <summary>An order on a common demand is done when each household is accounted for; when all came, each of them was served.</summary>
    private bool Accounted(OrderRow order, int present)
    {
        var common = DemandRow.Get(Session, order.Demand);
        if (!common.Pooled)
            return true;
        var open = SupporterRow.Of(Session, common.Code).Where(part => part.Mark is null).ToList();
        if (open.Count > 0 && present < order.Quantity)
            return false;
        foreach (var part in open)
            parts.Mark(common, part, PartMark.Served, order.Code);
        return true;
    }

    private void Follow(OrderRow order, IReadOnlyList<OrderAct> acts, string why)
    {
        foreach (var act in acts)
        {
            var current = OrderRow.Get(Session, order.Code);
            if (act == OrderAct.Complete)
                completion.Complete(current, why);
            else if (act == OrderAct.Accept)
                orders.Move(current, current.After(act) with { AcceptedAt = clock.GetUtcNow(), AcceptedBy = context.Who, AcknowledgedAt = current.AcknowledgedAt ?? clock.GetUtcNow() }, act, why);
            else
                orders.Move(current, current.After(act), act, why);
        }
    }
}
