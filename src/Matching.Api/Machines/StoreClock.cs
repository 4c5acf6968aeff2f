using Matching.Api.Data;

namespace Matching.Api.Machines;

/// <summary>
/// The time of the PostgreSQL server, so that all machines on one store agree on what is due: set once a round, carried on between rounds
/// by this machine's monotonic counter. What somebody does to this machine's wall clock moves nothing.
/// </summary>
internal sealed class StoreClock : TimeProvider
{
    private readonly TimeProvider machine;
    private volatile Mark mark;

    public StoreClock(Database database, TimeProvider machine)
    {
        this.machine = machine;
        mark = new Mark(machine.GetUtcNow(), machine.GetTimestamp());
        using var connection = database.OpenToWrite();
        Set(new Session(connection, database.Dialect));
    }

    public override long TimestampFrequency => machine.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => mark is var now ? now.At + machine.GetElapsedTime(now.Stamp) : default;

    public override long GetTimestamp() => machine.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => machine.CreateTimer(callback, state, dueTime, period);

    /// <summary>Asks the server; half of the time that the answer took is added to it.</summary>
    public void Set(Session session)
    {
        var began = machine.GetTimestamp();
        var at = session.Scalar<string>(ServerLimits.ServerTime);
        var took = machine.GetElapsedTime(began);
        mark = new Mark(ValueText.Instant(at) + (took / 2), machine.GetTimestamp());
    }

    private sealed record Mark(DateTimeOffset At, long Stamp);
}
