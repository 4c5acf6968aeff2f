namespace Matching.Core.Units;

/// <summary>What the street does to a unit as a whole. Persisted in events: append only.</summary>
public enum UnitAct { Suspend, Resume }

/// <summary>Whether a unit takes part in matching (停用、恢复).</summary>
public static class UnitLife
{
    /// <returns>Whether it is suspended afterwards.</returns>
    /// <exception cref="RuleBrokenException">It is suspended already: <c>unit-suspended-already</c>; it is not: <c>unit-not-suspended</c>.</exception>
    public static bool After(bool isSuspended, UnitAct act) => (act, isSuspended) switch
    {
        (UnitAct.Suspend, false) => true,
        (UnitAct.Resume, true) => false,
        (UnitAct.Suspend, true) => throw new RuleBrokenException("unit-suspended-already"),
        _ => throw new RuleBrokenException("unit-not-suspended"),
    };
}
