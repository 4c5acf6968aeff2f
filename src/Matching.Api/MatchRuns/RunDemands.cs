using Matching.Api.Data;

namespace Matching.Api.MatchRuns;

/// <summary>The demands that a run was to serve, as its stored input names them.</summary>
internal static class RunDemands
{
    /// <returns>Their codes; none where there is no such run.</returns>
    public static IReadOnlySet<string> Of(Session session, long run) => session.One<byte[]>(MatchRunRow.SelectInput, new { id = run }) is { } packed
        ? StoredInput.Unpacked(packed).Input.Demands.Select(demand => demand.Code).ToHashSet(StringComparer.Ordinal) : new HashSet<string>();
}
