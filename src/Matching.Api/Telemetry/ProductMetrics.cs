using System.Diagnostics;
using System.Diagnostics.Metrics;
using Matching.Api.Data;

namespace Matching.Api.Telemetry;

/// <summary>What the product measures of itself, beside what the framework does: the writers' queue, the store's latency, the stages of
/// a match run. No name, code or text of anybody is in it.</summary>
internal sealed class ProductMetrics
{
    public const string MeterName = "ThreeLists";

    private readonly Histogram<double> stages;

    public ProductMetrics(IMeterFactory meters, GroupCommit writer)
    {
        var meter = meters.Create(MeterName);
        stages = meter.CreateHistogram<double>("threelists.match.stage.duration", "s", "Stages of a match run: read, pair, write");
        meter.CreateObservableGauge("threelists.store.queue", () => writer.Waiting, "{write}", "Writes that wait for their turn");
        var commits = meter.CreateHistogram<double>("threelists.store.commit.duration", "s", "From a batch's first statement to the end of its commit");
        var batches = meter.CreateHistogram<int>("threelists.store.commit.writes", "{write}", "Writes in a batch");
        writer.Committed += (writes, elapsed) =>
        {
            commits.Record(elapsed.TotalSeconds);
            batches.Record(writes);
        };
    }

    /// <summary>Measures one stage while it runs.</summary>
    public async Task<T> Stage<T>(string name, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return await work();
        }
        finally
        {
            stages.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("stage", name));
        }
    }
}
