using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Escalation;

/// <summary>The one loop that lets time do its work: at the start and once a minute, by the injected clock, it fires what is due, the
/// longest due first. Any number of processes may do so: each timer is taken inside the write that marks it as fired.</summary>
internal sealed partial class TimerLoop(IServiceProvider services, Rulings rulings, TimeProvider clock, ILogger<TimerLoop> log) : BackgroundService
{
    /// <summary>Timers whose writes may join one transaction on the disk.</summary>
    private const int Together = 32;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        await Task.Yield();
        do
        {
            try
            {
                rulings.FollowOthers();
                await FireDue(services, log);
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Fires until nothing is due.</summary>
    /// <param name="together">How many writes may join; one by one they come to the same, and in the same transactions.</param>
    public static async Task FireDue(IServiceProvider services, ILogger? log = null, int together = Together)
    {
        while (await FireOne(services, log))
        {
            var fired = await Task.WhenAll(Enumerable.Range(0, together).Select(_ => FireOne(services, log)));
            if (!fired[^1])
                return;
        }
    }

    private static async Task<bool> FireOne(IServiceProvider services, ILogger? log)
    {
        var underWay = new TimerUnderWay();
        try
        {
            return await Send(services, new FireNextTimer(underWay));
        }
        catch (Exception failed) when (underWay.Timer is { } timer && failed is not (StoreUnavailableException or StoreException or OverloadedException))
        {
            if (log is not null)
                LogFailed(log, timer.Id, timer.Kind, timer.Subject, failed);
            return await Send(services, new PutOffTimer(timer.Id));
        }
    }

    private static async Task<bool> Send(IServiceProvider services, ICommand<bool> command)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(command);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due timers are put off by a minute")]
    private partial void LogPutOff(Exception failed);

    [LoggerMessage(Level = LogLevel.Error, Message = "Timer {Id} ({Kind} of {Subject}) failed and is tried again in five minutes")]
    private static partial void LogFailed(ILogger log, long id, TimerKind kind, string subject, Exception failed);
}
