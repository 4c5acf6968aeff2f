using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Matching.Faults.Simulation;

/// <summary>Follows the store by statements of its own and says when something is that must never be. It remembers every event it has seen: what was once
/// written may not vanish, change, or be skipped.</summary>
internal sealed class Witness : IDisposable
{
    private const string Begins = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>What may not be, each with what it is called.</summary>
    private static readonly (string What, string Sql)[] Never =
    [
        ("places of a slot do not add up", """
            select s.offer || ' ' || s.start_at || ': ' || s.capacity || ' <> ' || s.remaining || ' + ' || coalesce(sum(o.quantity), 0)
            from slot s left join service_order o on o.slot = s.id and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
            group by s.id having s.capacity <> s.remaining + coalesce(sum(o.quantity), 0) or s.remaining < 0
            """),
        ("a demand is held twice over or not as its orders say", """
            select d.code || ': ' || d.held || ' of ' || d.quantity || ' held, orders hold ' || coalesce(sum(o.quantity), 0)
            from demand d left join service_order o on o.demand = d.code and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
            group by d.code having d.held <> coalesce(sum(o.quantity), 0) or d.held > d.quantity
            """),
        ("an ended demand holds orders that have not begun", """
            select d.code || ' ' || d.state || ' has ' || o.code || ' ' || o.state
            from demand d join service_order o on o.demand = d.code
            where d.state in ('Merged', 'Rejected', 'Withdrawn') and o.state in ('Proposed', 'Issued', 'Acknowledged', 'Accepted', 'Scheduled')
            """),
        ("a demand stands open without a clock or a timer", """
            select d.code || ' ' || d.state from demand d
            where d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated') and (d.resolve_due is null
                or not exists (select 1 from timer t where t.subject = d.code and t.fired_at is null and t.stopped_at is null))
            """),
        ("a timer fired before it was due, or not once", """
            select t.kind || ' of ' || t.subject || ' due ' || t.due_at || ' fired ' || t.fired_at || ', events ' || count(e.seq)
            from timer t left join event e on e.subject = 'timer/' || t.id
            where t.fired_at is not null group by t.id having t.fired_at < t.due_at or count(e.seq) <> 1
            """),
        ("a unit has more orders in a month than it takes", """
            select u.code || ': ' || count(*) from unit u join service_order o on o.unit = u.code join slot s on s.id = o.slot
            where u.monthly_cap is not null and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
            group by u.code, u.monthly_cap, strftime('%Y-%m', s.start_at, '+8 hours') having count(*) > u.monthly_cap
            """),
        ("a title was stored twice", "select title || ' ' || count(*) from demand group by title having count(*) > 1"),
        ("an order serves a demand that was never opened", """
            select o.code || ' of ' || d.code || ' ' || d.state from service_order o join demand d on d.code = o.demand where d.state in ('Filed', 'Rejected')
                and o.state not in ('Declined', 'Expired', 'Failed', 'Cancelled')
            """),
        ("an order takes more than one part of a whole demand", """
            select o.code || ': ' || o.quantity || ' of ' || d.quantity from service_order o join demand d on d.code = o.demand where d.divisible = 0 and o.quantity <> d.quantity
            """),
    ];

    /// <summary>The order's life as the domain tells it, from state to state.</summary>
    private static readonly Dictionary<string, string[]> OrderLife = new(StringComparer.Ordinal)
    {
        [""] = ["Proposed", "Completed"], ["Proposed"] = ["Issued", "Cancelled"], ["Issued"] = ["Acknowledged", "Accepted", "Declined", "Expired", "Cancelled"],
        ["Acknowledged"] = ["Accepted", "Declined", "Expired", "Cancelled"], ["Accepted"] = ["Scheduled", "InService", "Completed", "Failed", "Cancelled", "Expired"],
        ["Scheduled"] = ["InService", "Completed", "Failed", "Cancelled"], ["InService"] = ["Completed", "Failed"], ["Completed"] = ["Visited", "Closed", "Reopened"],
        ["Visited"] = ["Closed", "Reopened"], ["Closed"] = ["Reopened"], ["Reopened"] = ["Scheduled", "Failed"],
        ["Declined"] = [], ["Expired"] = [], ["Failed"] = [], ["Cancelled"] = [],
    };

    private readonly SqliteConnection connection;
    private readonly List<SqliteCommand> never;
    private readonly SqliteCommand news;
    private readonly SqliteCommand states;
    private readonly SqliteCommand known;
    private readonly Dictionary<string, string> stateOf = new(StringComparer.Ordinal);
    private string lastHash = Begins;

    public Witness(string file)
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        never = [.. Never.Select(rule => Prepared(rule.Sql))];
        news = Prepared("select seq, subject, act, from_state, to_state, at, who, why, previous, salt, why_hash, hash from event where seq > @seq order by seq");
        news.Parameters.AddWithValue("@seq", 0L);
        states = Prepared("select code, state from service_order union all select code, state from demand");
        known = Prepared("select hash from event where seq = @seq");
        known.Parameters.AddWithValue("@seq", 0L);
    }

    /// <summary>How many events there are, and the hash of the last: the whole history in a line.</summary>
    public string Head => $"{LastSeq} {lastHash}";

    public long LastSeq { get; private set; }

    public DbCommand Ask(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    /// <exception cref="FaultException">Something is that must never be.</exception>
    public void Look()
    {
        HistoryStands();
        FollowEvents();
        foreach (var (rule, command) in Never.Zip(never))
        {
            using var reader = command.ExecuteReader();
            if (reader.Read())
                throw new FaultException($"{rule.What}: {reader.GetString(0)}");
        }
        using var rows = states.ExecuteReader();
        while (rows.Read())
            Must.Hold(stateOf.GetValueOrDefault(rows.GetString(0)) == rows.GetString(1), $"{rows.GetString(0)} is {rows.GetString(1)}, its events say {stateOf.GetValueOrDefault(rows.GetString(0))}");
    }

    public void Dispose()
    {
        never.ForEach(command => command.Dispose());
        news.Dispose();
        states.Dispose();
        known.Dispose();
        connection.Dispose();
    }

    /// <summary>What was seen last is still there as it was.</summary>
    private void HistoryStands()
    {
        if (LastSeq == 0)
            return;
        known.Parameters[0].Value = LastSeq;
        Must.Hold(known.ExecuteScalar() as string == lastHash, $"event {LastSeq} is not there as it was: what was acknowledged is lost");
    }

    private void FollowEvents()
    {
        news.Parameters[0].Value = LastSeq;
        using var reader = news.ExecuteReader();
        while (reader.Read())
        {
            Must.Hold(reader.GetInt64(0) == LastSeq + 1 && Text(reader, 8) == lastHash, $"event {reader.GetInt64(0)} does not follow event {LastSeq}");
            Must.Hold(Sha($"{Text(reader, 9)}\n{reader.GetString(7)}") == Text(reader, 10) && HashOf(reader) == Text(reader, 11), $"event {reader.GetInt64(0)} does not hash to what stands beside it");
            (LastSeq, lastHash) = (reader.GetInt64(0), reader.GetString(11));
            if (Text(reader, 4) is { } to)
                Step(reader.GetString(1), reader.GetString(2), Text(reader, 3), to, reader.GetString(7));
        }
    }

    private void Step(string subject, string act, string? from, string to, string why)
    {
        Must.Hold(stateOf.GetValueOrDefault(subject) == from, $"{subject}: {act} from {from}, it was {stateOf.GetValueOrDefault(subject)}");
        if (subject.StartsWith("FW-", StringComparison.Ordinal))
        {
            Must.Hold(from == to || OrderLife[from ?? ""].Contains(to), $"{subject}: {act} leads from {from} to {to}");
            Must.Hold(act != "Cancel" || from is not ("Accepted" or "Scheduled") || !why.StartsWith("run/", StringComparison.Ordinal), $"{subject} was accepted, and {why} moved it");
        }
        stateOf[subject] = to;
    }

    private static string HashOf(SqliteDataReader reader)
    {
        string?[] columns = [reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), reader.GetString(1), reader.GetString(2), Text(reader, 3), Text(reader, 4), reader.GetString(5), reader.GetString(6), Text(reader, 10), Text(reader, 8)];
        var json = string.Join(',', columns.Select(column => column is null ? "null" : $"\"{column.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
        return Sha($"[{json}]");
    }

    private static string Sha(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private SqliteCommand Prepared(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }
}
