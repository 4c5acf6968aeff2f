using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Matching.Faults;

/// <summary>What came back.</summary>
/// <param name="Status">The HTTP status, or 0 when no answer came: the request may or may not have been carried out.</param>
internal sealed record Answer(int Status, JsonElement Body)
{
    public static Answer None { get; } = new(0, default);

    public bool IsOk => Status is 200 or 201;

    /// <summary>A text property of the body; empty when there is none.</summary>
    public string Text(string property) =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(property, out var value) ? value.ToString() : "";
}

/// <summary>Speaks to the product as any number of clients at once.</summary>
/// <param name="connections">Requests that may be under way at once; others wait here.</param>
internal sealed class Client(Uri address, int connections = 64) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = connections, UseProxy = false })
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public Uri Address => address;

    /// <summary>The header that every request carries; empty before <see cref="SignIn"/>.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Takes a token of the demo's street office, who may do what the faults need.</summary>
    /// <exception cref="FaultException">The product gives none.</exception>
    public async Task SignIn()
    {
        var token = await Post("/api/demo/tokens", new { role = "Street" }, $"sign-in/{Guid.NewGuid():N}");
        Must.Hold(token.Status == 200, $"the demo gave no token: {token.Status} {token.Body}");
        Authorization = $"Bearer {token.Text("token")}";
        http.DefaultRequestHeaders.Add("Authorization", Authorization);
    }

    public Task<Answer> Get(string path) => Send(new HttpRequestMessage(HttpMethod.Get, path));

    /// <param name="key">The idempotency key; a repeat with the same key is the same request.</param>
    public Task<Answer> Post(string path, object? body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        request.Headers.Add("Idempotency-Key", key);
        return Send(request);
    }

    public void Dispose() => http.Dispose();

    private async Task<Answer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            try
            {
                using var response = await http.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                return new Answer((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
            }
            catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException or IOException or SocketException)
            {
                return Answer.None;
            }
        }
    }
}
