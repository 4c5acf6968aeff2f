using Matching.Api.Data;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.LiveMatching;

/// <summary>
/// The live pairing of one share of the streets (预计对接), in memory. It follows the history: before it answers it reads the events that came
/// since it last did, whoever wrote them, and repairs what they touched. Nothing of it is stored, and every process has its own: after a
/// start it is built anew.
/// </summary>
internal sealed class LiveBoard(Database database, Rulings rulings, StreetShard part, TimeProvider clock)
{
    /// <summary>More touched subjects than this are followed by building anew.</summary>
    private const int ManySubjects = 300;

    /// <summary>Scores hold windows and waiting days of the instant at which the board was built.</summary>
    private static readonly TimeSpan MostAge = TimeSpan.FromHours(1);

    private const string SelectLast = "select coalesce(max(seq), 0) from event";

    private const string SelectSubjects = "select distinct subject from event where seq > @seen and subject not like '%/%' order by subject";

    private const string SelectRuns = "select count(*) from event e join match_run r on 'run/' || r.id = e.subject where e.seq > @seen and r.shard = @Number";

    /// <summary>Pairings, and which units serve, are in the score and the rules of many pairs.</summary>
    private const string CountUnits = "select count(*) from event where seq > @seen and subject like 'unit/%'";

    private readonly SemaphoreSlim turn = new(1, 1);
    private LiveMatch? match;
    private MatchPolicy? policy;
    private DateTimeOffset builtAt;
    private long seen;

    /// <summary>What the demand is to get as things stand, or null; and how long the matching part took.</summary>
    public async Task<(Forecast? Forecast, TimeSpan Took)> ForecastOf(string demand, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        var forecast = await Use(live => live.ForecastOf(demand), stop);
        return (forecast, clock.GetElapsedTime(began));
    }

    /// <summary>Asks the board when it has caught up with the store.</summary>
    public async Task<T> Use<T>(Func<LiveMatch, T> ask, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            return ask(await Task.Run(() => database.Read(CaughtUp), stop));
        }
        catch
        {
            match = null;
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>How the board stands: how many demands it holds, up to which event, since when.</summary>
    public Task<LiveState> State(bool verify, CancellationToken stop) => Use(live =>
    {
        if (verify)
            live.Verify();
        return new LiveState(live.Demands.Count, live.Total, seen, builtAt, verify);
    }, stop);

    private LiveMatch CaughtUp(Session session)
    {
        var last = session.Scalar<long>(SelectLast);
        if (match is { } live && policy == rulings.Policy && clock.GetUtcNow() - builtAt < MostAge && Followed(session, live))
        {
            seen = last;
            return live;
        }
        (builtAt, policy, seen) = (clock.GetUtcNow(), rulings.Policy, last);
        return match = new LiveMatch(MatchInputQuery.Load(session, rulings, builtAt, part).Input, rulings.Policy);
    }

    /// <summary>Follows the events since; false when building anew is the shorter way.</summary>
    private bool Followed(Session session, LiveMatch live)
    {
        if (session.Scalar<long>(SelectRuns, new { seen, part.Number }) > 0 || session.Scalar<long>(CountUnits, new { seen }) > 0)
            return false;
        var subjects = session.Query<SubjectRow>(SelectSubjects, new { seen });
        return subjects.Count <= ManySubjects && new LiveChanges(session, rulings, live, part).Apply(subjects.Select(row => row.Subject));
    }

    private sealed record SubjectRow
    {
        public string Subject { get; init; } = "";
    }
}

/// <param name="Demands">Demands with something still to pair.</param>
/// <param name="Total">Σ score × units, in points as the solver sees them.</param>
/// <param name="Event">The last event that it holds.</param>
/// <param name="Verified">Its certificate was checked, and a fresh solve came to the same total, just now.</param>
public sealed record LiveState(int Demands, long Total, long Event, DateTimeOffset BuiltAt, bool Verified);
