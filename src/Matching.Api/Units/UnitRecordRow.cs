using Matching.Api.Data;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>What units did with the orders they were given, as the score and the unit's page count it.</summary>
internal sealed record UnitRecordRow
{
    private const string Select = """
        select unit,
            count(issued_at) as asked,
            count(accepted_at) as accepted,
            sum(case when state in ('Completed', 'Visited', 'Closed', 'Reopened', 'Failed') then 1 else 0 end) as finished,
            sum(case when state in ('Completed', 'Visited', 'Closed') then 1 else 0 end) as completed,
            count(visited_at) as visited,
            sum(case satisfaction when 'Satisfied' then 2 when 'FairlySatisfied' then 1 else 0 end) as satisfied_halves,
            sum(case when accepted_at >= @since then 1 else 0 end) as last90_days
        from service_order
        where @unit is null or unit = @unit
        group by unit
        """;

    public string Unit { get; init; } = "";

    public long Asked { get; init; }

    public long Accepted { get; init; }

    public long Finished { get; init; }

    public long Completed { get; init; }

    public long Visited { get; init; }

    public long SatisfiedHalves { get; init; }

    public long Last90Days { get; init; }

    /// <param name="unit">Null for all that were ever asked.</param>
    public static Dictionary<string, UnitRecord> Of(Session session, DateTimeOffset now, string? unit = null) =>
        session.Query<UnitRecordRow>(Select, new { since = now.AddDays(-90), unit }).ToDictionary(row => row.Unit, row => row.ToCore(), StringComparer.Ordinal);

    private UnitRecord ToCore() => new((int)Asked, (int)Accepted, (int)Finished, (int)Completed, (int)Visited, (int)SatisfiedHalves, (int)Last90Days);
}
