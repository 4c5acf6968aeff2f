namespace Matching.Faults.Simulation;

/// <summary>The only time there is in a simulation. It moves when the story says so, also backwards.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long ticks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    public void Pass(TimeSpan span) => Interlocked.Add(ref ticks, span.Ticks);
}
