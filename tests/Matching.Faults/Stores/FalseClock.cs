namespace Matching.Faults.Stores;

/// <summary>A wall clock that jumps for a process started with it.</summary>
internal sealed class FalseClock
{
    private readonly string file;
    private readonly string library = Preload.Library("false_clock.c");

    /// <exception cref="SkippedException">There is no C compiler here.</exception>
    public FalseClock(string file)
    {
        this.file = file;
        Jump(TimeSpan.Zero);
    }

    public Manner Manner => Manner.With(("LD_PRELOAD", library), ("FALSE_CLOCK", file));

    /// <param name="by">From the true time.</param>
    public void Jump(TimeSpan by)
    {
        using var mapped = new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        mapped.Write(BitConverter.GetBytes((long)by.TotalSeconds));
    }
}
