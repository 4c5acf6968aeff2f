using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.MatchRuns;

/// <summary>How far the run under way has come.</summary>
/// <param name="Stage">waiting, read, lists, candidates, scoring, pricing-out, pairing, certificate or write.</param>
public sealed record RunProgress(DateTimeOffset Since, string Stage, string Text, bool CalledOff);

/// <summary>The run under way in this process, to be watched and called off. One that was called off writes nothing.</summary>
internal sealed class RunWatch(TimeProvider clock)
{
    private readonly Lock held = new();
    private CancellationTokenSource? under;
    private RunProgress? now;
    private Exception? failure;

    /// <summary>Why the last run that nobody waited for came to nothing; null when it did not, or another has begun since.</summary>
    public Exception? Failure
    {
        get
        {
            lock (held)
                return failure;
        }
    }

    /// <summary>Null when no run is under way.</summary>
    public RunProgress? Now
    {
        get
        {
            lock (held)
                return now is null ? null : now with { Text = Words.Say($"Run.{now.Stage}") };
        }
    }

    /// <summary>Shows a run as waiting before it begins, so that who asked for it sees it at once.</summary>
    /// <returns>False when one is under way.</returns>
    public bool Announce()
    {
        lock (held)
        {
            if (now is not null)
                return false;
            under = new CancellationTokenSource();
            now = new RunProgress(clock.GetUtcNow(), "waiting", "", CalledOff: false);
            failure = null;
            return true;
        }
    }

    /// <summary>Begins to watch, or goes on with the run that was announced; the token tells that it was called off.</summary>
    public CancellationToken Begin()
    {
        lock (held)
        {
            Announce();
            return under!.Token;
        }
    }

    public void Fail(Exception failed)
    {
        lock (held)
            failure = failed;
    }

    public void Tell(string stage)
    {
        lock (held)
            now = now is null ? null : now with { Stage = stage };
    }

    public void End()
    {
        lock (held)
        {
            under?.Dispose();
            (under, now) = (null, null);
        }
    }

    /// <returns>False when no run is under way.</returns>
    public bool CallOff()
    {
        lock (held)
        {
            if (under is null || now is null)
                return false;
            under.Cancel();
            now = now with { CalledOff = true };
            return true;
        }
    }
}

/// <summary>Starts a run that goes on when the request that asked for it has been answered.</summary>
internal sealed partial class StartRun(IServiceProvider services, RunWatch watch, Machines.StreetShards shards, ILogger<StartRun> log)
{
    /// <summary>Does nothing while one is under way.</summary>
    public void Begin(Caller caller, Sight sight)
    {
        if (watch.Announce())
            _ = Task.Run(() => Run(caller, sight));
    }

    private async Task Run(Caller caller, Sight sight)
    {
        await using var scope = services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.ComeFrom(caller);
        context.ActBy(caller.As(Roles.Committee), sight);
        try
        {
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunMatch(shards.NumberOf(context.Area)));
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Nobody awaits this task: whatever ended it is logged here and shown on the list of runs.
            LogEnded(failed);
            watch.End();
            watch.Fail(failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A run that was asked for came to nothing")]
    private partial void LogEnded(Exception failed);
}
