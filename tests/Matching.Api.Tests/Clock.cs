namespace Matching.Api.Tests;

/// <summary>A clock that stands still until a test moves it; its timers fire only by <see cref="Tick"/>.</summary>
internal sealed class Clock(DateTimeOffset start) : TimeProvider
{
    private readonly List<StandingTimer> timers = [];
    private TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long utcTicks = start.UtcTicks;

    public DateTimeOffset Now => GetUtcNow();

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref utcTicks), TimeSpan.Zero);

    /// <summary>Done when somebody next asks for a timer: what was to be waited for has been waited for.</summary>
    public Task NextTimer
    {
        get
        {
            lock (timers)
                return made.Task;
        }
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref utcTicks, by.Ticks);

    /// <summary>Lets every timer fire once.</summary>
    public void Tick()
    {
        StandingTimer[] all;
        lock (timers)
            all = [.. timers];
        foreach (var timer in all)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new StandingTimer(this, callback, state);
        lock (timers)
        {
            timers.Add(timer);
            made.SetResult();
            made = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return timer;
    }

    private sealed class StandingTimer(Clock clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (clock.timers)
                clock.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
