using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Orders;

namespace Matching.Core.Reports;

/// <summary>The rates of a report. Part of addresses: append only.</summary>
public enum RateName { Response, Match, Resolution, Satisfaction, FirstMatch, Idle, DemandDriven }

/// <summary>
/// What each rate counts. Every rate is a list of samples, so that its number and the records behind it can't differ. Duplicates, withdrawn
/// and unreasonable demands are left out everywhere, with their orders and visits.
/// </summary>
public static class ServiceRates
{
    /// <param name="dormantDays">Days without use after which an offer is idle.</param>
    public static IReadOnlyList<RateSample> Samples(RateName rate, ServiceFacts facts, int dormantDays) => rate switch
    {
        RateName.Response => Response(facts),
        RateName.Match => Match(facts),
        RateName.Resolution => [.. Visits(facts).Select(visit => new RateSample(visit.Key.Demand, visit.All(answer => answer.Solved) ? 2 : 0))],
        RateName.Satisfaction => [.. Visits(facts).Select(visit => new RateSample(visit.Key.Demand, visit.Min(answer => HalvesOf(answer.Satisfaction))))],
        RateName.FirstMatch => FirstMatch(facts),
        RateName.Idle => Idle(facts, dormantDays),
        RateName.DemandDriven => [.. facts.Activities.Select(activity => new RateSample(activity.Offer, activity.Demands > 0 ? 2 : 0))],
        _ => throw new ArgumentOutOfRangeException(nameof(rate), rate, "Not a rate."),
    };

    /// <summary>Orders due in the period, of which the unit answered in time. One taken back before it was answered was not due.</summary>
    private static List<RateSample> Response(ServiceFacts facts) =>
        [.. facts.Orders.Where(order => Counts(order.DemandState, order.IsUnreasonable) && order.AnswerDue is { } due && facts.Period.Contains(due) && due < facts.AsOf
                && !(order.State == OrderState.Cancelled && order.AnsweredAt is null))
            .Select(order => new RateSample(order.Code, order.AnsweredAt <= order.AnswerDue ? 2 : 0))];

    /// <summary>Demands of the period past the response limit, of which an accepted order stands.</summary>
    private static List<RateSample> Match(ServiceFacts facts) =>
        [.. facts.Demands.Where(demand => demand.LeftOut is null && demand.IsPastLimit(facts.AsOf)).Select(demand => new RateSample(demand.Code, demand.HasAcceptedOrder ? 2 : 0))];

    /// <summary>The answers of each person on a demand, as one: solved where all were, as satisfied as with the least of them.</summary>
    private static IEnumerable<IGrouping<(string Demand, long Supporter), VisitFact>> Visits(ServiceFacts facts) =>
        facts.Visits.Where(visit => Counts(visit.DemandState, visit.IsUnreasonable)).GroupBy(visit => (visit.Demand, visit.Supporter)).OrderBy(visit => visit.Key.Demand, StringComparer.Ordinal).ThenBy(visit => visit.Key.Supporter);

    /// <summary>Twice what an answer adds to a share of the content: a fairly satisfied one counts half.</summary>
    public static int HalvesOf(Satisfaction satisfaction) => satisfaction switch { Satisfaction.Satisfied => 2, Satisfaction.FairlySatisfied => 1, _ => 0 };

    /// <summary>Orders accepted in the period, of which the unit was the first that was asked.</summary>
    private static List<RateSample> FirstMatch(ServiceFacts facts) =>
        [.. facts.Orders.Where(order => Counts(order.DemandState, order.IsUnreasonable) && order.AcceptedAt is { } accepted && facts.Period.Contains(accepted))
            .Select(order => new RateSample(order.Code, order.IsFirstAsked ? 2 : 0))];

    /// <summary>Offers live at the end, of which nobody used for so many days, counted from publishing when never.</summary>
    private static List<RateSample> Idle(ServiceFacts facts, int dormantDays) =>
        [.. facts.Offers.Select(offer => new RateSample(offer.Code, Dormancy.IsDormant(offer.LastUsedAt, offer.PublishedAt, facts.End, dormantDays) ? 2 : 0))];

    private static bool Counts(DemandState state, bool isUnreasonable) => !isUnreasonable && DemandFact.LeftOutFor(state) is null;
}
