namespace Matching.Core.Pairing;

/// <summary>
/// How much a search may still do, in work units (an edge looked at is one, roughly), so that the same input and limit stop at
/// the same place on any machine; and a token by which a caller may stop it at once. A search that is stopped leaves a feasible
/// pairing and a bound that holds.
/// </summary>
public sealed class WorkLimit(long units, CancellationToken stop = default)
{
    private long left = units;
    private WorkLimit? whole;

    public static WorkLimit None => new(long.MaxValue);

    public long Left => stop.IsCancellationRequested ? 0 : Math.Max(0, left);

    public bool IsSpent => Left == 0;

    /// <summary>Spends units; false when none were left before, or the caller has cancelled.</summary>
    public bool Take(long units)
    {
        if (IsSpent)
            return false;
        left -= units;
        whole?.Take(units);
        return true;
    }

    /// <summary>No limit but the same token: for work that must be done before any search pays.</summary>
    public WorkLimit TokenOnly() => new(long.MaxValue, stop);

    /// <summary>A limit for one part of the work, under the same token; what it spends is spent here too.</summary>
    public WorkLimit Part(long units) => new(Math.Min(units, Math.Max(0, left)), stop) { whole = this };
}
