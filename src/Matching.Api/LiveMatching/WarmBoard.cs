using Matching.Api.Data;
using Matching.Api.Machines;

namespace Matching.Api.LiveMatching;

/// <summary>Builds the board when the process starts, so that the first to file need not wait, and anew when it has aged. Where the streets are
/// dealt into shares, each board is built when somebody first asks.</summary>
internal sealed partial class WarmBoard(LiveBoards boards, StreetShards shards, TimeProvider clock, ILogger<WarmBoard> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(5), clock);
        do
        {
            try
            {
                if (shards.Count == 1)
                    await boards.At(null).State(verify: false, stoppingToken);
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
