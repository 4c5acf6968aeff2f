using System.Globalization;

namespace Matching.Api.Tests.Reports;

/// <summary>The seven rates counted again from whole tables, row by row, as they are defined in words; shares nothing with the report.</summary>
internal sealed class SlowRates(IStore store, DateTimeOffset now, DateTimeOffset from, DateTimeOffset until)
{
    private const int IdleDays = 90;

    private readonly Dictionary<string, DemandSeen> demands = store.Query<DemandSeen>("select code, area, state, filed_at, respond_due, gap_at, unreasonable_at, pooled from demand").ToDictionary(row => row.Code);

    private readonly IReadOnlyList<OrderSeen> orders = store.Query<OrderSeen>("""
        select code, demand, unit, offer, slot, state, answer_due, issued_at, acknowledged_at, accepted_at, visited_at, solved, satisfaction from service_order
        """);

    private readonly Dictionary<string, DateTimeOffset> declines = store.Query<DeclineSeen>("select subject, at from event where act = 'Decline'")
        .GroupBy(row => row.Subject).ToDictionary(group => group.Key, group => group.Min(row => row.At));

    private readonly IReadOnlyList<PartSeen> parts = store.Query<PartSeen>("select id, demand, answered_at, solved, satisfaction from supporter");

    private readonly Dictionary<string, OfferSeen> offers = store.Query<OfferSeen>("select code, kind, state, areas, published_at, valid_from, valid_until from offer").ToDictionary(row => row.Code);

    private readonly IReadOnlyList<SlotSeen> slots = store.Query<SlotSeen>("select id, offer, start_at from slot");

    private readonly HashSet<long> calledOff = [.. store.Query<long>("select slot from activity where state = 'Cancelled'")];

    private DateTimeOffset End => until < now ? until : now;

    /// <summary>Each as name, numerator and n.</summary>
    /// <param name="place">Code of the node that is counted; null = everything.</param>
    public IReadOnlyList<string> All(string? place = null) => [Response(place), Match(place), Resolution(place), Satisfaction(place), FirstMatch(place), Idle(place), DemandDriven(place)];

    /// <summary>Orders due, and of them those the unit answered, by acknowledging or declining, no later than that. One called off before any answer was never due.</summary>
    private string Response(string? place)
    {
        var (answered, due) = (0, 0);
        foreach (var order in Counted(place).Where(order => IsWithin(order.AnswerDue) && order.AnswerDue < now))
        {
            var declined = declines.TryGetValue(order.Code, out var at) ? at : (DateTimeOffset?)null;
            var first = order.AcknowledgedAt is null || declined < order.AcknowledgedAt ? declined : order.AcknowledgedAt;
            if (order.State == "Cancelled" && first is null)
                continue;
            due++;
            answered += first <= order.AnswerDue ? 1 : 0;
        }
        return Text("Response", answered, due);
    }

    /// <summary>Demands past the response limit, which ends early where somebody recorded that nothing fits; of them those with an accepted order that stands.</summary>
    private string Match(string? place)
    {
        var accepted = orders.Where(order => order.AcceptedAt is not null && Stands(order)).Select(order => order.Demand).ToHashSet();
        var past = demands.Values.Where(demand => IsCounted(demand, place) && IsWithin(demand.FiledAt) && (demand.RespondDue < now || (demand.RespondDue is not null && demand.GapAt < now))).ToList();
        return Text("Match", past.Count(demand => accepted.Contains(demand.Code)), past.Count);
    }

    private string Resolution(string? place)
    {
        var asked = Answers(place).ToList();
        return Text("Resolution", asked.Count(answers => answers.All(answer => answer.Solved == 1)), asked.Count);
    }

    private string Satisfaction(string? place)
    {
        var asked = Answers(place).ToList();
        return Text("Satisfaction", asked.Sum(answers => answers.Min(answer => answer.Satisfaction switch { "Satisfied" => 1, "FairlySatisfied" => 0.5, _ => 0 })), asked.Count);
    }

    /// <summary>Orders accepted, and of them those by the unit that was asked before all others, or took it before anybody was asked.</summary>
    private string FirstMatch(string? place)
    {
        var first = orders.Where(order => order.IssuedAt is not null || order.AcceptedAt is not null).GroupBy(order => order.Demand)
            .ToDictionary(group => group.Key, group => group.OrderBy(order => order.IssuedAt ?? order.AcceptedAt).ThenBy(order => order.Code, StringComparer.Ordinal).First().Unit);
        var accepted = Counted(place).Where(order => IsWithin(order.AcceptedAt)).ToList();
        return Text("FirstMatch", accepted.Count(order => first[order.Demand] == order.Unit), accepted.Count);
    }

    /// <summary>Offers live at the end, and of them those of which no order was accepted for so long, counted from publishing where there was none.</summary>
    private string Idle(string? place)
    {
        var used = orders.Where(order => order.AcceptedAt < End).GroupBy(order => order.Offer).ToDictionary(group => group.Key, group => group.Max(order => order.AcceptedAt));
        var live = offers.Values.Where(offer => IsServing(offer, place) && offer.State == "Published" && offer.PublishedAt < End && !(offer.ValidFrom > End) && !(offer.ValidUntil <= End)).ToList();
        return Text("Idle", live.Count(offer => (used.GetValueOrDefault(offer.Code) ?? offer.PublishedAt) <= End.AddDays(-IdleDays)), live.Count);
    }

    /// <summary>Windows of event offers that have begun and were not called off, and of them those with a recorded demand.</summary>
    private string DemandDriven(string? place)
    {
        var driven = orders.Where(order => order.AcceptedAt is not null && Stands(order)).Select(order => order.Slot).ToHashSet();
        var held = slots.Where(slot => offers[slot.Offer] is { Kind: "Activity" } offer && IsServing(offer, place) && (offer.State == "Published" || driven.Contains(slot.Id)))
            .Where(slot => IsWithin(slot.StartAt) && slot.StartAt < now && !calledOff.Contains(slot.Id)).ToList();
        return Text("DemandDriven", held.Count(slot => driven.Contains(slot.Id)), held.Count);
    }

    /// <summary>What each person said of a demand: who needed it once for each order, of a common demand each household for itself.</summary>
    private IEnumerable<IReadOnlyList<AnswerSeen>> Answers(string? place)
    {
        foreach (var group in Counted(place).Where(order => IsWithin(order.VisitedAt) && demands[order.Demand].Pooled == 0).GroupBy(order => order.Demand))
            yield return [.. group];
        foreach (var part in parts.Where(part => IsWithin(part.AnsweredAt) && IsCounted(demands[part.Demand], place)))
            yield return [part];
    }

    private IEnumerable<OrderSeen> Counted(string? place) => orders.Where(order => IsCounted(demands[order.Demand], place));

    private static bool IsCounted(DemandSeen demand, string? place) =>
        demand.State is not ("Merged" or "Withdrawn" or "Rejected") && demand.UnreasonableAt is null && (place is null || demand.Area.StartsWith(place, StringComparison.Ordinal));

    private static bool IsServing(OfferSeen offer, string? place) => place is null || offer.Areas.Length == 0
        || offer.Areas.Split(';').Any(area => area.StartsWith(place, StringComparison.Ordinal) || place.StartsWith(area, StringComparison.Ordinal));

    private static bool Stands(OrderSeen order) => order.State is not ("Declined" or "Expired" or "Failed" or "Cancelled");

    private bool IsWithin(DateTimeOffset? at) => at >= from && at < until;

    private static string Text(string rate, double numerator, int n) => $"{rate} {numerator.ToString(CultureInfo.InvariantCulture)}/{n}";

    private sealed record DemandSeen
    {
        public string Code { get; init; } = "";

        public string Area { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset FiledAt { get; init; }

        public DateTimeOffset? RespondDue { get; init; }

        public DateTimeOffset? GapAt { get; init; }

        public DateTimeOffset? UnreasonableAt { get; init; }

        public long Pooled { get; init; }
    }

    private record AnswerSeen
    {
        public string Demand { get; init; } = "";

        public long? Solved { get; init; }

        public string? Satisfaction { get; init; }
    }

    private sealed record OrderSeen : AnswerSeen
    {
        public string Code { get; init; } = "";

        public string Unit { get; init; } = "";

        public string Offer { get; init; } = "";

        public long Slot { get; init; }

        public string State { get; init; } = "";

        public DateTimeOffset? AnswerDue { get; init; }

        public DateTimeOffset? IssuedAt { get; init; }

        public DateTimeOffset? AcknowledgedAt { get; init; }

        public DateTimeOffset? AcceptedAt { get; init; }

        public DateTimeOffset? VisitedAt { get; init; }
    }

    private sealed record PartSeen : AnswerSeen
    {
        public DateTimeOffset? AnsweredAt { get; init; }
    }

    private sealed record DeclineSeen
    {
        public string Subject { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }

    private sealed record OfferSeen
    {
        public string Code { get; init; } = "";

        public string Kind { get; init; } = "";

        public string State { get; init; } = "";

        public string Areas { get; init; } = "";

        public DateTimeOffset PublishedAt { get; init; }

        public DateTimeOffset? ValidFrom { get; init; }

        public DateTimeOffset? ValidUntil { get; init; }
    }

    private sealed record SlotSeen
    {
        public long Id { get; init; }

        public string Offer { get; init; } = "";

        public DateTimeOffset StartAt { get; init; }
    }
}
