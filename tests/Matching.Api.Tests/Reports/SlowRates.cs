using System.Globalization;
using Matching.Api.Data;

namespace Matching.Api.Tests.Reports;

/// <summary>The rates counted again from whole tables, row by row, sharing nothing with the report.</summary>
internal sealed class SlowRates(IStore store, DateTimeOffset now, DateTimeOffset from, DateTimeOffset until)
{
    private readonly IReadOnlyList<Row> demands = store.Query<Row>("select code, state, filed_at as at, respond_due as due from demand");
    private readonly IReadOnlyList<Row> orders = store.Query<Row>("""
        select code, demand, state, answer_due as due, acknowledged_at as acknowledged, accepted_at as accepted, visited_at as visited, asked_before as asked, solved, satisfaction, offer
        from service_order
        """);

    private string Now => ValueText.Of(now);

    public IEnumerable<string> All() => [Response(), Match(), Resolution(), Satisfaction(), FirstMatch(), Idle(), DemandDriven()];

    private string Response()
    {
        var (answered, due) = (0, 0);
        foreach (var order in orders.Where(order => IsCounted(order.Demand) && IsWithin(order.Due) && IsBefore(order.Due, Now)))
        {
            var declined = store.Query<Row>("select code, at from (select subject as code, at, act from event) e where act = 'Decline' and code = @Code", new { order.Code }).FirstOrDefault()?.At;
            var first = new[] { order.Acknowledged, declined }.Where(at => at is not null).Min();
            if (order.State == "Cancelled" && first is null)
                continue;
            due++;
            answered += first is not null && string.CompareOrdinal(first, order.Due) <= 0 ? 1 : 0;
        }
        return Text("Response", answered, due);
    }

    private string Match()
    {
        var past = demands.Where(demand => IsCounted(demand.Code) && IsWithin(demand.At) && IsBefore(demand.Due, Now)).ToList();
        return Text("Match", past.Count(demand => orders.Any(order => order.Demand == demand.Code && order.Accepted is not null && order.State is not ("Declined" or "Expired" or "Failed" or "Cancelled"))), past.Count);
    }

    private string Resolution() => Text("Resolution", Visited().Count(order => order.Solved == 1), Visited().Count());

    private string Satisfaction() => Text("Satisfaction", Visited().Sum(order => order.Satisfaction switch { "Satisfied" => 1, "FairlySatisfied" => 0.5, _ => 0 }), Visited().Count());

    private string FirstMatch()
    {
        var accepted = orders.Where(order => IsCounted(order.Demand) && IsWithin(order.Accepted)).ToList();
        return Text("FirstMatch", accepted.Count(order => order.Asked == 0), accepted.Count);
    }

    private string Idle()
    {
        var longAgo = ValueText.Of(now.AddDays(-90));
        var live = store.Query<Row>("select code, published_at as at from offer where state = 'Published'");
        return Text("Idle", live.Count(offer => string.CompareOrdinal(orders.Where(order => order.Offer == offer.Code && order.Accepted is not null).Select(order => order.Accepted).Max() ?? offer.At, longAgo) <= 0), live.Count);
    }

    private string DemandDriven()
    {
        var held = store.Query<Row>("select s.offer as code, s.id as asked, s.start_at as at from slot s join offer o on o.code = s.offer where o.kind = 'Activity'").Where(slot => IsWithin(slot.At) && IsBefore(slot.At, Now)).ToList();
        var used = store.Query<Row>("select slot as asked, accepted_at as accepted from service_order").Where(order => order.Accepted is not null).Select(order => order.Asked).ToHashSet();
        return Text("DemandDriven", held.Count(slot => used.Contains(slot.Asked)), held.Count);
    }

    /// <summary>Here every demand has one visited order at most.</summary>
    private IEnumerable<Row> Visited() => orders.Where(order => IsCounted(order.Demand) && IsWithin(order.Visited));

    private bool IsCounted(string? demand) => demands.Single(row => row.Code == demand).State is not ("Merged" or "Withdrawn" or "Rejected");

    private bool IsWithin(string? at) => at is not null && !IsBefore(at, ValueText.Of(from)) && IsBefore(at, ValueText.Of(until));

    private static bool IsBefore(string? at, string than) => at is not null && string.CompareOrdinal(at, than) < 0;

    private static string Text(string rate, double numerator, int n) => $"{rate} {numerator.ToString(CultureInfo.InvariantCulture)}/{n}";

    private sealed record Row
    {
        public string Code { get; init; } = "";

        public string? Demand { get; init; }

        public string? State { get; init; }

        public string? At { get; init; }

        public string? Due { get; init; }

        public string? Acknowledged { get; init; }

        public string? Accepted { get; init; }

        public string? Visited { get; init; }

        public long Asked { get; init; }

        public long? Solved { get; init; }

        public string? Satisfaction { get; init; }

        public string? Offer { get; init; }
    }
}
