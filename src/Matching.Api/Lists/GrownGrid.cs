using System.Globalization;
using System.Text.RegularExpressions;
using Matching.Core.Grid;

namespace Matching.Api.Lists;

/// <summary>Where a grown row stands: its street, and how far its communities, estates and buildings are turned from the seed's.</summary>
internal readonly record struct Move(int Street, int Shift, int Turn);

/// <summary>The seed's grid with invented streets, communities and estates beside it, and the way from seed areas to any of them.</summary>
internal sealed class GrownGrid
{
    private const string CommunityWord = "社区", StreetWord = "街道";
    private const string FirstHalves = "云清锦桂松梅竹兰枫桐荔溪岭沙琴墨棠葵鹭帆";
    private const string LastHalves = "安乐和兴宁福康平华景光明泰祥瑞荣庆盛德信";

    private static readonly string[] EstateWords = ["花园", "新村", "雅苑", "家园", "公寓", "名庭", "华府", "小区", "宿舍", "公馆", "里", "大院"];

    /// <summary>What residents of the seed call some estates in short.</summary>
    private static readonly (string Short, string Estate)[] Nicknames =
        [("榕荫", "榕荫新村"), ("安居苑", "渡口安居苑"), ("公租苑", "晴屿公租苑"), ("商务港", "望湖商务港"), ("人才公寓", "望湖人才公寓"), ("云帆", "云帆大厦"), ("蓝湾", "蓝湾半岛")];

    private readonly Dictionary<AreaCode, Node> seeds = [];
    private readonly Dictionary<string, Node> places = new(StringComparer.Ordinal);
    private readonly List<Node> streets = [];
    private readonly List<Area> areas = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Regex placeNames;
    private int named;

    /// <summary>Grows to at least these counts, over all streets; every street gets its share.</summary>
    public GrownGrid(IReadOnlyList<Area> seed, int streetCount, int communityCount, int estateCount)
    {
        foreach (var area in seed)
            Plant(area);
        placeNames = new Regex(string.Join('|', places.Keys.OrderByDescending(name => name.Length).Select(Regex.Escape)), RegexOptions.Compiled);
        while (streets.Count < streetCount)
            Add(null, NextName(StreetWord));
        while (Communities.Count() < communityCount)
            Add(streets.MinBy(street => street.Below.Count)!, NextName(CommunityWord));
        var communities = Communities.ToList();
        for (var estates = communities.Sum(community => community.Below.Count); estates < estateCount; estates++)
            AddEstate(communities.MinBy(community => community.Below.Count)!);
    }

    /// <summary>The seed's areas, then the new ones; a parent stands before what lies below it.</summary>
    public IReadOnlyList<Area> Areas => areas;

    public int CommunitiesPerStreet => streets[0].Below.Count;

    public IEnumerable<AreaCode> CommunityCodes => Communities.Select(community => community.Code);

    private IEnumerable<Node> Communities => streets.SelectMany(street => street.Below);

    /// <summary>The area of the same level that a seed area is moved to.</summary>
    public AreaCode Moved(AreaCode seed, Move move) => Target(seeds[seed], move).Code;

    /// <summary>How people there would name it: estate and building, else the community without 社区.</summary>
    public string Place(AreaCode seed, Move move)
    {
        var target = Target(seeds[seed], move);
        return target.Code.Level switch
        {
            AreaLevel.Building => target.Above!.Name + target.Name,
            AreaLevel.Estate => target.Name,
            _ => Stem(CommunityOf(target, move)),
        };
    }

    /// <summary>The text with every place of the seed replaced by the place it is moved to.</summary>
    /// <param name="home">Seed area of the row: the street's own name becomes that of the community it is moved to.</param>
    public string Retold(string text, AreaCode home, Move move) => placeNames.Replace(text, match =>
    {
        var target = Target(places[match.Value], move);
        if (target.Code.Level == AreaLevel.Street)
        {
            var community = CommunityOf(Target(seeds[home], move), move);
            return match.Value.EndsWith(StreetWord, StringComparison.Ordinal) ? community.Name : Stem(community);
        }
        return target.Code.Level == AreaLevel.Community ? Stem(target) : target.Name;
    });

    public bool NamesPlace(string text) => placeNames.IsMatch(text);

    private void Plant(Area area)
    {
        var above = area.Code.Parent is { } parent ? seeds[parent] : null;
        var node = Hang(above, area.Code, area.Name);
        seeds.Add(area.Code, node);
        if (area.Code.Level == AreaLevel.Building)
            return;
        names.Add(area.Name);
        places.TryAdd(area.Code.Level == AreaLevel.Community ? Stem(node) : area.Name, node);
        if (area.Code.Level == AreaLevel.Street)
            places.TryAdd(area.Name[..^StreetWord.Length], node);
        foreach (var (nickname, _) in Nicknames.Where(row => row.Estate == area.Name))
            places.TryAdd(nickname, node);
    }

    private void AddEstate(Node community)
    {
        var estate = Add(community, NextName(EstateWords));
        for (var building = 1; building <= 3 + named % 3; building++)
            Add(estate, string.Create(CultureInfo.InvariantCulture, $"{building}栋"));
    }

    private Node Add(Node? above, string name)
    {
        var number = above is null
            ? (int.Parse(streets[0].Code.Value, CultureInfo.InvariantCulture) + streets.Count).ToString(CultureInfo.InvariantCulture)
            : above.Code.Value + (above.Below.Count + 1).ToString("000", CultureInfo.InvariantCulture);
        return Hang(above, new AreaCode(number), name);
    }

    private Node Hang(Node? above, AreaCode code, string name)
    {
        var siblings = above?.Below ?? streets;
        var node = new Node(code, name, above, siblings.Count);
        siblings.Add(node);
        areas.Add(new Area(code, name));
        return node;
    }

    private Node Target(Node seed, Move move)
    {
        if (seed.Above is null)
            return streets[move.Street];
        var siblings = Target(seed.Above, move).Below;
        var turn = seed.Code.Level switch { AreaLevel.Community => move.Shift, AreaLevel.Estate => move.Turn, _ => move.Turn / 60 };
        return siblings[(seed.Position + turn) % siblings.Count];
    }

    private static Node CommunityOf(Node node, Move move) => node.Code.Level switch
    {
        AreaLevel.Street => node.Below[move.Shift % node.Below.Count],
        AreaLevel.Community => node,
        _ => CommunityOf(node.Above!, move),
    };

    private static string Stem(Node community) =>
        community.Name.EndsWith(CommunityWord, StringComparison.Ordinal) ? community.Name[..^CommunityWord.Length] : community.Name;

    /// <summary>Two halves and one of the words; the first 4,800 with twelve words differ, since 401 and 12 have no common divisor.</summary>
    private string NextName(params string[] words)
    {
        string name;
        do
        {
            var i = named++;
            name = $"{FirstHalves[i % 20]}{LastHalves[(i / 20 + i) % 20]}{words[(i / 400 + i) % words.Length]}";
        }
        while (!names.Add(name));
        return name;
    }

    private sealed record Node(AreaCode Code, string Name, Node? Above, int Position)
    {
        public List<Node> Below { get; } = [];
    }
}
