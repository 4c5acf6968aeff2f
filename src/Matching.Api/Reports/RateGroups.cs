using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Policies;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>All rates of each street, community, estate, category, studio or unit: the same numbers that a report narrowed to it has.</summary>
internal sealed class RateGroups(Session session, Sight sight, Rulings rulings, KnownAreas areas)
{
    private const string SelectUnits = "select code as key, name from unit";

    public BreakdownView Of(ServiceFacts facts, ReportScope scope, ReportDimension by)
    {
        var names = NamesOf(by);
        return new BreakdownView(by, Words.Say($"Report.By.{by}"), [.. new FactGroups(by, Nodes(scope, by), KeyOf(scope, by)).Of(facts).Where(group => group.Key.Length > 0)
            .Select(group => View(group.Key, names(group.Key), group.Value, scope.To(by, group.Key)))]);
    }

    private GroupView View(string key, string name, ServiceFacts facts, ReportScope narrowed) => new(key, name,
        [.. Enum.GetValues<RateName>().Select(rate => View(rate, facts, narrowed)).Where(rate => rate.N > 0)], narrowed.Query());

    private GroupRate View(RateName name, ServiceFacts facts, ReportScope narrowed)
    {
        var rate = Rate.Of(ServiceRates.Samples(name, facts, rulings.Policy.DormantDays));
        return new GroupRate(name, rate.Numerator, rate.N, rate.Value, rate.Low, rate.High, narrowed.Query(("rate", name)));
    }

    /// <summary>The places of that level in sight, within the report's own.</summary>
    private IReadOnlyList<string> Nodes(ReportScope scope, ReportDimension by) => FactGroups.LevelOf(by) is not { } level ? []
        : [.. areas.All().Where(area => area.Code.Level == level && sight.Reaches(area.Code.Value) && IsWithin(area.Code.Value, scope.Area)).Select(area => area.Code.Value)];

    private static bool IsWithin(string node, string? scope) => scope is null || node.StartsWith(scope, StringComparison.Ordinal) || scope.StartsWith(node, StringComparison.Ordinal);

    /// <summary>By top category; by the catalogue's leaves where one was asked for.</summary>
    private Func<string, string> KeyOf(ReportScope scope, ReportDimension by)
    {
        if (by == ReportDimension.Studio)
        {
            var studios = rulings.Categories.ToDictionary(category => category.Code, category => category.Studio, StringComparer.Ordinal);
            return category => studios.GetValueOrDefault(category, "");
        }
        var tops = rulings.Categories.ToDictionary(category => category.Code, category => rulings.TopOf(category.Code), StringComparer.Ordinal);
        return category => scope.Category is null ? tops.GetValueOrDefault(category, category) : category;
    }

    private Func<string, string> NamesOf(ReportDimension by)
    {
        if (by == ReportDimension.Unit)
        {
            var units = session.Query<NamedRow>(SelectUnits).ToDictionary(row => row.Key, row => row.Name, StringComparer.Ordinal);
            return unit => units.GetValueOrDefault(unit, unit);
        }
        return by switch { ReportDimension.Category => rulings.NameOf, ReportDimension.Studio => studio => studio, _ => areas.PathOf };
    }

    private sealed record NamedRow
    {
        public string Key { get; init; } = "";

        public string Name { get; init; } = "";
    }
}
