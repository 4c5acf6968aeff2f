using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core.Grid;

namespace Matching.Api.Offers;

/// <summary>What the page of a new offer shows; without a form it asks for the one line.</summary>
public sealed record NewOfferModel
{
    private const string LatestOf = "\nwhere o.unit = @unit\norder by o.seq desc\nlimit 3";

    private IReadOnlyList<Option> near = [];

    private Func<string, string> pathOf = code => code;

    internal FormState? Form { get; init; }

    internal string Line { get; init; } = "";

    internal OfferLineView? Read { get; init; }

    internal OfferPreview? Preview { get; init; }

    /// <summary>The latest offers, to begin from.</summary>
    internal IReadOnlyList<OfferRow> Before { get; private init; } = [];

    /// <summary>The caller's own units; none for a committee, which names one.</summary>
    internal IReadOnlyList<Option> Units { get; private init; } = [];

    internal IReadOnlyList<Option> Categories { get; private init; } = [];

    /// <summary>Streets and communities, and what the form names already.</summary>
    internal IReadOnlyList<Option> Areas => [.. near, .. (Form?.Values("areas") ?? []).Where(code => AreaCode.IsValid(code) && !near.Any(area => area.Value == code)).Select(code => new Option(code, pathOf(code)))];

    /// <summary>Other likely categories of the line.</summary>
    internal string CategoryHint => Read is { Categories.Count: > 1 } ? Words.Say("NewOffer.OtherCategories", string.Join(Words.Say("Weekly.Comma"), Read.Categories.Skip(1).Select(category => category.Name))) : "";

    internal static NewOfferModel For(Database database, CallContext context, Rulings rulings, KnownAreas areas)
    {
        var own = context.Caller.Grants.Where(grant => grant.Role == Access.Role.Unit).Select(grant => grant.Unit!).Distinct().ToList();
        return database.Read(session => new NewOfferModel
        {
            near = Near(session, own, context, areas),
            pathOf = areas.PathOf,
            Before = own.Count == 0 ? [] : session.Query<OfferRow>(OfferRow.Select + LatestOf, new { unit = own[0] }),
            Units = [.. own.Select(unit => new Option(unit, UnitRow.Get(session, unit).Name))],
            Categories = [.. rulings.Categories.Where(category => category.Parent is { Length: > 0 }).Select(category => new Option(category.Code, $"{category.Name}（{category.UnitOfQuantity}）"))],
        });
    }

    /// <summary>Every street; of communities those of the own units' streets, for a committee those in its sight.</summary>
    private static IReadOnlyList<Option> Near(Session session, IReadOnlyList<string> own, CallContext context, KnownAreas areas)
    {
        var streets = own.Select(unit => new AreaCode(UnitRow.Get(session, unit).Area).At(AreaLevel.Street)?.Value).OfType<string>().ToHashSet();
        bool IsNear(string code) => own.Count == 0 ? context.Sight.CoversArea(code) : streets.Any(street => code.StartsWith(street, StringComparison.Ordinal));
        return [.. areas.All().Where(area => area.Code.Level == AreaLevel.Street || (area.Code.Level == AreaLevel.Community && IsNear(area.Code.Value))).Select(area => new Option(area.Code.Value, area.Name))];
    }
}
