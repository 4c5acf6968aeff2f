using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Core;

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

    /// <summary>Null when no run is under way.</summary>
    public RunProgress? Now
    {
        get
        {
            lock (held)
                return now is null ? null : now with { Text = Words.Say($"Run.{now.Stage}") };
        }
    }

    /// <summary>Begins to watch; the token tells that it was called off.</summary>
    public CancellationToken Begin()
    {
        lock (held)
        {
            under = new CancellationTokenSource();
            now = new RunProgress(clock.GetUtcNow(), "waiting", "", CalledOff: false);
            return under.Token;
        }
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
internal sealed partial class StartRun(IServiceProvider services, RunWatch watch, ILogger<StartRun> log)
{
    /// <summary>Does nothing while one is under way.</summary>
    public void Begin(Caller caller, Sight sight)
    {
        if (watch.Now is null)
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
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new RunMatch());
        }
        catch (Exception failed) when (failed is RuleBrokenException or Data.StoreException or Data.StoreUnavailableException or Data.OverloadedException)
        {
            LogEnded(failed);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A run that was asked for came to nothing")]
    private partial void LogEnded(Exception failed);
}
