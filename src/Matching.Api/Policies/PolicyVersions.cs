using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.Policies;

/// <summary>Writes a new version of the policy, and tells every process.</summary>
internal static class PolicyVersions
{
    private const string SelectNewest = "select body from policy order by version desc limit 1";

    private const string InsertPolicy = "insert into policy (version, body, at) values (@Version, @body, @now)";

    /// <param name="seen">The version that the change was made for.</param>
    /// <exception cref="RuleBrokenException"><c>policy-newer</c>: there is a newer one.</exception>
    public static MatchPolicy Publish(Session session, int seen, Func<MatchPolicy, MatchPolicy> change, DateTimeOffset now)
    {
        var newest = JsonSerializer.Deserialize<MatchPolicy>(session.One<string>(SelectNewest)!, Json.Options)!;
        if (newest.Version != seen)
            throw new RuleBrokenException("policy-newer", newest.Version);
        var policy = change(newest) with { Version = newest.Version + 1 };
        session.Execute(InsertPolicy, new { policy.Version, body = JsonSerializer.Serialize(policy, Json.Options), now });
        Rulings.Touch(session);
        return policy;
    }
}
