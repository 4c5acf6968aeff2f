namespace Matching.Api.Data;

/// <summary>The product's clock; it stands still within a write, so that a row, its event and its timers bear one instant, however long the write takes
/// and however the clock jumps meanwhile.</summary>
internal sealed class InstantOfWrite(TimeProvider clock) : TimeProvider, IDisposable
{
    private readonly ThreadLocal<DateTimeOffset?> held = new();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => held.Value ?? clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>For the thread that writes; from here on until <see cref="LetGo"/> it is one instant.</summary>
    public void Hold() => held.Value = clock.GetUtcNow();

    public void LetGo() => held.Value = null;

    public void Dispose() => held.Dispose();
}
