namespace Matching.Core.Escalation;

/// <summary>One shift of a day: 0–8, 8–16 or 16–24 h in China, and who has it.</summary>
/// <param name="Number">1, 2 or 3.</param>
public sealed record Shift(DateOnly Day, int Number, IReadOnlyList<string> OnDuty);

/// <summary>A roster of three shifts a day (三班倒) in which all take their turn.</summary>
public static class ShiftRoster
{
    public const int ShiftsADay = 3;

    /// <summary>Turns go round in the order given, so that nobody has two shifts more than another, nor two in a row while there are
    /// at least two people for each post.</summary>
    /// <param name="posts">People in a shift, at least 1; fewer when there are not so many.</param>
    /// <exception cref="ArgumentOutOfRangeException">No day or no post.</exception>
    public static IReadOnlyList<Shift> Of(IReadOnlyList<string> people, DateOnly from, int days, int posts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(days, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(posts, 1);

        var taken = Math.Min(posts, people.Count);
        return [.. Enumerable.Range(0, days * ShiftsADay).Select(turn => new Shift(
            from.AddDays(turn / ShiftsADay), turn % ShiftsADay + 1,
            [.. Enumerable.Range(0, taken).Select(post => people[(turn * taken + post) % people.Count])]))];
    }
}
