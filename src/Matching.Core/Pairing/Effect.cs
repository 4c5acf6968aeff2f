namespace Matching.Core.Pairing;

/// <summary>How well an <see cref="Effect"/> is known.</summary>
public enum EffectStatus
{
    /// <summary>The difference of two proven optima.</summary>
    Exact,
    /// <summary>The difference of two pairings that were found; the optima's lies between the given ends.</summary>
    Bounded,
    /// <summary>The difference of two optima in which whole demands may be split and caps over quantities do not bind.</summary>
    Relaxed,
}

/// <summary>What a change would do to a pairing.</summary>
/// <param name="Points">Total after minus total before, in points as the solver sees them; negative = a cost.</param>
/// <param name="AtLeast">The true difference of the optima is no less; equals <paramref name="Points"/> unless bounded.</param>
/// <param name="AtMost">The true difference of the optima is no more.</param>
/// <param name="Shifts">Every pair that would hold another amount, by demand, then slot.</param>
public sealed record Effect(EffectStatus Status, long Points, long AtLeast, long AtMost, IReadOnlyList<Shift> Shifts)
{
    public static Effect None { get; } = Known(EffectStatus.Exact, 0, []);

    internal static Effect Known(EffectStatus status, long points, IReadOnlyList<Shift> shifts) => new(status, points, points, points, shifts);
}

/// <summary>A pair whose units change. <paramref name="Slot"/> is <see cref="NewSlot"/> for one that is not in the lists.</summary>
public readonly record struct Shift(int Demand, int Slot, int Before, int After)
{
    public const int NewSlot = -1;

    public int More => After - Before;
}
