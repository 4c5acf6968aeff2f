using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>One demand to be filed from a message.</summary>
public sealed record PastedDraft(int Number, IReadOnlyList<Option> Categories);

/// <summary>The messages of a chat group become drafts, which are looked through and filed together.</summary>
public sealed record PasteModel(FormState Form, IReadOnlyList<Option> Areas, IReadOnlyList<PastedDraft> Drafts);

public sealed record PasteReceipt(string Code, string LookUpCode, string Title);

internal static class PastePages
{
    /// <summary>Look-up codes of so many fit into the one cookie that shows them.</summary>
    private const int MostDrafts = 20;

    private const int MostTitle = 200;
    private const int MostSuggested = 3;
    private const string Cookie = "receipts";
    private const string Path = "/demands/new/paste";

    private static readonly FormFields Fields = new([("messages", "Paste.Messages"), ("area", "File.Area"), .. Enumerable.Range(0, MostDrafts)
        .SelectMany(i => new[] { ($"take-{i}", "Paste.Take"), ($"title-{i}", "File.Sentence"), ($"category-{i}", "Field.Category") })]);

    public static void MapPastePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (HttpContext http) => Show(http, FormState.Blank(Fields), [])).For(Roles.Grid);
        routes.MapFormPost(Path, Fields, Split, Again).For(Roles.Grid);
        routes.MapFormPost($"{Path}/file", Fields, File, Again).For(Roles.Grid, pace: Pace.Filing);
        routes.MapPage($"{Path}/done", Done).For(Roles.Grid);
    }

    private static Task<IResult> Split(FormPost post)
    {
        var messages = ChatMessages.Split(post.Form.Required("messages"));
        post.Form.Required("area");
        if (messages.Count == 0)
            post.Form.Fault("messages", Words.Say("Paste.Nothing"));
        if (messages.Count > MostDrafts)
            post.Form.Fault("messages", Words.Say("Paste.TooMany", MostDrafts, messages.Count));
        post.Check();
        var rulings = post.Http.RequestServices.GetRequiredService<Rulings>();
        for (var i = 0; i < messages.Count; i++)
        {
            post.Form.Put($"take-{i}", "yes");
            post.Form.Put($"title-{i}", messages[i][..Math.Min(MostTitle, messages[i].Length)]);
            post.Form.Put($"category-{i}", rulings.Suggest(messages[i], 1).Select(found => found.Category.Code).FirstOrDefault() ?? "");
        }
        return Task.FromResult(Show(post.Http, post.Form, DraftsOf(post)));
    }

    private static async Task<IResult> File(FormPost post)
    {
        var services = post.Http.RequestServices;
        var area = post.Form.Required("area");
        var taken = Enumerable.Range(0, MostDrafts).Where(i => post.Form.Ticked($"take-{i}")).ToList();
        if (taken.Count == 0)
            post.Form.Fault(Words.Say("Paste.NoneTaken"));
        foreach (var i in taken)
        {
            if (post.Form.Required($"title-{i}").Length < 2)
                post.Form.Fault($"title-{i}", Words.Say("Form.Required", post.Form.LabelOf($"title-{i}")));
            post.Form.Required($"category-{i}");
        }
        post.Check();
        var source = services.GetRequiredService<CallContext>().ActingRole == Role.Lead ? DemandSource.Lead : DemandSource.Staff;
        var receipts = new List<string>();
        foreach (var i in taken)
        {
            var receipt = await post.SendOnce(new FileDemand
            {
                Title = post.Form.Text($"title-{i}"), Area = AreaCode.IsValid(area) ? new AreaCode(area) : default, Category = LeafOf(services.GetRequiredService<Rulings>(), post.Form.Text($"category-{i}"), post.Form.Text($"title-{i}")), Source = source,
            }, part: i.ToString(CultureInfo.InvariantCulture));
            receipts.Add($"{receipt.Code} {receipt.LookUpCode}");
        }
        services.GetRequiredService<SealedCookies>().Set(post.Http, Cookie, Path, TimeSpan.FromMinutes(15), [.. receipts]);
        return new SeeOther($"{Path}/done");
    }

    /// <summary>The likeliest category within a chosen group: offers are published under categories, not under groups.</summary>
    private static string LeafOf(Rulings rulings, string chosen, string text) =>
        rulings.Find(chosen) is { Parent: null } group ? rulings.Suggest(text, rulings.Categories.Count).Select(found => found.Category).FirstOrDefault(leaf => leaf.Parent == group.Code)?.Code ?? chosen : chosen;

    private static IResult Done(HttpContext http, Data.Database database)
    {
        const string selectTitle = "select title from demand where code = @code";
        var receipts = http.RequestServices.GetRequiredService<SealedCookies>().Read(http, Cookie, Path) ?? [];
        return PageEndpoints.Page<PasteDonePage>(new
        {
            Receipts = (IReadOnlyList<PasteReceipt>)[.. receipts.Select(receipt => receipt.Split(' ')).Select(parts =>
                new PasteReceipt(parts[0], parts[1], database.Read(session => session.One<string>(selectTitle, new { code = parts[0] })) ?? ""))],
        });
    }

    private static Task<IResult> Again(FormPost post) => Task.FromResult(Show(post.Http, post.Form, DraftsOf(post)));

    private static IReadOnlyList<PastedDraft> DraftsOf(FormPost post)
    {
        var rulings = post.Http.RequestServices.GetRequiredService<Rulings>();
        return [.. Enumerable.Range(0, MostDrafts).Where(i => post.Form.Value($"title-{i}").Length > 0 || post.Form.Ticked($"take-{i}")).Select(i => new PastedDraft(i, CategoriesOf(rulings, post.Form, i)))];
    }

    /// <summary>The likeliest, and the eight groups for the rest.</summary>
    private static IReadOnlyList<Option> CategoriesOf(Rulings rulings, FormState form, int number) =>
    [
        .. rulings.Suggest(form.Text($"title-{number}"), MostSuggested).Select(found => new Option(found.Category.Code, $"{found.Category.Name}（{Words.Say("Check.Certainty", Math.Round(found.Certainty * 100))}）")),
        .. rulings.Categories.Where(category => category.Parent is null).Select(category => new Option(category.Code, category.Name)),
    ];

    private static IResult Show(HttpContext http, FormState form, IReadOnlyList<PastedDraft> drafts)
    {
        var services = http.RequestServices;
        var areas = FilingDoor.OfGrid.AreasOf(services.GetRequiredService<CallContext>().Caller, services.GetRequiredService<KnownAreas>());
        if (form.Value("area").Length == 0 && areas.Count > 0)
            form.Put("area", areas[0].Value);
        return PageEndpoints.Page<PastePage>(new { Model = new PasteModel(form, areas, drafts) });
    }
}
