using Matching.Api.Data;
using Matching.Api.MatchRuns;

namespace Matching.Api.Machines;

/// <summary>Four rounds a second on a thread of its own: the server gives up on a process that it has not heard of for 2 s, and a busy thread
/// pool must not look like a dead machine. Real time, whatever the product's clock says. On SQLite there is nothing to do.</summary>
internal sealed partial class LeaderLoop(Database database, Leadership leadership, RunRequests requests, ILogger<LeaderLoop> log) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ManualResetEventSlim stopping = new();
    private Thread? thread;
    private bool isDown;

    /// <summary>The first round is over before anything asks for a run; the first start of a demo does. A second call does nothing.</summary>
    public Task StartAsync(CancellationToken stop)
    {
        if (!database.IsPostgres || thread is not null)
            return Task.CompletedTask;
        Round();
        thread = new Thread(Run) { IsBackground = true, Name = "leader" };
        thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken stop)
    {
        stopping.Set();
        thread?.Join();
        leadership.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => stopping.Dispose();

    private void Run()
    {
        while (!stopping.Wait(Pause))
            Round();
    }

    private void Round()
    {
        try
        {
            leadership.Round();
            requests.Round();
            isDown = false;
        }
        catch (Exception failed) when (failed is StoreException or System.Data.Common.DbException or InvalidOperationException or IOException)
        {
            if (!isDown)
                LogLost(failed);
            isDown = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "This process leads no matching until the store answers again")]
    private partial void LogLost(Exception failed);
}
