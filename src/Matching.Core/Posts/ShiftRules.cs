namespace Matching.Core.Posts;

/// <summary>How a shift (班次) of a team's post stands. Persisted: append only.</summary>
public enum ShiftState { Open, Cancelled }

/// <summary>What people do to a shift. Persisted in the events of its post: append only.</summary>
public enum ShiftAct { AddShifts, TakeShift, LeaveShift, MarkShift, CancelShift }

/// <summary>Whether somebody who signed up came. Persisted: append only.</summary>
public enum Presence { Present, Absent }

/// <summary>A shift as its rules see it.</summary>
/// <param name="Start">Its first instant; <paramref name="End"/> the first after it.</param>
/// <param name="Taken">Members signed up, 0 to <paramref name="Places"/>.</param>
public sealed record ShiftFacts(DateTimeOffset Start, DateTimeOffset End, int Places, int Taken, ShiftState State);

/// <summary>Who may sign up for a shift, and until when.</summary>
public static class ShiftRules
{
    /// <exception cref="RuleBrokenException"><c>shift-cancelled</c>; <c>shift-begun</c>; <c>shift-full</c>.</exception>
    public static void RefuseTaking(ShiftFacts shift, DateTimeOffset now)
    {
        RefuseChanging(shift, now);
        if (shift.Taken >= shift.Places)
            throw new RuleBrokenException("shift-full");
    }

    /// <summary>Until it begins, places are taken and given back and the shift may be called off.</summary>
    /// <exception cref="RuleBrokenException"><c>shift-cancelled</c>; <c>shift-begun</c>.</exception>
    public static void RefuseChanging(ShiftFacts shift, DateTimeOffset now)
    {
        if (shift.State == ShiftState.Cancelled)
            throw new RuleBrokenException("shift-cancelled");
        if (now >= shift.Start)
            throw new RuleBrokenException("shift-begun", ChinaTime.Text(shift.Start));
    }

    /// <summary>Who came is marked from the shift's beginning on.</summary>
    /// <exception cref="RuleBrokenException"><c>shift-cancelled</c>; <c>shift-not-begun</c>.</exception>
    public static void RefuseMarking(ShiftFacts shift, DateTimeOffset now)
    {
        if (shift.State == ShiftState.Cancelled)
            throw new RuleBrokenException("shift-cancelled");
        if (now < shift.Start)
            throw new RuleBrokenException("shift-not-begun", ChinaTime.Text(shift.Start));
    }

    /// <summary>The windows of a shift that comes back every week, the first as given.</summary>
    /// <param name="weeks">How often, at least 1.</param>
    public static IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> Weekly(DateTimeOffset start, DateTimeOffset end, int weeks) =>
        [.. Enumerable.Range(0, weeks).Select(week => (start.AddDays(7 * week), end.AddDays(7 * week)))];

    /// <summary>Nobody stands in two places at once; one that ends when the other begins is no overlap.</summary>
    public static bool Overlap(ShiftFacts one, ShiftFacts other) => one.Start < other.End && other.Start < one.End;
}
