using Matching.Api.Data;

namespace Matching.Api.Lists;

/// <summary>Reads which codes the store already holds.</summary>
internal static class KnownCodesQuery
{
    public static KnownCodes Load(Session session) => new(Set(session, "area"), Set(session, "unit"), Set(session, "offer"), Set(session, "demand"));

    private static HashSet<string> Set(Session session, string table) => [.. session.Query<string>($"select code from {table}")];
}
