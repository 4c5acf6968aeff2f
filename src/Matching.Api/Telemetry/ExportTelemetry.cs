using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matching.Api.Telemetry;

/// <summary>Sends metrics and traces by OTLP to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; nothing when it names none.</summary>
internal sealed class ExportTelemetry(IConfiguration configuration, ProductMetrics metrics) : IHostedService
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly List<IDisposable> providers = [];

    public Task StartAsync(CancellationToken stop)
    {
        if (configuration[Endpoint] is not { Length: > 0 } address)
            return Task.CompletedTask;
        var resource = ResourceBuilder.CreateDefault().AddService(ProductMetrics.MeterName, serviceVersion: metrics.GetType().Assembly.GetName().Version?.ToString(3));
        void To(OtlpExporterOptions options) => options.Endpoint = new Uri(address);
        providers.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(ProductMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter(To).Build());
        providers.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore", "Npgsql").AddOtlpExporter(To).Build());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken stop)
    {
        providers.ForEach(provider => provider.Dispose());
        return Task.CompletedTask;
    }
}
