using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentValidation;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Lists;
using Matching.Api.Pages;
using Matching.Api.Orders.Links;
using Matching.Core;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Http;

/// <summary>Nothing of that code is there, or it is not the caller's to see.</summary>
internal sealed class NotThereException(string what, string code) : Exception($"{what} {code}")
{
    public string What { get; } = what;

    public string Code { get; } = code;
}

/// <summary>The caller may not do this.</summary>
internal sealed class NotAllowedException(string rule) : Exception(rule)
{
    public string Rule { get; } = rule;
}

/// <summary>Somebody changed the row since the caller saw it.</summary>
internal sealed class ChangedMeanwhileException(int version) : Exception("The row has changed.")
{
    public int Version { get; } = version;
}

/// <summary>Every failure becomes one RFC 9457 problem with a stable code; what is not foreseen is a 500 with a trace id.</summary>
internal sealed partial class ProblemHandler(ILogger<ProblemHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception failed, CancellationToken stop)
    {
        var problem = failed is BadHttpRequestException { StatusCode: 413 } ? TooLarge(http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint()) : ProblemOf(failed);
        problem.Extensions["traceId"] = TraceOf(http);
        if (failed is SignInNeededException && IsPage(http.Request))
        {
            http.Response.Redirect($"/sign-in?then={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
            return true;
        }
        if (problem.Status == 500)
            LogUnforeseen(failed, http.Request.Method, http.Features.Get<IExceptionHandlerFeature>()?.Endpoint?.DisplayName ?? "");
        if (problem.Status == 401)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (problem.Status is 429 or 503)
            http.Response.Headers.RetryAfter = failed is TooManyRequestsException often ? often.Seconds.ToString(System.Globalization.CultureInfo.InvariantCulture) : "1";
        http.Response.StatusCode = problem.Status ?? 500;
        await Write(http, problem, stop);
        return true;
    }

    /// <summary>An answer without a body, such as an unknown path, gets one.</summary>
    public static Task ForEmptyAnswer(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var problem = http.Response.StatusCode switch
        {
            404 => Problem(404, "no-such-path", http.Request.Path.Value ?? ""),
            413 => TooLarge(http.GetEndpoint()),
            405 => Problem(405, "no-such-method", http.Request.Method),
            415 => Problem(415, "json-wanted"),
            var status => Problem(status, "bad-request"),
        };
        problem.Extensions["traceId"] = TraceOf(http);
        return Write(http, problem, http.RequestAborted);
    }

    private static Task Write(HttpContext http, ProblemDetails problem, CancellationToken stop) => ErrorPages.IsWanted(http.Request)
        ? ErrorPages.Write(http, problem)
        : http.Response.WriteAsJsonAsync(problem, Json.Options, "application/problem+json", stop);

    /// <summary>A failure in one sentence, for a form that is shown again.</summary>
    public static string Sentence(Exception failed) => failed is ListException list ? list.Message : ProblemOf(failed) is var problem ? problem.Detail ?? problem.Title! : "";

    /// <summary>What the user sees and the logs hold, to find one by the other.</summary>
    public static string TraceOf(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    private static bool IsPage(HttpRequest request) => HttpMethods.IsGet(request.Method) && !request.Path.StartsWithSegments("/api");

    private static ProblemDetails ProblemOf(Exception failed) => failed switch
    {
        ValidationException invalid => Invalid(invalid),
        RuleBrokenException broken => Problem(409, broken.Rule, [.. broken.Arguments.Select(Shown)]),
        ChangedMeanwhileException changed => Problem(412, "changed-meanwhile", changed.Version),
        KeyReusedException => Problem(422, "idempotency-key-reused"),
        NotThereException missing => Problem(404, "not-found", Words.Say($"Thing.{missing.What}"), missing.Code),
        NoSuchLinkException => Problem(404, "no-such-link"),
        NotAllowedException forbidden => Problem(403, forbidden.Rule),
        SignInNeededException => Problem(401, "sign-in-needed"),
        BadCredentialsException => Problem(401, "bad-credentials"),
        CrossSiteException => Problem(403, "cross-site"),
        PageExpiredException => Problem(400, "page-expired"),
        TooManyRequestsException often => Problem(429, "too-many-requests", often.Seconds),
        WeakPasswordException weak => WithDetail(Problem(400, "weak-password"), Words.Say(weak.Fault, Passwords.Least)),
        ListException list => WithDetail(Problem(400, "invalid-list"), list.Message),
        OverloadedException => Problem(503, "overloaded"),
        StoreUnavailableException { OutcomeUnknown: true } => Problem(503, "outcome-unknown"),
        StoreUnavailableException { DiskFull: true } => Problem(507, "disk-full"),
        StoreUnavailableException or StoreException => Problem(503, "store-unavailable"),
        BadHttpRequestException { StatusCode: 413 } => TooLarge(null),
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException bad => WithDetail(Problem(bad.StatusCode, "bad-request"), DetailOf(bad.Message)),
        _ => Problem(500, "unforeseen"),
    };

    /// <summary>Says the limit of what was asked for: a file's is larger than a form's.</summary>
    private static ProblemDetails TooLarge(Endpoint? asked)
    {
        var most = asked?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize ?? Server.MostBody;
        return Problem(413, "body-too-large", most >= 1024 * 1024 ? $"{most / (1024 * 1024)} MB" : $"{most / 1024} kB");
    }

    private static object Shown(object argument) => argument is Enum value ? Words.Say($"{value.GetType().Name}.{value}") : argument;

    private static ProblemDetails Problem(int status, string code, params object[] arguments) => new()
    {
        Status = status,
        Title = Words.Say($"Rule.{code}", arguments),
        Type = $"/help/problems#{code}",
        Extensions = { ["code"] = code },
    };

    private static ProblemDetails WithDetail(ProblemDetails problem, string detail)
    {
        problem.Detail = detail;
        return problem;
    }

    /// <summary>Our own messages as they are; the framework's, which are English only, in our words.</summary>
    private static string DetailOf(string message)
    {
        if (UnreadParameter().Match(message) is { Success: true } unread)
            return Words.Say("Http.Parameter", unread.Groups["name"].Value, unread.Groups["value"].Value);
        return message.Contains("no body was provided", StringComparison.Ordinal) ? Words.Say("Http.BodyWanted") : message;
    }

    [GeneratedRegex("""^Failed to bind parameter ".* (?<name>\w+)" from "(?<value>.*)"\.$""")]
    private static partial Regex UnreadParameter();

    private static ProblemDetails Malformed(JsonException json)
    {
        var problem = Problem(400, "malformed-json");
        var place = json.Path is { Length: > 0 } path ? path : "$";
        problem.Detail = Words.Say("Http.JsonPlace", place, (json.LineNumber ?? 0) + 1, (json.BytePositionInLine ?? 0) + 1);
        var missing = MissingField().Matches(json.Message).Select(match => match.Groups["name"].Value).ToList();
        problem.Extensions["errors"] = missing.Count > 0
            ? missing.ToDictionary(name => name, _ => new[] { Words.Say("Csv.Required") })
            : new Dictionary<string, string[]> { [place.TrimStart('$', '.')] = [Words.Say("Http.JsonField")] };
        return problem;
    }

    /// <summary>The names that the framework lists after "missing required properties including:".</summary>
    [GeneratedRegex("""(?<=missing required properties including: .*)'(?<name>\w+)'""")]
    private static partial Regex MissingField();

    private static ProblemDetails Invalid(ValidationException invalid)
    {
        var problem = Problem(400, "invalid-fields", invalid.Errors.Count());
        problem.Extensions["errors"] = invalid.Errors
            .GroupBy(error => string.Join('.', error.PropertyName.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName)))
            .ToDictionary(group => group.Key, group => group.Select(error => error.ErrorMessage).Distinct().ToArray());
        return problem;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Unforeseen failure of {method} {endpoint}")]
    private partial void LogUnforeseen(Exception failed, string method, string endpoint);
}
