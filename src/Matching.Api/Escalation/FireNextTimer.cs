using MediatR;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;

namespace Matching.Api.Escalation;

/// <summary>Fires the one timer that has been due longest, if any is; false when none is.</summary>
internal sealed record FireNextTimer(TimerUnderWay UnderWay) : ICommand<bool>;

/// <summary>Which timer a write was firing when it failed.</summary>
internal sealed class TimerUnderWay
{
    public Timer? Timer { get; set; }
}

internal sealed class FireNextTimerHandler(CurrentWrite write, EventLog events, IEnumerable<ITimerEffect> effects, TimeProvider clock) : IRequestHandler<FireNextTimer, bool>
{
    private const string Next = Timer.Select + """

        where t.fired_at is null and t.stopped_at is null and t.due_at <= @now and (t.retry_at is null or t.retry_at <= @now)
        order by t.due_at, t.id
        limit 1
        """;

    private const string MarkFired = "update timer set fired_at = @now where id = @id and fired_at is null and stopped_at is null";

    public Task<bool> Handle(FireNextTimer request, CancellationToken stop)
    {
        request.UnderWay.Timer = null;
        var now = clock.GetUtcNow();
        if (write.Session.OneToChange<Timer>(Next, new { now }) is not { } timer || write.Session.Execute(MarkFired, new { id = timer.Id, now }) == 0)
            return Task.FromResult(false);
        request.UnderWay.Timer = timer;
        events.Append($"timer/{timer.Id}", timer.Kind.ToString(), null, null, $"{timer.Subject} {timer.Round}");
        effects.Single(effect => effect.Kinds.Contains(timer.Kind)).Fire(timer);
        return Task.FromResult(true);
    }
}

/// <summary>Tries a timer whose effect failed again later, so that the others go on.</summary>
internal sealed record PutOffTimer(long Id) : ICommand<bool>;

internal sealed class PutOffTimerHandler(CurrentWrite write, TimeProvider clock) : IRequestHandler<PutOffTimer, bool>
{
    private const string PutOff = "update timer set retry_at = @retry where id = @Id and fired_at is null";

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    public Task<bool> Handle(PutOffTimer request, CancellationToken stop) =>
        Task.FromResult(write.Session.Execute(PutOff, new { request.Id, retry = clock.GetUtcNow() + Pause }) == 1);
}
