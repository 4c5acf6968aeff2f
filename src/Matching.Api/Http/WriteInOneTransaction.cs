using System.Text.Json;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Keys;

namespace Matching.Api.Http;

/// <summary>The session of the write that the current request's handler runs in.</summary>
internal sealed class CurrentWrite
{
    private Session? session;

    public Session Session
    {
        get => session ?? throw new InvalidOperationException("No write is under way.");
        set => session = value;
    }
}

/// <summary>The same idempotency key came with another request.</summary>
internal sealed class KeyReusedException() : Exception("The idempotency key was used for another request.");

/// <summary>
/// Runs a command's handler on the write path. With an idempotency key the first answer is stored in the same transaction and
/// given again to every repeat, also after a restart.
/// </summary>
internal sealed class WriteInOneTransaction<TRequest, TResponse>(GroupCommit writer, CurrentWrite current, CallContext context, KeyRing ring, Policies.Rulings rulings, TimeProvider clock)
    : IPipelineBehavior<TRequest, TResponse>
    where TRequest : notnull
{
    public Task<TResponse> Handle(TRequest request, CancellationToken stop, RequestHandlerDelegate<TResponse> next)
    {
        if (request is not ICommand<TResponse>)
            return next();
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        return writer.Write(session =>
        {
            System.Globalization.CultureInfo.CurrentUICulture = language;
            current.Session = session;
            rulings.Follow(session);
            var answers = new AnsweredRequests(session, context, ring, clock);
            if (answers.Find<TResponse>(request) is { } answered)
                return answered.Value;
            var response = next().GetAwaiter().GetResult();
            answers.Keep(request, response);
            return response;
        });
    }
}

/// <summary>First answers by idempotency key. They are sealed: a receipt holds its look-up code, and a retry must give it again.</summary>
internal sealed class AnsweredRequests(Session session, CallContext context, KeyRing ring, TimeProvider clock)
{
    private const string Select = "select request_hash, answer from answered_request where key = @key";

    private const string Insert = """
        insert into answered_request (key, request_hash, answer, at)
        values (@key, @hash, @answer, @at)
        """;

    /// <exception cref="KeyReusedException">The key came with another request before.</exception>
    public Answered<TResponse>? Find<TResponse>(object request)
    {
        if (KeyOf(context) is not { } key || session.One<AnswerRow>(Select, new { key }) is not { } row)
            return null;
        return row.RequestHash == HashOf(request)
            ? new Answered<TResponse>(JsonSerializer.Deserialize<TResponse>(ring.Open(Place(key), row.Answer), Json.Options)!)
            : throw new KeyReusedException();
    }

    public void Keep<TResponse>(object request, TResponse response)
    {
        if (KeyOf(context) is { } key)
            session.Execute(Insert, new { key, hash = HashOf(request), answer = ring.Seal(Place(key), JsonSerializer.Serialize(response, Json.Options)), at = clock.GetUtcNow() });
    }

    /// <summary>Each caller's keys are its own.</summary>
    private static string? KeyOf(CallContext context) => context.IdempotencyKey is { } key ? $"{context.Who} {key}" : null;

    private static string Place(string key) => $"answered_request/answer/{key}";

    /// <summary>Keyed, since a request may hold a name and a phone number that could be tried out.</summary>
    private string HashOf(object request) => ring.Mac("request", $"{request.GetType().Name}\n{JsonSerializer.Serialize(request, request.GetType(), Json.Options)}");

    private sealed record AnswerRow
    {
        public string RequestHash { get; init; } = "";

        public string Answer { get; init; } = "";
    }
}

internal sealed record Answered<T>(T Value);
