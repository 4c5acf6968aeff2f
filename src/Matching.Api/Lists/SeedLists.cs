using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;

namespace Matching.Api.Lists;

/// <summary>The lists a newcomer starts with, from <c>data/seed</c>; their dates are moved by whole weeks so that the week of
/// Monday 23 November 2026 becomes the current one, or on a weekend the coming one.</summary>
internal static class SeedLists
{
    public static readonly DateTimeOffset WrittenFor = new(2026, 11, 23, 0, 0, 0, ChinaTime.Offset);

    private const string InsertCategory = """
        insert into category (code, parent, name, examples, offer_kinds, studio, unit_of_quantity, respond_hours, resolve_days, requires, mediates)
        values (@Code, @Parent, @Name, @Examples, @OfferKinds, @Studio, @UnitOfQuantity, @RespondHours, @ResolveDays, @Requires, @Mediates)
        """;

    private const string InsertPolicy = "insert into policy (version, body, at) values (@version, @body, @at)";

    private const string InsertHoliday = "insert into holiday (day, working) values (@day, @working)";

    private static readonly (string, string[])[] CategoryColumns =
        [("code", []), ("parent", []), ("name", []), ("examples", []), ("offerKinds", []), ("studio", []), ("unitOfQuantity", []), ("respondHours", []), ("resolveDays", []), ("requires", []), ("mediates", [])];

    private static readonly (string, string[])[] CompatibilityColumns = [("demandCategory", []), ("offerCategory", []), ("fit", [])];

    private static readonly (string, string[])[] HolidayColumns = [("date", []), ("name", []), ("isOffDay", [])];

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "seed");

    /// <summary>The seed lists as they were written.</summary>
    public static ListSet Read() => ListFiles.Read(
        new ListPaths(At("grid.csv"), At("units.csv"), At("pairings.csv"), At("offers.csv"), At("slots.csv"), At("demands.csv")), WrittenFor, KnownCodes.None, _ => { });

    /// <summary>The lists moved by whole weeks to the week of <paramref name="now"/>.</summary>
    public static ListSet MovedTo(ListSet lists, DateTimeOffset now)
    {
        var weeks = TimeSpan.FromDays(7 * Math.Floor(((now - WrittenFor).TotalDays + 2) / 7));
        return lists with
        {
            Pairings = [.. lists.Pairings.Select(pairing => pairing with { AgreementUntil = pairing.AgreementUntil + weeks })],
            Offers = [.. lists.Offers.Select(offer => offer with { ValidFrom = offer.ValidFrom + weeks, ValidUntil = offer.ValidUntil + weeks })],
            Slots = [.. lists.Slots.Select(slot => slot with { Start = slot.Start + weeks, End = slot.End + weeks })],
            Demands = [.. lists.Demands.Select(demand => demand with { From = demand.From + weeks, Until = demand.Until + weeks, FiledAt = demand.FiledAt + weeks < now ? demand.FiledAt + weeks : now })],
        };
    }

    /// <summary>What every store needs before any list: catalogue, policy, calendar.</summary>
    public static void WriteRulings(Session session, DateTimeOffset now)
    {
        var categories = Categories();
        foreach (var category in categories)
            session.Execute(InsertCategory, category);
        foreach (var line in Table("holidays.csv", HolidayColumns))
            session.Execute(InsertHoliday, new { day = line.Raw("date"), working = line.Raw("isOffDay") == "0" });
        var policy = MatchPolicy.Default with
        {
            Compatibility = [.. Table("compatibility.csv", CompatibilityColumns).Select(line => new Compatibility(line.Raw("demandCategory"), line.Raw("offerCategory"), line.Whole("fit", 1, 1_000_000)))],
            Requires = categories.Where(category => category.Requires is not null).ToDictionary(category => category.Name, category => category.Requires!),
        };
        session.Execute(InsertPolicy, new { version = policy.Version, body = JsonSerializer.Serialize(policy, Json.Options), at = now });
    }

    private static List<CategoryRow> Categories() => [.. Table("categories.csv", CategoryColumns).Select(line => new CategoryRow
    {
        Code = line.Raw("code"), Parent = Optional(line.Raw("parent")), Name = line.Raw("name"), Examples = line.Raw("examples"), OfferKinds = line.Raw("offerKinds"),
        Studio = line.Raw("studio"), UnitOfQuantity = line.Raw("unitOfQuantity"), RespondHours = line.WholeOrNull("respondHours", 1, 1000),
        ResolveDays = line.WholeOrNull("resolveDays", 1, 1000), Requires = Optional(line.Raw("requires")), Mediates = line.Raw("mediates") == "1",
    })];

    private static string? Optional(string text) => text.Length == 0 ? null : text;

    /// <summary>A table of the seed by its English columns.</summary>
    public static IReadOnlyList<CsvLine> Table(string name, params string[] columns) => Table(name, [.. columns.Select(column => (column, Array.Empty<string>()))]);

    private static List<CsvLine> Table(string name, (string, string[])[] columns)
    {
        var errors = new List<ListError>();
        var lines = CsvTable.Read(name, File.ReadAllBytes(At(name)), columns, errors, _ => { }).Lines;
        return errors.Count == 0 ? lines : throw new ListException(errors);
    }

    private static string At(string name) => Path.Combine(Folder, name);
}
