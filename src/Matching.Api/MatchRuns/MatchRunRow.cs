using System.Globalization;
using System.Text.Json;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>A run as the store holds it.</summary>
internal sealed record MatchRunRow
{
    private const string Select = """
        select id, started_at, policy_version, input_hash, pairs_hash, objective, bound, demands, served, orders_written, orders_kept, orders_moved, orders_overtaken
        from match_run
        """;

    private const string SelectReport = "select report, report_en from match_run where id = @id";

    public const string SelectInput = "select input from match_run where id = @id";

    public long Id { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    public int PolicyVersion { get; init; }

    public string InputHash { get; init; } = "";

    public string PairsHash { get; init; } = "";

    public long Objective { get; init; }

    public long Bound { get; init; }

    public int Demands { get; init; }

    public int Served { get; init; }

    public int OrdersWritten { get; init; }

    public int OrdersKept { get; init; }

    public int OrdersMoved { get; init; }

    public int OrdersOvertaken { get; init; }

    /// <exception cref="NotThereException">No such run.</exception>
    public static MatchRunRow Get(Session session, long id) =>
        session.One<MatchRunRow>(Select + "\nwhere id = @id", new { id }) ?? throw new NotThereException("MatchRun", id.ToString(CultureInfo.InvariantCulture));

    public static MatchRunRow? Last(Session session) => session.One<MatchRunRow>(Select + "\norder by id desc\nlimit 1");

    /// <summary>The last run of a share of the streets, or null.</summary>
    public static MatchRunRow? LastOf(Session session, int shard) => session.One<MatchRunRow>(Select + "\nwhere shard = @shard\norder by id desc\nlimit 1", new { shard });

    /// <summary>The last run of each share of the streets that has had one.</summary>
    public static IReadOnlyList<MatchRunRow> Latest(Session session) => session.Query<MatchRunRow>(Select + "\nwhere id in (select max(id) from match_run group by shard)\norder by id");

    /// <summary>Newest first, one more than asked for; the cursor is the last id that was shown.</summary>
    public static IReadOnlyList<MatchRunRow> Newest(Session session, PageWanted page) =>
        session.Query<MatchRunRow>(Select + "\nwhere @After = 0 or id < @After\norder by id desc\nlimit @Most", new { page.After, Most = page.Limit + 1 });

    public static IReadOnlyList<MatchRunRow> All(Session session) => session.Query<MatchRunRow>(Select + "\norder by id");

    /// <summary>The demands in sight as they are now: what was erased since has no words any more.</summary>
    private const string SelectSeen = $"select d.code, d.title from demand d where {Sight.OfDemands}";

    /// <summary>The report as far as the caller sees: its sums are the street's, its rows the caller's own.</summary>
    public static MatchReport Report(Session session, long id, Sight sight)
    {
        var row = session.One<ReportRow>(SelectReport, new { id }) ?? throw new NotThereException("MatchRun", id.ToString(CultureInfo.InvariantCulture));
        var packed = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en" ? row.ReportEn : row.Report;
        var report = JsonSerializer.Deserialize<MatchReport>(StoredInput.Unpack(packed), Json.Options)!;
        var seen = session.Query<SeenRow>(SelectSeen, sight.With(new { })).ToDictionary(demand => demand.Code, demand => demand.Title, StringComparer.Ordinal);
        return report with
        {
            PartlyServed = [.. report.PartlyServed.Where(demand => seen.ContainsKey(demand.Demand))],
            Unserved = [.. report.Unserved.Where(demand => seen.ContainsKey(demand.Demand)).Select(demand => demand with { Title = seen[demand.Demand] })],
            Gaps = [.. report.Gaps.Where(gap => sight.CoversArea(gap.Community))],
        };
    }

    public MatchRunView View() => new(Id, StartedAt, PolicyVersion, Objective, Bound, Bound == 0 ? 0 : (double)(Bound - Objective) / Bound, Bound == Objective, true,
        Demands, Served, OrdersWritten, OrdersKept, OrdersMoved, OrdersOvertaken, InputHash);

    private sealed record SeenRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";
    }

    private sealed record ReportRow
    {
        public byte[] Report { get; init; } = [];

        public byte[] ReportEn { get; init; } = [];
    }
}
