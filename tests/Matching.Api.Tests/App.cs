using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Lists;
using Matching.Api.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests;

/// <summary>The real app, serving on a free port of this machine.</summary>
internal sealed class App : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly Actors actors;

    /// <summary>The host looks for the list of static files under the name of the app; here the process is the test runner.</summary>
    static App() => Environment.SetEnvironmentVariable("ASPNETCORE_APPLICATIONNAME", typeof(Server).Assembly.GetName().Name);

    private App(WebApplication web, Clock clock)
    {
        (this.web, Clock) = (web, clock);
        actors = new Actors(web.Services);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(web.Urls.Single()), Timeout = TimeSpan.FromMinutes(10) };
    }

    public HttpClient Http { get; }

    public Clock Clock { get; }

    public IServiceProvider Services => web.Services;

    /// <param name="seed">The demo: seed lists and demo accounts.</param>
    /// <param name="settings">Over those of the tests, which neither limit nor make hashing slow.</param>
    public static async Task<App> Start(
        string store, Clock clock, ListSet? lists = null, bool seed = false, IReadOnlyDictionary<string, string?>? settings = null, Action<IEndpointRouteBuilder>? moreRoutes = null, string? key = null)
    {
        var options = new ServeOptions(store, "http://127.0.0.1:0", Empty: !seed)
        {
            Key = key ?? Actors.KeyFile, Environment = seed ? DemoMode.Environment : "Testing", Settings = Actors.Settings(settings), MoreRoutes = moreRoutes,
        };
        var web = await Server.Build(options, clock);
        if (lists is not null)
            await FirstStart.Fill(web.Services.GetRequiredService<GroupCommit>(), web.Services.GetRequiredService<Rulings>(), web.Services.GetRequiredService<HistoryChain>(), web.Services.GetRequiredService<Matching.Api.People.PersonRecords>(), lists, clock);
        await web.StartAsync();
        return new App(web, clock);
    }

    public Task<string?> Token(string actor) => actors.Token(actor);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await web.StopAsync();
        await web.DisposeAsync();
    }

    public Task<Answer> Get(string path, string? language = null, string? actingAs = null) => Send(HttpMethod.Get, path, null, actingAs: actingAs, language: language);

    /// <param name="body">Sent as JSON; null sends no body at all.</param>
    public Task<Answer> Post(string path, JsonNode? body = null, string? key = null, string? ifMatch = null, string? actingAs = null, string? language = null) =>
        Send(HttpMethod.Post, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), key, ifMatch, actingAs, language);

    public Task<Answer> PostBytes(string path, byte[] body, string? contentType = "application/json", string? actingAs = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        return Send(HttpMethod.Post, path, content, actingAs: actingAs);
    }

    public Task<Answer> PostText(string path, string body) => PostBytes(path, Encoding.UTF8.GetBytes(body));

    /// <param name="actingAs">Role and name, such as <c>lead/L-0012</c>, on a node as in <c>lead/L-0012@440605001001001</c>; <c>resident</c> for nobody. Left out, the
    /// street does it, and a visitor what only a visitor should.</param>
    public async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, string? key = null, string? ifMatch = null, string? actingAs = null, string? language = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        Add(request, "Idempotency-Key", key);
        Add(request, "If-Match", ifMatch);
        if (await actors.Token(actingAs ?? Actors.UsualFor(path)) is { } token)
            Add(request, "Authorization", $"Bearer {token}");
        Add(request, "Accept-Language", language);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var endless = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        return new Answer((int)response.StatusCode, endless ? "" : await response.Content.ReadAsStringAsync(), response.Headers.TryGetValues("ETag", out var tags) ? tags.First() : null,
            response.Content.Headers.ContentType?.MediaType ?? "", $"{method} {path}");
    }

    /// <summary>A file, as it is downloaded.</summary>
    public async Task<byte[]> Download(string path, string actingAs = Actors.Street)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Add(request, "Authorization", $"Bearer {await actors.Token(actingAs)}");
        using var response = await Http.SendAsync(request);
        Assert.That((int)response.StatusCode, Is.EqualTo(200), path);
        return await response.Content.ReadAsByteArrayAsync();
    }

    /// <summary>Files a demand and gives its receipt.</summary>
    public async Task<Answer> FileDemand(JsonObject? demand = null, string? actingAs = null) => (await Post("/api/demands", demand ?? Given.Demand(), actingAs: actingAs)).Expect(201);

    /// <summary>Publishes an offer and gives its code.</summary>
    public async Task<string> PublishOffer(JsonObject offer) => (await Post("/api/offers", offer)).Expect(201).Text("offer.code");

    public async Task<Answer> RunMatch() => (await Post("/api/match-runs")).Expect(201);

    public async Task<Answer> Demand(string code) => (await Get($"/api/demands/{code}")).Expect(200);

    public async Task<Answer> Order(string code) => (await Get($"/api/orders/{code}")).Expect(200);

    public Task<Answer> TryStep(string order, string act, JsonObject? body = null, string? actingAs = null) => Post($"/api/orders/{order}/{act}", body ?? Given.NoteFor(act), actingAs: actingAs);

    public async Task<Answer> Step(string order, string act, JsonObject? body = null, string? actingAs = null) => (await TryStep(order, act, body, actingAs)).Expect(200);

    /// <summary>The codes of the demand's orders that hold it, oldest first.</summary>
    public async Task<IReadOnlyList<string>> LiveOrders(string demand) =>
        [.. (await Demand(demand)).List("orders").Select(order => order!).Where(order => (string?)order["state"] is not ("Declined" or "Expired" or "Failed" or "Cancelled")).Select(order => (string)order["code"]!)];

    /// <summary>Files a demand, runs a match, and takes its one order through the given acts.</summary>
    public async Task<(string Demand, string Order, string LookUp)> OrderAfter(params string[] acts)
    {
        var receipt = await FileDemand();
        await RunMatch();
        var order = (await LiveOrders(receipt.Text("code"))).Single();
        foreach (var act in acts)
            await Step(order, act);
        return (receipt.Text("code"), order, receipt.Text("lookUpCode"));
    }

    private static void Add(HttpRequestMessage request, string header, string? value)
    {
        if (value is not null)
            request.Headers.TryAddWithoutValidation(header, value);
    }
}

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, string Body, string? ETag, string ContentType, string Asked)
{
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException("The answer is JSON null.");

    public string Code => Text("code");

    /// <summary>Where a browser is sent on to; it stands in the ETag's place.</summary>
    public string? Location => ETag;

    /// <summary>Fails with the answer's text when the status is another.</summary>
    public Answer Expect(int status)
    {
        Assert.That(Status, Is.EqualTo(status), () => $"{Asked}: {Body}");
        return this;
    }

    public string Text(string path) => At(path)?.ToString() ?? "";

    public long Number(string path) => (long)At(path)!;

    public bool Flag(string path) => (bool)At(path)!;

    public DateTimeOffset Instant(string path) => (DateTimeOffset)At(path)!;

    public JsonArray List(string path) => At(path)!.AsArray();

    public IReadOnlyList<string> Texts(string path, string field) => [.. List(path).Select(row => row![field]!.ToString())];

    private JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json, (node, name) => node?[name]);
}
