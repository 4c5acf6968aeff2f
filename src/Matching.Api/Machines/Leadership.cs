using System.Data.Common;
using Matching.Api.Data;

namespace Matching.Api.Machines;

/// <summary>Another process leads these streets' matching by now; nothing was written.</summary>
internal sealed class LeadershipLostException() : Exception("Another process leads the matching of these streets.");

/// <summary>
/// Which shares of the streets this process leads. Each is a session lock of one dedicated connection, so that the server itself gives them
/// up when the process dies, and after 2 s when it is frozen or cut off. What stands here is a hint: a run's transaction holds the
/// share's row and compares the epoch, which grows at each takeover. On SQLite the one process leads everything.
/// </summary>
internal sealed class Leadership(Database database, StreetShards shards, TimeProvider clock, StoreClock? storeClock = null) : IDisposable
{
    private const string Take = """
        insert into leader (shard, epoch, node, taken_at)
        values (@shard, 1, @node, @now)
        on conflict (shard) do update set epoch = leader.epoch + 1, node = @node, taken_at = @now
        returning epoch
        """;

    private readonly string node = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly Lock held = new();
    private readonly SortedDictionary<int, long> epochs = [];
    private DbConnection? connection;
    private volatile int nodes = 1;
    private volatile bool isOverthrown;

    /// <summary>How many processes serve this store now, this one among them.</summary>
    public int Nodes => nodes;

    public IReadOnlyList<int> Led
    {
        get
        {
            lock (held)
                return [.. epochs.Keys];
        }
    }

    /// <summary>The epoch under which this process leads the share; null when it does not.</summary>
    public long? EpochOf(int shard)
    {
        if (!database.IsPostgres)
            return 0;
        lock (held)
            return epochs.TryGetValue(shard, out var epoch) ? epoch : null;
    }

    /// <summary>The first statement of a run's transaction: holds the share's row until it ends, so that nobody takes over meanwhile.</summary>
    /// <exception cref="LeadershipLostException">Somebody took over before.</exception>
    public void Hold(Session session, int shard, long epoch)
    {
        if (session.Scalar<long>(session.Dialect.LeaderEpoch, new { shard, epoch }) == epoch)
            return;
        Forget(shard, epoch);
        isOverthrown = true;
        throw new LeadershipLostException();
    }

    /// <summary>One round: tells the server that this process lives, takes its share of what is free, gives back what is too much.</summary>
    /// <exception cref="DbException">The server can't be reached; nothing is led any more.</exception>
    public void Round()
    {
        if (!database.IsPostgres)
            return;
        try
        {
            if (isOverthrown)
                Leave();
            isOverthrown = false;
            var session = new Session(connection ??= Join(), database.Dialect);
            storeClock?.Set(session);
            nodes = Math.Max(1, (int)session.Scalar<long>(ServerLimits.CountNodes));
            var share = (shards.Count + nodes - 1) / nodes;
            foreach (var surplus in Led.Skip(share))
                GiveBack(session, surplus);
            if (Led.Count < share)
                TakeFree(session, share);
        }
        catch
        {
            Leave();
            throw;
        }
    }

    public void Dispose() => Leave();

    private DbConnection Join()
    {
        var opened = database.OpenToLead();
        new Session(opened, database.Dialect).Scalar<long>(ServerLimits.JoinNodes);
        return opened;
    }

    private void TakeFree(Session session, int share)
    {
        foreach (var shard in session.Query<int>(ServerLimits.FreeShards, new { last = shards.Count - 1 }))
        {
            if (Led.Count == share)
                return;
            if (session.Scalar<long>(ServerLimits.LockShard, new { shard }) == 0)
                continue;
            var epoch = session.Scalar<long>(Take, new { shard, node, now = clock.GetUtcNow() });
            lock (held)
                epochs[shard] = epoch;
        }
    }

    private void GiveBack(Session session, int shard)
    {
        Forget(shard, EpochOf(shard) ?? 0);
        session.Scalar<long>(ServerLimits.UnlockShard, new { shard });
    }

    private void Forget(int shard, long epoch)
    {
        lock (held)
        {
            if (epochs.TryGetValue(shard, out var now) && now == epoch)
                epochs.Remove(shard);
        }
    }

    /// <summary>Closes the session, and with it every lock.</summary>
    private void Leave()
    {
        lock (held)
            epochs.Clear();
        connection?.Dispose();
        connection = null;
    }
}
