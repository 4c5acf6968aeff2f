using Matching.Api.Data;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Lists;

/// <summary>Reads which codes the store already holds.</summary>
internal static class KnownCodesQuery
{
    public static KnownCodes Load(Session session) => new(
        Set(session, "select code from area"),
        Set(session, "select code from unit"),
        Set(session, "select code from offer"),
        Set(session, "select code from demand"),
        Set(session, "select unit || ' + ' || community from unit_pairing"),
        session.Query<SlotKey>("select offer, start_at from slot").Select(slot => new SlotName(slot.Offer, slot.StartAt)).ToHashSet(),
        CategoryRow.All(session).SelectMany(category => new[] { category.Code, category.Name }).ToHashSet());

    /// <summary>What rows may refer to; no code counts as taken.</summary>
    public static KnownCodes References(Session session) => KnownCodes.None with
    {
        Areas = Set(session, "select code from area"), Units = Set(session, "select code from unit"), Offers = Set(session, "select code from offer"),
        Categories = CategoryRow.All(session).SelectMany(category => new[] { category.Code, category.Name }).ToHashSet(),
    };

    private static HashSet<string> Set(Session session, string sql) => [.. session.Query<string>(sql)];

    private sealed record SlotKey
    {
        public string Offer { get; init; } = "";

        public DateTimeOffset StartAt { get; init; }
    }
}
