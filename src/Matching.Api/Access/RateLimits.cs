using System.Collections.Concurrent;
using Matching.Api.Http;

namespace Matching.Api.Access;

/// <summary>How often an endpoint may be called: filing, look-up codes and sign-in less than others; what a secret in the address opens is
/// held back at reading too.</summary>
internal enum Pace { Usual, Filing, LookUp, SignIn, Free, Link }

/// <summary>The caller came too often.</summary>
internal sealed class TooManyRequestsException(int seconds) : Exception("Too many requests.")
{
    public int Seconds { get; } = seconds;
}

/// <summary>Calls per minute, as configured under <c>Limits</c>.</summary>
internal sealed record RateLimitSettings
{
    public int UsualPerAccount { get; init; } = 1200;

    public int UsualPerAddress { get; init; } = 2400;

    public int FilingPerAccount { get; init; } = 120;

    public int FilingPerAddress { get; init; } = 20;

    public int LookUpPerAddress { get; init; } = 10;

    public int LookUpPerDemand { get; init; } = 10;

    public int LinkPerAddress { get; init; } = 30;

    public int SignInPerAddress { get; init; } = 10;
}

/// <summary>Token buckets by key: a minute's worth at once, then as they refill. Each process counts by itself and allows the limit divided by the
/// processes that serve the store now, so that all of them together never allow more.</summary>
internal sealed class RateLimits(TimeProvider clock, Machines.Leadership machines)
{
    private const int MostKeys = 100_000;

    private readonly ConcurrentDictionary<string, Bucket> buckets = new();

    /// <exception cref="TooManyRequestsException">The key's minute is used up.</exception>
    public void Take(string key, int perMinute)
    {
        perMinute = Math.Max(1, perMinute / machines.Nodes);
        var now = clock.GetUtcNow();
        if (buckets.Count > MostKeys)
            Forget(now);
        var bucket = buckets.GetOrAdd(key, _ => new Bucket(perMinute, now));
        var seconds = bucket.Take(perMinute, now);
        if (seconds > 0)
            throw new TooManyRequestsException(seconds);
    }

    /// <summary>Full buckets tell nothing.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, bucket) in buckets)
        {
            if (bucket.IsOlderThan(now.AddMinutes(-1)))
                buckets.TryRemove(key, out _);
        }
    }

    private sealed class Bucket(double tokens, DateTimeOffset at)
    {
        private readonly Lock held = new();
        private double tokens = tokens;
        private DateTimeOffset at = at;

        /// <returns>0, or how many seconds to wait.</returns>
        public int Take(int perMinute, DateTimeOffset now)
        {
            lock (held)
            {
                var minutes = Math.Clamp((now - at).TotalMinutes, 0, 1);
                tokens = Math.Min(perMinute, tokens + minutes * perMinute);
                at = now;
                if (tokens < 1)
                    return (int)Math.Ceiling((1 - tokens) * 60 / perMinute);
                tokens--;
                return 0;
            }
        }

        public bool IsOlderThan(DateTimeOffset then)
        {
            lock (held)
                return at < then;
        }
    }
}

/// <summary>Holds each request to the pace of its endpoint, by account and by address; what is asked of one demand's look-up code is
/// counted by the demand too.</summary>
internal sealed class LimitRequests(RequestDelegate next, RateLimits limits, RateLimitSettings settings)
{
    public Task InvokeAsync(HttpContext http, CallContext context)
    {
        if (http.GetEndpoint()?.PolicyOf() is not { Pace: not Pace.Free } policy)
            return next(http);
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var name = context.Caller.Name;
        var pace = policy.Pace != Pace.Link && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) ? Pace.Usual : policy.Pace;
        limits.Take($"address {address}", settings.UsualPerAddress);
        if (name.Length > 0)
            limits.Take($"account {name}", settings.UsualPerAccount);
        if (pace == Pace.Filing)
            limits.Take(name.Length > 0 ? $"filing {name}" : $"filing from {address}", name.Length > 0 ? settings.FilingPerAccount : settings.FilingPerAddress);
        if (pace == Pace.SignIn)
            limits.Take($"sign-in from {address}", settings.SignInPerAddress);
        if (pace == Pace.Link)
            limits.Take($"link from {address}", settings.LinkPerAddress);
        if (pace == Pace.LookUp)
        {
            limits.Take($"look-up from {address}", settings.LookUpPerAddress);
            limits.Take($"look-up of {http.Request.RouteValues["code"]}", settings.LookUpPerDemand);
        }
        return next(http);
    }
}
