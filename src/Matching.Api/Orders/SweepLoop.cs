using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.Orders;

/// <summary>Once a minute, by the injected clock, lets time do its work on orders.</summary>
internal sealed partial class SweepLoop(IServiceProvider services, TimeProvider clock, ILogger<SweepLoop> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Sweep(services);
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or ChangedMeanwhileException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
    }

    /// <summary>Sweeps until nothing is due.</summary>
    public static async Task Sweep(IServiceProvider services)
    {
        int moved;
        do
        {
            await using var scope = services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
            moved = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new SweepDueOrders());
        }
        while (moved > 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep of due orders is put off by a minute")]
    private partial void LogPutOff(Exception failed);
}
