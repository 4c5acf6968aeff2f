using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>Draws return visits when an order is completed, gives each to a visitor who is independent, and ends those that the order's
/// further way has answered; inside the current write.</summary>
internal sealed class VisitBook(CurrentWrite write, CallContext context, EventLog events, PersonRecords people, Rulings rulings, TimeProvider clock)
{
    private const string LastRound = "select coalesce(max(round), 0) from return_visit where service_order = @order";

    /// <summary>Visitors of the place, who has least to do first.</summary>
    private const string VisitorsAround = """
        select g.account
        from role_grant g
        join account a on a.name = g.account
        where g.role = 'Visitor' and a.state = 'Active' and g.area in (substr(@area, 1, 9), substr(@area, 1, 12), substr(@area, 1, 15), @area)
            and g.starts_at <= @now and (g.ends_at is null or g.ends_at > @now)
            and not exists (select 1 from role_grant u where u.account = g.account and u.role = 'Unit' and u.unit = @unit)
        group by g.account
        order by (select count(*) from return_visit v where v.visitor = g.account and v.state = 'Open'), g.account
        """;

    private Session Session => write.Session;

    /// <summary>Who of those served is asked: the demand's own person, and each who has a part in it.</summary>
    public void Draw(OrderRow order)
    {
        var demand = DemandRow.Get(Session, order.Demand);
        var (sampling, round) = (rulings.Policy.Visits, (int)Session.Scalar<long>(LastRound, new { order = order.Code }) + 1);
        foreach (var (number, part, person, filedBy) in Asked(demand))
        {
            var percent = VisitDraw.PercentFor(sampling, demand.Category, demand.Urgency, demand.Vulnerable, part is not null);
            if (VisitDraw.IsDrawn(sampling.Seed, order.Code, number, round, percent) && people.Allows(Session, person, ConsentPurpose.ReturnVisit))
                Insert(new VisitRow { ServiceOrder = order.Code, Demand = demand.Code, Supporter = part, Number = number, Round = round }, order, filedBy);
        }
    }

    /// <summary>The order moved on from its end: what was still to be asked of it was answered by code, or is not asked any more;
    /// when it is done again, it is asked anew.</summary>
    public void Settle(OrderRow order)
    {
        foreach (var visit in VisitRow.OpenOf(Session, order.Code))
        {
            if (order.State == OrderState.Closed || (order.State == OrderState.Reopened && visit.Supporter is not null))
                End(visit with { State = VisitState.Lapsed }, "Lapse");
            else if (visit.Supporter is null)
                Answered(visit, order.Solved, order.Satisfaction, context.ActingRole == Role.Resident ? VisitChannel.Code : VisitChannel.Other, "");
        }
    }

    /// <summary>The part's person answered by code.</summary>
    public void SettlePart(long part, bool solved, Satisfaction satisfaction)
    {
        foreach (var visit in Session.Query<VisitRow>(VisitRow.Select + "\nwhere v.supporter = @part and v.state = 'Open'\norder by v.id", new { part }))
            Answered(visit, solved, satisfaction, VisitChannel.Code, "");
    }

    public VisitRow Answered(VisitRow visit, bool? solved, Satisfaction? satisfaction, VisitChannel channel, string why) =>
        End(visit with { State = VisitState.Done, Solved = solved, Satisfaction = satisfaction, Channel = channel }, "Answer", $"{channel} {satisfaction} {why}".Trim());

    /// <summary>Something happened to a visit that is still open.</summary>
    public VisitRow Note(VisitRow visit, string act, string why)
    {
        events.Append(visit.Subject, act, visit.StateName, visit.StateName, why);
        return visit.SaveTo(Session);
    }

    /// <summary>Neither who filed, nor who said yes for the unit, nor anybody of it, in whatever role they come.</summary>
    /// <exception cref="NotAllowedException"><c>visitor-not-independent</c>.</exception>
    public static void RefuseInterested(string account, IEnumerable<Grant> grants, OrderRow order, string filedBy)
    {
        bool IsSelf(string? who) => who is not null && who[(who.IndexOf('/') + 1)..] == account;
        if (IsSelf(order.FiledBy) || IsSelf(filedBy) || IsSelf(order.AcceptedBy) || grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit))
            throw new NotAllowedException("visitor-not-independent");
    }

    private VisitRow End(VisitRow visit, string act, string why = "")
    {
        Timers.Stop(Session, visit.Subject, TimerKind.VisitDue, clock.GetUtcNow());
        events.Append(visit.Subject, act, nameof(VisitState.Open), visit.StateName, why);
        return (visit with { DoneAt = clock.GetUtcNow(), DoneBy = context.Who }).SaveTo(Session);
    }

    private IEnumerable<(string Number, long? Part, long? Person, string FiledBy)> Asked(DemandRow demand) =>
    [
        .. demand.Pooled ? [] : new (string, long?, long?, string)[] { (demand.Code, null, demand.Person, demand.FiledBy) },
        .. SupporterRow.Of(Session, demand.Code).Where(part => part.Mark != PartMark.NotServed).Select(part => (part.CodeOwner, (long?)part.Id, part.Person, part.FiledBy)),
    ];

    private void Insert(VisitRow visit, OrderRow order, string filedBy)
    {
        var now = clock.GetUtcNow();
        var due = rulings.CalendarFor(order.Area).Add(now, TimeSpan.FromHours(rulings.Policy.Visits.DueHours));
        var visitor = order.Visitor is { } given && visit.Supporter is null ? given : FirstIndependent(order, filedBy, now);
        var drawn = visit with { State = VisitState.Open, DrawnAt = now, DueAt = due, Visitor = visitor, GivenBy = visitor is null ? null : context.Who };
        var id = drawn.InsertInto(Session);
        events.Append($"visit/{id}", "Draw", null, nameof(VisitState.Open), $"{order.Code} {visit.Number} {visitor}".Trim());
        Timers.Set(Session, $"visit/{id}", TimerKind.VisitDue, 1, due, now);
    }

    private string? FirstIndependent(OrderRow order, string filedBy, DateTimeOffset now) => Session.Query<string>(VisitorsAround, new { area = order.Area, unit = order.Unit, now })
        .FirstOrDefault(account => new[] { order.FiledBy, filedBy, order.AcceptedBy }.All(who => who?[(who.IndexOf('/') + 1)..] != account));
}

/// <summary>A drawn visit was not made in time: it is shown as overdue.</summary>
internal sealed class VisitDueEffect(CurrentWrite write, VisitBook visits, TimeProvider clock) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.VisitDue];

    public void Fire(Escalation.Timer timer)
    {
        var visit = VisitRow.ToChange(write.Session, long.Parse(timer.Subject["visit/".Length..], System.Globalization.CultureInfo.InvariantCulture));
        if (visit.State == VisitState.Open)
            visits.Note(visit with { OverdueAt = clock.GetUtcNow() }, "Overdue", visit.Visitor ?? "");
    }
}
