using Matching.Api.Data;

namespace Matching.Api.LiveMatching;

/// <summary>Builds the board when the process starts, so that the first to file need not wait, and anew when it has aged.</summary>
internal sealed partial class WarmBoard(LiveBoard board, TimeProvider clock, ILogger<WarmBoard> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), clock);
        do
        {
            try
            {
                await board.State(verify: false, stoppingToken);
            }
            catch (Exception failed) when (failed is StoreException or System.Data.Common.DbException or ArgumentException or Core.RuleBrokenException)
            {
                LogPutOff(failed);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The live pairing could not be built; the next request tries again")]
    private partial void LogPutOff(Exception failed);
}
