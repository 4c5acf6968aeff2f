using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Matching.Api.Tests.Telemetry;

/// <summary>What leaves for the collector that the settings name, read by a collector of our own.</summary>
internal sealed class ExportTelemetryTests
{
    private const string Title = "三楼阿婆独自住，请打13812345678";

    private readonly Clock clock = new(Given.Now);
    private SqliteStore store = default!;

    [SetUp]
    public void OpenStore() => store = new SqliteStore();

    [TearDown]
    public void CloseStore() => store.Dispose();

    [TestCase("http/protobuf", "/v1/metrics", "/v1/traces")]
    [TestCase("grpc", "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", "/opentelemetry.proto.collector.trace.v1.TraceService/Export")]
    public async Task Export_ToANamedCollector_BringsMetricsAndTracesAndNobodysData(string protocol, string metricsPath, string tracesPath)
    {
        await using var collector = await Collector.Start(protocol == "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1);

        await Use(new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol });

        var (metrics, traces) = (collector.Received(metricsPath), collector.Received(tracesPath));
        foreach (var name in new[] { "ThreeLists", "threelists.store.queue", "threelists.store.commit.duration", "threelists.store.commit.writes", "threelists.match.stage.duration", "http.server.request.duration" })
            Assert.That(metrics, Does.Contain(name));
        Assert.That(traces, Does.Contain("POST /api/match-runs"));
        foreach (var personal in new[] { "阿婆", "13812345678", "138****5678", "S-1" })
            Assert.That(metrics + traces, Does.Not.Contain(personal));
    }

    [Test]
    public async Task Export_NoCollectorNamed_SendsNothing()
    {
        await using var collector = await Collector.Start(HttpProtocols.Http1);

        await Use([]);

        Assert.That(collector.Paths, Is.Empty);
    }

    [TestCase("http://127.0.0.1:1", "carrier-pigeon")]
    [TestCase("collector:4317", "grpc")]
    public void Start_SettingThatMakesNoSense_SaysSo(string endpoint, string protocol)
    {
        var refused = Assert.ThrowsAsync<StoreException>(() => App.Start(store.Name, clock,
            settings: new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint, ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol }))!;

        Assert.That(refused.Message, Does.Contain("OTEL_EXPORTER_OTLP"));
    }

    /// <summary>Dashboards are built on these names.</summary>
    [Test]
    public async Task Metrics_OfTheProduct_AreTheseWithTheirUnits()
    {
        var found = new ConcurrentDictionary<string, string>();
        var stages = new ConcurrentDictionary<string, bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name != ProductMetrics.MeterName)
                    return;
                found[instrument.Name] = instrument.Unit ?? "";
                listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
        {
            foreach (var (name, value) in tags)
                stages[$"{instrument.Name} {name}={value}"] = true;
        });
        listener.Start();

        await Use([]);

        Assert.That(found.OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key} {row.Value}"), Is.EqualTo(new[]
        {
            "threelists.match.stage.duration s", "threelists.store.commit.duration s", "threelists.store.commit.writes {write}", "threelists.store.queue {write}",
        }));
        Assert.That(stages.Keys.Order(StringComparer.Ordinal), Is.EqualTo(new[] { "pair", "read", "write" }.Select(stage => $"threelists.match.stage.duration stage={stage}")));
    }

    /// <summary>A filing and a match run; what was measured is sent when the app stops.</summary>
    private async Task Use(Dictionary<string, string?> settings)
    {
        await using var app = await App.Start(store.Name, clock, Given.Lists(), settings: settings);
        await app.FileDemand(Given.Demand(Title));
        await app.RunMatch();
    }

    /// <summary>Takes everything that is posted.</summary>
    private sealed class Collector : IAsyncDisposable
    {
        private readonly ConcurrentQueue<(string Path, string Text)> received = new();
        private readonly WebApplication web;

        private Collector(WebApplication web) => this.web = web;

        public string Address => web.Urls.Single();

        public IEnumerable<string> Paths => received.Select(row => row.Path);

        public static async Task<Collector> Start(HttpProtocols protocols)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
            var collector = new Collector(builder.Build());
            collector.web.Run(collector.Take);
            await collector.web.StartAsync();
            return collector;
        }

        public string Received(string path) => string.Concat(received.Where(row => row.Path == path).Select(row => row.Text));

        public ValueTask DisposeAsync() => web.DisposeAsync();

        private async Task Take(HttpContext http)
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.Enqueue((http.Request.Path.Value!, Encoding.UTF8.GetString(body.ToArray())));
            http.Response.ContentType = http.Request.ContentType;
            if (!HttpProtocol.IsHttp2(http.Request.Protocol))
                return;
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
