using Matching.Api.Data;
using Matching.Api.Notices;

namespace Matching.Api.Outbox;

/// <summary>Every few seconds by the injected clock: puts due notices together and sends what waits; what fails is tried again after growing pauses.</summary>
internal sealed partial class OutboxLoop(ComposeDigests compose, DeliverOutbox deliver, TimeProvider clock, ILogger<OutboxLoop> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await compose.Once();
                while (await deliver.Once(stoppingToken) > 0)
                {
                }
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is to be sent is put off by a few seconds")]
    private partial void LogPutOff(Exception failed);
}
