using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Orders;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Api.Notices;

/// <summary>Whom an event concerns.</summary>
[Flags]
internal enum Concerned { None = 0, Filer = 1, Owners = 2, Unit = 4, Visitor = 8, Above = 16 }

/// <summary>Says which event is told to whom, beside the event itself: neither is without the other, and each is told once.</summary>
internal sealed class EventNotices(NoticeBook book)
{
    /// <param name="To">The state that the event must lead to; null for any.</param>
    /// <param name="NotFrom">A state that it must not come from.</param>
    private sealed record Rule(NoticeKind Kind, Concerned Whom, string? To = null, string? NotFrom = null);

    private static readonly Dictionary<string, Rule[]> OfOrders = new()
    {
        ["Issue"] = [new(NoticeKind.OrderIssued, Concerned.Unit)],
        ["Accept"] = [new(NoticeKind.DemandAccepted, Concerned.Filer | Concerned.Owners)],
        ["Decline"] = [new(NoticeKind.DemandDeclined, Concerned.Owners)],
        ["Expire"] = [new(NoticeKind.OrderExpired, Concerned.Unit), new(NoticeKind.DemandUnanswered, Concerned.Owners)],
        ["Release"] = [new(NoticeKind.ClaimReleased, Concerned.Unit), new(NoticeKind.DemandFailed, Concerned.Owners)],
        ["Schedule"] = [new(NoticeKind.OrderScheduled, Concerned.Unit), new(NoticeKind.OrderScheduled, Concerned.Filer)],
        ["Fail"] = [new(NoticeKind.DemandFailed, Concerned.Filer | Concerned.Owners)],
        ["Cancel"] = [new(NoticeKind.OrderCancelled, Concerned.Unit, NotFrom: "Proposed")],
        ["Reopen"] = [new(NoticeKind.OrderReopened, Concerned.Unit), new(NoticeKind.DemandReopened, Concerned.Filer | Concerned.Owners)],
        ["CounterPropose"] = [new(NoticeKind.OtherTimeAsked, Concerned.Owners)],
        ["RefuseOtherTime"] = [new(NoticeKind.OtherTimeRefused, Concerned.Unit)],
        ["AssignVisitor"] = [new(NoticeKind.VisitAssigned, Concerned.Visitor)],
    };

    private static readonly Dictionary<string, Rule[]> OfDemands = new()
    {
        ["Open"] = [new(NoticeKind.DemandOpened, Concerned.Filer)],
        ["Return"] = [new(NoticeKind.DemandReturned, Concerned.Filer)],
        ["Reject"] = [new(NoticeKind.DemandRejected, Concerned.Filer)],
        ["Merge"] = [new(NoticeKind.DemandMerged, Concerned.Filer)],
        ["Withdraw"] = [new(NoticeKind.DemandWithdrawn, Concerned.Filer | Concerned.Owners)],
        ["FollowOrders"] = [new(NoticeKind.DemandServed, Concerned.Filer | Concerned.Owners, To: "Served"), new(NoticeKind.DemandClosed, Concerned.Filer, To: "Closed")],
        ["Confirm"] = [new(NoticeKind.DemandConfirmed, Concerned.Filer | Concerned.Owners)],
        ["Escalate"] = [new(NoticeKind.DemandEscalated, Concerned.Filer | Concerned.Owners)],
        ["SendDown"] = [new(NoticeKind.DemandSentDown, Concerned.Owners)],
        ["HandOver"] = [new(NoticeKind.DemandHandedOver, Concerned.Owners)],
        ["StayOnTop"] = [new(NoticeKind.ClockRanOut, Concerned.Owners)],
        ["ExtendClock"] = [new(NoticeKind.ClockExtended, Concerned.Filer | Concerned.Owners)],
        ["AskExtension"] = [new(NoticeKind.ExtensionAsked, Concerned.Above)],
        ["WaitForResident"] = [new(NoticeKind.ResidentAsked, Concerned.Filer)],
        ["Answer"] = [new(NoticeKind.ResidentAnswered, Concerned.Owners)],
        ["RecordAnswer"] = [new(NoticeKind.ResidentAnswered, Concerned.Owners)],
    };

    private const string SelectStreet = "select street from surge where id = @id";

    /// <summary>Only orders and demands have a code alone as their subject; what is done to a visit or a task may bear the same name.</summary>
    /// <param name="first">Place of the first event in the history.</param>
    public void Put(Session session, IReadOnlyList<EventDraft> drafts, long first)
    {
        for (var i = 0; i < drafts.Count; i++)
        {
            var (draft, cause) = (drafts[i], $"event/{first + i}");
            if (draft.Act is nameof(BeginSurge) or nameof(EndSurge))
                TellOfSurge(session, draft, cause);
            else if (draft.Subject.Contains('/'))
                continue;
            else if (OfOrders.TryGetValue(draft.Act, out var orderRules) && Wanted(orderRules, draft) is { Count: > 0 } ofOrder)
                TellOfOrder(session, draft, cause, ofOrder);
            else if (OfDemands.TryGetValue(draft.Act, out var demandRules) && Wanted(demandRules, draft) is { Count: > 0 } ofDemand)
                TellOfDemand(session, draft, cause, ofDemand);
        }
    }

    /// <summary>A clock of a demand, or of a unit's answer, will soon run out.</summary>
    public void TellOfWarning(Session session, ClockRow row, DateTimeOffset at)
    {
        var demand = DemandRow.Get(session, row.Demand);
        var draft = About(demand, NoticeKind.ClockWarned, row.Kind == ClockKind.Answer ? $"clock/{row.Id}/warn" : OnceFor(session, row, demand, "warn"), at) with { DueAt = row.DueAt, Detail = $"ClockKind.{row.Kind}" };
        if (row.Kind != ClockKind.Answer)
            book.Tell(session, draft, new NoticeAudience { Accounts = GetClocksHandler.Owners(session, demand, at), Areas = GroupsOf(demand) });
        else
            book.Tell(session, draft with { Kind = NoticeKind.AnswerDueSoon, Subject = row.Subject, Path = $"/orders/{row.Subject}" }, new NoticeAudience { Unit = OrderRow.Get(session, row.Subject).Unit });
    }

    /// <summary>Of an emergency that is filed, whoever answers for it is told at once.</summary>
    public void TellOfFiling(Session session, DemandRow demand, string who, DateTimeOffset at)
    {
        if (demand.Urgency == Urgency.Emergency && DemandLife.IsUnserved(demand.State))
            book.Tell(session, About(demand, NoticeKind.EmergencyFiled, $"filed/{demand.Code}", at), new NoticeAudience { Accounts = GetClocksHandler.Owners(session, demand, at), Areas = GroupsOf(demand), Except = NameIn(who) });
    }

    /// <summary>The activity that an order was for is called off: who filed the demand, and who answers for it, seek anew.</summary>
    public void TellOfCancelledActivity(Session session, DemandRow demand, OrderRow order, string who, DateTimeOffset at) =>
        book.Tell(session, About(demand, NoticeKind.ActivityCancelled, $"cancelled/{order.Code}", at),
            new NoticeAudience { Accounts = [NameIn(demand.FiledBy), .. GetClocksHandler.Owners(session, demand, at)], Areas = GroupsOf(demand), Except = NameIn(who) });

    /// <summary>The same for a sign-up without a demand: whoever entered it calls the person.</summary>
    public void TellOfCancelledSignUp(Session session, string number, string filedBy, string area, string path, string who, DateTimeOffset at) =>
        book.Tell(session, new NoticeDraft(NoticeKind.SignUpCancelled, $"cancelled/{number}", number, path, at) { Area = area }, new NoticeAudience { Accounts = [NameIn(filedBy)], Except = NameIn(who) });

    /// <summary>The account in a signature such as <c>lead/L-0012</c>.</summary>
    public static string NameIn(string who) => who[(who.IndexOf('/') + 1)..];

    private static List<Rule> Wanted(Rule[] rules, EventDraft draft) =>
        [.. rules.Where(rule => (rule.To is null || (rule.To == draft.To && rule.To != draft.From)) && (rule.NotFrom is null || rule.NotFrom != draft.From))];

    private void TellOfOrder(Session session, EventDraft draft, string cause, List<Rule> rules)
    {
        var order = OrderRow.Get(session, draft.Subject);
        var demand = DemandRow.Get(session, order.Demand);
        foreach (var rule in rules)
        {
            if ((rule.Whom & (Concerned.Unit | Concerned.Visitor)) == 0)
                Tell(session, demand, draft, cause, rule);
            else
                book.Tell(session, About(demand, rule.Kind, cause, draft.At) with { Subject = order.Code, Path = $"/orders/{order.Code}", DueAt = DueOf(rule.Kind, order) }, new NoticeAudience
                {
                    Unit = rule.Whom == Concerned.Unit ? order.Unit : null, Accounts = rule.Whom == Concerned.Visitor && order.Visitor is { } visitor ? [visitor] : [], Except = NameIn(draft.Who),
                });
        }
    }

    private static DateTimeOffset? DueOf(NoticeKind kind, OrderRow order) => kind == NoticeKind.OrderScheduled ? order.ScheduledFrom : kind == NoticeKind.OrderIssued ? order.AnswerDue : null;

    private void TellOfDemand(Session session, EventDraft draft, string cause, List<Rule> rules)
    {
        var demand = DemandRow.Get(session, draft.Subject);
        var told = draft.Act == "StayOnTop" && ClockRow.Last(session, demand.Code, Enum.Parse<ClockKind>(draft.Why)) is { } row ? OnceFor(session, row, demand, "over") : cause;
        rules.ForEach(rule => Tell(session, demand, draft, told, rule));
    }

    /// <summary>The cause that all rounds of a limit share which ran out one after the other on the same rung: whoever was told of it is not told again.</summary>
    private static string OnceFor(Session session, ClockRow row, DemandRow demand, string what)
    {
        var rounds = ClockRow.OfDemand(session, demand.Code).Where(other => other.Subject == row.Subject && other.Kind == row.Kind && other.Round < row.Round).OrderByDescending(other => other.Round);
        var first = rounds.TakeWhile(other => other.Outcome == ClockOutcome.RanOut).LastOrDefault() ?? row;
        return $"clock/{first.Id}/{demand.Rung}/{what}";
    }

    private void Tell(Session session, DemandRow demand, EventDraft draft, string cause, Rule rule)
    {
        var told = About(demand, rule.Kind, cause, draft.At) with { DueAt = demand.ResolveDue, Detail = $"Rung.{demand.Rung}" };
        var toOwners = rule.Whom.HasFlag(Concerned.Owners) && !(rule.Kind == NoticeKind.DemandWithdrawn && draft.From == nameof(DemandState.Filed));
        book.Tell(session, told, new NoticeAudience
        {
            Accounts = [.. rule.Whom.HasFlag(Concerned.Filer) ? [NameIn(demand.FiledBy)] : Array.Empty<string>(), .. toOwners ? GetClocksHandler.Owners(session, demand, draft.At) : [],
                .. rule.Whom.HasFlag(Concerned.Above) ? Above(session, demand, draft.At) : []],
            Areas = toOwners ? GroupsOf(demand) : [], Except = NameIn(draft.Who),
        });
    }

    /// <summary>Who holds the nearest rung above, which may extend a clock.</summary>
    private static IReadOnlyList<string> Above(Session session, DemandRow demand, DateTimeOffset at)
    {
        var holders = RungRoles.Around(session, demand.Area, at).Where(holder => Ladder.IsAbove(holder.Rung, demand.Rung) || (holder.Rung == Rung.Street && demand.Rung == Rung.Street)).ToList();
        var nearest = holders.Select(holder => Ladder.HeightOf(holder.Rung)).DefaultIfEmpty().Min();
        return [.. holders.Where(holder => Ladder.HeightOf(holder.Rung) == nearest).Select(holder => holder.Account).Distinct()];
    }

    private void TellOfSurge(Session session, EventDraft draft, string cause)
    {
        var street = session.One<string>(SelectStreet, new { id = long.Parse(NameIn(draft.Subject), System.Globalization.CultureInfo.InvariantCulture) })!;
        book.Tell(session, new NoticeDraft(draft.Act == nameof(BeginSurge) ? NoticeKind.SurgeBegun : NoticeKind.SurgeEnded, cause, "", "/", draft.At) { Area = street, IsEmergency = true },
            new NoticeAudience { Street = street, Except = NameIn(draft.Who) });
    }

    private static NoticeDraft About(DemandRow demand, NoticeKind kind, string cause, DateTimeOffset at) => new(kind, cause, demand.Code, $"/demands/{demand.Code}", at)
    {
        Category = demand.Category, Area = demand.Area, IsEmergency = demand.Urgency == Urgency.Emergency,
    };

    /// <summary>The community's group; the street's too, where it is the street's matter or an emergency.</summary>
    private static IReadOnlyList<string> GroupsOf(DemandRow demand)
    {
        var place = new AreaCode(demand.Area);
        return [.. place.At(AreaLevel.Community) is { } community ? [community.Value] : Array.Empty<string>(),
            .. demand.Rung == Rung.Street || demand.Urgency == Urgency.Emergency ? [place.At(AreaLevel.Street)!.Value.Value] : Array.Empty<string>()];
    }
}
