using Matching.Core.Clocks;
using Matching.Core.Demands;

namespace Matching.Core.Escalation;

/// <summary>What became of an order, as its events tell it; an instant is null when it never came.</summary>
public sealed record OrderTrace(string Demand, DateTimeOffset Issued, DateTimeOffset? Acknowledged, DateTimeOffset? Accepted, DateTimeOffset? Ended);

/// <summary>What became of a demand, as its events tell it.</summary>
/// <param name="Ended">When it was withdrawn, rejected or merged.</param>
/// <param name="Calendar">The working calendar of its community.</param>
public sealed record DemandTrace(
    string Demand, Urgency Urgency, CategoryLimits Category, DateTimeOffset Opened, DateTimeOffset? Ended, WorkingCalendar Calendar, IReadOnlyList<OrderTrace> Orders);

/// <summary>How a period went under some limits.</summary>
/// <param name="OrdersDue">Orders whose answer was due in the period.</param>
/// <param name="AnsweredInTime">Of these, acknowledged or accepted in time.</param>
/// <param name="Unknown">Of these, ended unanswered before these limits would have: nobody knows what more time had brought. They count
/// as not answered.</param>
/// <param name="DemandsDue">Demands past the response limit in the period; withdrawn, rejected and merged ones are left out.</param>
/// <param name="DemandsMatched">Of these, with an order accepted by the period's end and within its answer limit.</param>
/// <param name="RespondedInTime">Of the demands due, acknowledged or accepted by a unit within the response limit.</param>
/// <param name="LeftOut">Demands left out as withdrawn, rejected or merged.</param>
public sealed record ReplayFigures(int OrdersDue, int AnsweredInTime, int Unknown, int DemandsDue, int DemandsMatched, int RespondedInTime, int LeftOut)
{
    /// <summary>Orders acknowledged in time ÷ orders due, in millionths; null when none was due.</summary>
    public int? ResponseRate => Millionths(AnsweredInTime, OrdersDue);

    /// <summary>Demands with an accepted order ÷ demands past the response limit, in millionths; null when none was.</summary>
    public int? MatchRate => Millionths(DemandsMatched, DemandsDue);

    private static int? Millionths(int part, int whole) => whole == 0 ? null : (int)(part * 1_000_000L / whole);
}

/// <summary>Plays a past period again under other limits, from what the events tell: pure, so the same events give the same figures.</summary>
public static class LimitReplay
{
    /// <param name="until">The period's end; what comes later is not known to it.</param>
    public static ReplayFigures Under(ClockLimits limits, IEnumerable<DemandTrace> demands, DateTimeOffset from, DateTimeOffset until)
    {
        var figures = new ReplayFigures(0, 0, 0, 0, 0, 0, 0);
        foreach (var demand in demands)
        {
            var deadlines = new Deadlines(limits, demand.Calendar);
            foreach (var order in demand.Orders)
                figures = WithOrder(figures, order, deadlines.Answer(order.Issued, demand.Urgency), from, until);
            figures = WithDemand(figures, demand, deadlines, from, until);
        }
        return figures;
    }

    private static ReplayFigures WithOrder(ReplayFigures figures, OrderTrace order, DateTimeOffset due, DateTimeOffset from, DateTimeOffset until)
    {
        if (due < from || due >= until)
            return figures;
        return figures with
        {
            OrdersDue = figures.OrdersDue + 1,
            AnsweredInTime = figures.AnsweredInTime + (AnsweredBy(order, due) ? 1 : 0),
            Unknown = figures.Unknown + (FirstAnswer(order) is null && order.Ended < due ? 1 : 0),
        };
    }

    private static ReplayFigures WithDemand(ReplayFigures figures, DemandTrace demand, Deadlines deadlines, DateTimeOffset from, DateTimeOffset until)
    {
        var due = deadlines.Respond(demand.Opened, demand.Urgency, demand.Category);
        if (due < from || due >= until)
            return figures;
        if (demand.Ended < until)
            return figures with { LeftOut = figures.LeftOut + 1 };
        var isMatched = demand.Orders.Any(order => order.Accepted < until && order.Accepted <= deadlines.Answer(order.Issued, demand.Urgency));
        var isResponded = demand.Orders.Any(order => AnsweredBy(order, due) && AnsweredBy(order, deadlines.Answer(order.Issued, demand.Urgency)));
        return figures with
        {
            DemandsDue = figures.DemandsDue + 1,
            DemandsMatched = figures.DemandsMatched + (isMatched ? 1 : 0),
            RespondedInTime = figures.RespondedInTime + (isResponded ? 1 : 0),
        };
    }

    private static bool AnsweredBy(OrderTrace order, DateTimeOffset due) => FirstAnswer(order) <= due;

    private static DateTimeOffset? FirstAnswer(OrderTrace order) =>
        order.Acknowledged is { } seen && !(order.Accepted < seen) ? seen : order.Accepted;
}
