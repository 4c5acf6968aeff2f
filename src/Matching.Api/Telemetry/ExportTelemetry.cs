using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Matching.Api.Telemetry;

/// <summary>Sends metrics and traces by OTLP to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, by gRPC or, where
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> says <c>http/protobuf</c>, by HTTP; nothing when no collector is named.</summary>
internal sealed class ExportTelemetry(IConfiguration configuration, ProductMetrics metrics) : IHostedService
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    private readonly List<IDisposable> providers = [];

    /// <exception cref="Data.StoreException">The endpoint is no address, or the protocol is not known.</exception>
    public Task StartAsync(CancellationToken stop)
    {
        if (configuration[Endpoint] is not { Length: > 0 } named)
            return Task.CompletedTask;
        var protocol = configuration[Protocol] switch
        {
            null or "" or "grpc" => OtlpExportProtocol.Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            var other => throw new Data.StoreException(Words.Say("Telemetry.Setting", Protocol, other)),
        };
        if (!Uri.TryCreate(named.TrimEnd('/'), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new Data.StoreException(Words.Say("Telemetry.Setting", Endpoint, named));
        var resource = ResourceBuilder.CreateDefault().AddService(ProductMetrics.MeterName, serviceVersion: metrics.GetType().Assembly.GetName().Version?.ToString(3));
        providers.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(ProductMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter(To("metrics")).Build());
        providers.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore", "Npgsql").AddOtlpExporter(To("traces")).Build());
        return Task.CompletedTask;

        // By HTTP each signal has a path of its own; the exporter adds it only to what it reads from the environment itself.
        Action<OtlpExporterOptions> To(string signal) => options =>
            (options.Protocol, options.Endpoint) = (protocol, protocol == OtlpExportProtocol.Grpc ? address : new Uri($"{address.AbsoluteUri.TrimEnd('/')}/v1/{signal}"));
    }

    public Task StopAsync(CancellationToken stop)
    {
        providers.ForEach(provider => provider.Dispose());
        return Task.CompletedTask;
    }
}
