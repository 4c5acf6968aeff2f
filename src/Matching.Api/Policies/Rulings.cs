using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Clocks;
using Matching.Core.Text;

namespace Matching.Api.Policies;

/// <summary>What the store holds of judgement: the current policy, the catalogue of categories and the working calendar.</summary>
internal sealed class Rulings(Database database)
{
    private const int StreetLength = 9;
    private const int CommunityLength = 12;

    private const string SelectPolicy = "select body from policy order by version desc limit 1";
    private const string SelectHolidays = "select day, working from holiday";

    private const string SelectClosings = "select community, day from closing_day";
    private const string SelectSurges = "select street from surge where ended_at is null";
    private const string SelectStamp = "select value from store_mark where name = 'rulings'";

    private const string SaveStamp = """
        insert into store_mark (name, value)
        values ('rulings', @next)
        on conflict (name) do update set value = @next
        """;

    private volatile Loaded? loaded;

    public MatchPolicy Policy => Current.Policy;

    public Deadlines Deadlines => Current.Deadlines;

    public IReadOnlyList<CategoryRow> Categories => Current.Categories;

    /// <summary>Whether a day is a public holiday, as the store's calendar says.</summary>
    public bool IsHoliday(DateOnly day) => Current.Calendar.IsHoliday(day);

    private Loaded Current => loaded ??= database.Read(Load);

    /// <summary>The deadlines of a place: its community's own closing days are no working days.</summary>
    public Deadlines DeadlinesFor(string area) =>
        area.Length >= CommunityLength && Current.OfCommunities.TryGetValue(area[..CommunityLength], out var own) ? own : Current.Deadlines;

    public WorkingCalendar CalendarFor(string area) =>
        area.Length >= CommunityLength && Current.Calendars.TryGetValue(area[..CommunityLength], out var own) ? own : Current.Calendar;

    /// <summary>Whether the street is in an emergency (应急).</summary>
    public bool IsSurging(string area) => Current.Surges.Contains(area[..StreetLength]);

    /// <summary>Reads again at the next use; after an import.</summary>
    public void Forget() => loaded = null;

    /// <summary>Tells every process, in the transaction of the change, that rulings changed.</summary>
    public static void Touch(Session session)
    {
        var stamp = long.Parse(session.One<string>(SelectStamp) ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        session.Execute(SaveStamp, new { next = (stamp + 1).ToString(System.Globalization.CultureInfo.InvariantCulture) });
    }

    /// <summary>Reads again when any process changed them.</summary>
    public void Follow(Session session)
    {
        if (loaded is { } now && now.Stamp != session.One<string>(SelectStamp))
            Forget();
    }

    public void FollowOthers() => database.Read(session =>
    {
        Follow(session);
        return true;
    });

    /// <summary>Every demand category with every offer category that can serve it, by code, as <c>;d>o;d>o;</c> for a statement to look into.</summary>
    public string CompatiblePairs => Current.CompatiblePairs;

    /// <summary>The category of that code or name, or null.</summary>
    public CategoryRow? Find(string codeOrName) =>
        Current.Categories.FirstOrDefault(category => category.Code == codeOrName || category.Name == codeOrName);

    /// <summary>The name of a category code; an unknown code stays as it is.</summary>
    public string NameOf(string code) => Current.Names.GetValueOrDefault(code, code);

    /// <summary>The top category that a category code lies under; an unknown code is its own.</summary>
    public string TopOf(string code) => Current.Categories.FirstOrDefault(category => category.Code == code)?.Parent is { Length: > 0 } parent ? TopOf(parent) : code;

    /// <summary>Which version of the classifier suggests; 0 = the starting model.</summary>
    public int TextModelVersion => Current.TextModelVersion;

    /// <summary>The likeliest leaf categories of a text with their certainty in (0, 1], best first; none when the text says nothing.</summary>
    public IReadOnlyList<(CategoryRow Category, double Certainty)> Suggest(string text, int most)
    {
        var (model, leaves) = (Current.Model, Current.Leaves);
        var features = TextModel.Shipped.FeaturesOf(text);
        if (!features.Any(model.Vocabulary.ContainsKey))
            return [];
        var shares = model.Classify(features);
        return [.. model.Labels.Zip(shares).Where(found => leaves.ContainsKey(found.First)).OrderByDescending(found => found.Second).Take(most)
            .Select(found => (leaves[found.First], (double)found.Second))];
    }

    private static Loaded Load(Session session)
    {
        var categories = CategoryRow.All(session);
        var body = session.One<string>(SelectPolicy);
        var policy = body is null ? MatchPolicy.Default : JsonSerializer.Deserialize<MatchPolicy>(body, Json.Options)!;
        var days = session.Query<HolidayRow>(SelectHolidays);
        var calendar = new WorkingCalendar(days.Where(day => !day.Working).Select(day => day.Date), days.Where(day => day.Working).Select(day => day.Date));
        var parents = categories.Select(category => category.Parent).ToHashSet();
        var leaves = categories.Where(category => !parents.Contains(category.Code)).ToDictionary(category => category.Name);
        var codes = categories.ToDictionary(category => category.Name, category => category.Code);
        var pairs = categories.Select(category => $"{category.Code}>{category.Code}").Concat(policy.Compatibility
            .Where(row => codes.ContainsKey(row.DemandCategory) && codes.ContainsKey(row.OfferCategory)).Select(row => $"{codes[row.DemandCategory]}>{codes[row.OfferCategory]}"));
        var learned = TextModelRow.Newest(session);
        var closed = session.Query<ClosingRow>(SelectClosings).ToLookup(row => row.Community, row => row.Date);
        var calendars = closed.ToDictionary(days => days.Key, days => calendar.ClosedOn([.. days]));
        return new Loaded(policy, new Deadlines(policy.Clocks, calendar), calendar, categories, categories.ToDictionary(category => category.Code, category => category.Name),
            leaves, learned?.Model ?? TextModel.Shipped.Categories!, learned?.Version ?? 0, $";{string.Join(';', pairs)};")
        {
            Calendars = calendars, OfCommunities = calendars.ToDictionary(own => own.Key, own => new Deadlines(policy.Clocks, own.Value)),
            Surges = session.Query<string>(SelectSurges).ToHashSet(), Stamp = session.One<string>(SelectStamp),
        };
    }

    private sealed record Loaded(MatchPolicy Policy, Deadlines Deadlines, WorkingCalendar Calendar, IReadOnlyList<CategoryRow> Categories, IReadOnlyDictionary<string, string> Names,
        IReadOnlyDictionary<string, CategoryRow> Leaves, LinearModel Model, int TextModelVersion, string CompatiblePairs)
    {
        public required IReadOnlyDictionary<string, WorkingCalendar> Calendars { get; init; }

        public required IReadOnlyDictionary<string, Deadlines> OfCommunities { get; init; }

        public required IReadOnlySet<string> Surges { get; init; }

        /// <summary>Which change of rulings it was read at.</summary>
        public required string? Stamp { get; init; }
    }

    private sealed record ClosingRow
    {
        public string Community { get; init; } = "";

        public string Day { get; init; } = "";

        public DateOnly Date => DateOnly.ParseExact(Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed record HolidayRow
    {
        public string Day { get; init; } = "";

        public bool Working { get; init; }

        public DateOnly Date => DateOnly.ParseExact(Day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
    }
}
