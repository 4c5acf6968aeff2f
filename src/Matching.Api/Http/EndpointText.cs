using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Matching.Api.Http;

/// <summary>What an endpoint says of itself in the OpenAPI document, and how it answers with a version.</summary>
internal static class EndpointText
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string summary, string description, string? example = null)
    {
        route.WithSummary(summary).WithDescription(description).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        return example is null ? route : route.WithMetadata(new RequestExample(example));
    }

    /// <summary>200 with the row's version as its ETag.</summary>
    public static Microsoft.AspNetCore.Http.HttpResults.Ok<T> WithVersion<T>(this HttpContext http, T value, Func<T, int> version)
    {
        http.Response.Headers.ETag = $"\"{version(value).ToString(CultureInfo.InvariantCulture)}\"";
        return TypedResults.Ok(value);
    }

    public static void DescribeProduct(this OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "ThreeLists",
                Version = typeof(EndpointText).Assembly.GetName().Version!.ToString(3),
                Description = "Demands, offers and service orders of a street: filed, paired provably optimally, explained, carried to a resident's confirmation.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeHeadersAndExample);
    }

    private static Task DescribeHeadersAndExample(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        if (context.Description.HttpMethod == "POST")
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(Header("Idempotency-Key", "The same key gives the first answer again, also after a restart."));
            operation.Parameters.Add(Header("If-Match", "The ETag read before; 412 when somebody changed the row meanwhile."));
        }
        var example = context.Description.ActionDescriptor.EndpointMetadata.OfType<RequestExample>().FirstOrDefault();
        if (example is not null && operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true)
            body.Example = JsonNode.Parse(example.Json);
        return Task.CompletedTask;
    }

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private sealed record RequestExample(string Json);
}
