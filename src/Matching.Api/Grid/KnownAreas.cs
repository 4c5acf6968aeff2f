using Matching.Api.Data;
using Matching.Core.Grid;

namespace Matching.Api.Grid;

/// <summary>The grid's nodes, kept in memory: they change only by an import.</summary>
internal sealed class KnownAreas(Database database)
{
    private const string SelectAll = "select code, name from area order by code";

    private volatile IReadOnlyDictionary<string, string>? names;

    private IReadOnlyDictionary<string, string> Names => names ??= Load();

    /// <summary>A node not known yet is looked for in the store once more.</summary>
    public bool Has(AreaCode area) => area.Value is not null && (Names.ContainsKey(area.Value) || (names = Load()).ContainsKey(area.Value));

    /// <summary>The names from community down, such as 湖心社区 望湖苑 3栋.</summary>
    public string PathOf(string code)
    {
        var area = new AreaCode(code);
        var levels = new[] { AreaLevel.Community, AreaLevel.Estate, AreaLevel.Building }
            .Select(level => area.At(level)?.Value).Where(at => at is not null).Select(at => Names.GetValueOrDefault(at!, at!)).ToList();
        return levels.Count == 0 ? Names.GetValueOrDefault(code, code) : string.Join(' ', levels);
    }

    public IReadOnlyList<Area> All() => [.. Names.Select(pair => new Area(new AreaCode(pair.Key), pair.Value)).OrderBy(area => area.Code)];

    private Dictionary<string, string> Load() => database.Read(session => session.Query<AreaRow>(SelectAll)).ToDictionary(area => area.Code, area => area.Name);

    private sealed record AreaRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";
    }
}
