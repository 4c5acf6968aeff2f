using MediatR;
using Matching.Api.Data;
using Matching.Core;

namespace Matching.Api.Policies;

/// <summary>Every night between three and four in China, by the injected clock, learns from what was confirmed.</summary>
internal sealed partial class LearnLoop(IServiceProvider services, TimeProvider clock, ILogger<LearnLoop> log) : BackgroundService
{
    private const int Hour = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (ChinaTime.Local(clock.GetUtcNow()).Hour != Hour)
                continue;
            try
            {
                await using var scope = services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new LearnCategories(), stoppingToken);
            }
            catch (Exception failed) when (failed is StoreUnavailableException or StoreException or OverloadedException or System.Data.Common.DbException)
            {
                LogPutOff(failed);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Learning the categories is put off to the next night")]
    private partial void LogPutOff(Exception failed);
}
