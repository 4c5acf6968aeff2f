using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Photos;

namespace Matching.Api.Demands;

/// <summary>What is shown before a demand is sent: its likely category, neighbours who need the same, who is likely to serve it.</summary>
public sealed record FilingCheckModel(FormState Form, string Path, IReadOnlyList<Option> Categories, IReadOnlyList<Option> AllCategories, IReadOnlyList<Neighbour> Neighbours, ForecastView? Forecast);

/// <summary>The page on which a demand is filed.</summary>
public sealed record FilingModel(FormState Form, string Owner, IReadOnlyList<Option> Groups, IReadOnlyList<Option> Areas, FilingCheckModel? Check)
{
    public string Path { get; init; } = FilingDoor.OfGrid.Path;

    /// <summary>Filed by residents themselves.</summary>
    public bool IsForResidents { get; init; }

    /// <summary>Photos were chosen, and browsers forget files when a page comes anew.</summary>
    public bool PhotosAgain { get; init; }
}

/// <summary>The filing form: its fields, what stands in them from the start, and the request that they make.</summary>
internal static class FilingForm
{
    /// <summary>More nodes than this are not a list to choose from: then estates or communities alone.</summary>
    private const int MostAreas = 150;

    public static readonly FormFields Fields = new(
        ("title", "File.Sentence"), ("area", "File.Area"), ("group", "File.Group"), ("category", "Field.Category"), ("otherCategory", "File.OtherCategory"), ("quantity", "File.Quantity"),
        ("until", "File.Until"), ("urgent", "File.Urgent"), ("vulnerable", "File.Vulnerable"), ("detail", "File.Detail"), ("photos", "File.Photos"),
        ("contact.name", "File.Name"), ("contact.phone", "File.Phone"), ("contact.address", "File.Address"), ("contact.consent", "File.Consent"));

    /// <summary>Nodes to choose from, as fine as a list can be.</summary>
    public static IReadOnlyList<Option> Finest(IEnumerable<Area> nodes, KnownAreas areas)
    {
        var covered = nodes.Where(area => area.Code.Level != AreaLevel.Street).ToList();
        foreach (var finest in new[] { AreaLevel.Building, AreaLevel.Estate, AreaLevel.Community })
        {
            var shown = covered.Where(area => area.Code.Level <= finest).ToList();
            if (shown.Count <= MostAreas || finest == AreaLevel.Community)
                return [.. shown.Select(area => new Option(area.Code.Value, areas.PathOf(area.Code.Value)))];
        }
        return [];
    }

    /// <summary>A form with the building that the account was granted; a resident chooses theirs.</summary>
    /// <param name="wanted">The place that a link names; where it is too fine to be offered, the place around it is chosen.</param>
    public static FormState Blank(FilingDoor door, IReadOnlyList<Option> areas, string? wanted)
    {
        var named = areas.Where(area => wanted?.StartsWith(area.Value, StringComparison.Ordinal) == true).MaxBy(area => area.Value.Length)?.Value;
        return FormState.Blank(Fields, ("area", named ?? (areas.Count > 0 && !door.IsForResidents ? areas[0].Value : null)));
    }

    /// <summary>The places to choose from; the one that a link names among them, however fine it is.</summary>
    public static IReadOnlyList<Option> FinestWith(string wanted, IEnumerable<Area> nodes, KnownAreas areas)
    {
        var offered = Finest(nodes, areas);
        return !AreaCode.IsValid(wanted) || !areas.Has(new AreaCode(wanted)) || offered.Any(area => area.Value == wanted) ? offered : [new Option(wanted, areas.PathOf(wanted)), .. offered];
    }

    /// <summary>The request as the form has it; the form holds what is to be mended.</summary>
    /// <param name="category">Chosen, or null for the text to decide.</param>
    public static FileDemand Read(FormState form, DemandSource source, string? category, IReadOnlyList<CleanPhoto> photos)
    {
        var area = form.Required("area");
        var contact = new ContactDraft
        {
            Name = form.Given("contact.name"), Phone = form.Given("contact.phone")?.Normalize(System.Text.NormalizationForm.FormKC), Address = form.Given("contact.address"), Consent = form.Ticked("contact.consent"),
        };
        return new FileDemand
        {
            Title = form.Required("title"),
            Area = AreaCode.IsValid(area) ? new AreaCode(area) : default,
            Detail = form.Text("detail"),
            Category = category,
            Quantity = form.Whole("quantity", 1, Lists.ListFiles.MostQuantity, otherwise: 1),
            Until = form.Instant("until", endOfWindow: true),
            Urgency = form.Ticked("urgent") ? Urgency.Urgent : Urgency.Normal,
            Vulnerable = form.Ticked("vulnerable"),
            Source = source,
            Photos = photos,
            Contact = contact is { Name: null, Phone: null, Address: null } ? null : contact,
        };
    }

    /// <summary>The category that a person chose: from the catalogue, from the suggestions, or null.</summary>
    public static string? Chosen(FormState form, Rulings rulings) => rulings.Find(form.Text("otherCategory"))?.Code ?? rulings.Find(form.Text("category"))?.Code;

    public static IReadOnlyList<Option> GroupsOf(Rulings rulings) => [.. rulings.Categories.Where(category => category.Parent is null).Select(category => new Option(category.Code, category.Name))];

    /// <summary>Every category that a demand may have, the chosen group's first.</summary>
    public static IReadOnlyList<Option> LeavesOf(Rulings rulings, string? group)
    {
        var parents = rulings.Categories.Select(category => category.Parent).ToHashSet();
        return [.. rulings.Categories.Where(category => !parents.Contains(category.Code)).OrderBy(category => category.Parent == group ? 0 : 1).ThenBy(category => category.Code, StringComparer.Ordinal)
            .Select(category => new Option(category.Code, $"{rulings.NameOf(category.Parent ?? "")} · {category.Name}"))];
    }
}
