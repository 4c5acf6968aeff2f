using Matching.Api.Data;
using Matching.Core.Clocks;

namespace Matching.Api.Policies;

/// <summary>A category of the catalogue (类别).</summary>
internal sealed record CategoryRow
{
    public const string Select = """
        select code, parent, name, examples, offer_kinds, studio, unit_of_quantity, respond_hours, resolve_days, requires, mediates
        from category
        order by code
        """;

    public string Code { get; init; } = "";

    public string? Parent { get; init; }

    public string Name { get; init; } = "";

    public string Examples { get; init; } = "";

    public string OfferKinds { get; init; } = "";

    public string Studio { get; init; } = "";

    public string UnitOfQuantity { get; init; } = "";

    public int? RespondHours { get; init; }

    public int? ResolveDays { get; init; }

    public string? Requires { get; init; }

    /// <summary>Its orders are mediations (调解), which end with an outcome.</summary>
    public bool Mediates { get; init; }

    public CategoryLimits Limits => new(RespondHours, ResolveDays);

    public static IReadOnlyList<CategoryRow> All(Session session) => session.Query<CategoryRow>(Select);
}
