using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Api.Orders.Evidence;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Demands;

/// <summary>Filing on one screen: what neighbours need and who is likely to come is shown before it is sent.</summary>
internal static class FilingPages
{
    private const int MostSuggested = 3;
    private const int ManySuggested = 60;

    public static void MapFilingPages(this IEndpointRouteBuilder routes)
    {
        foreach (var door in new[] { FilingDoor.OfGrid, FilingDoor.OfResidents })
        {
            door.Open(routes.MapPage(door.Path, (HttpContext http) => Show(http, FilingForm.Blank(door, AreasOf(http), http.Request.Query["area"]), null)));
            door.Open(routes.MapFormPost(door.Path, FilingForm.Fields, File, Again), Pace.Filing).WithMetadata(new RequestSizeLimitAttribute(FileDemandRules.MostForm));
            door.Open(routes.MapFormPost($"{door.Path}/support", FilingForm.Fields, Support, Again), Pace.Filing).WithMetadata(new RequestSizeLimitAttribute(FileDemandRules.MostForm));
            door.Open(routes.MapFormPost($"{door.Path}/check", FilingForm.Fields, async post => PageEndpoints.Page<FilingCheck>(new { Model = await Check(post, await Draft(post)) }),
                _ => Task.FromResult<IResult>(TypedResults.NoContent())), Pace.Filing);
        }
        routes.MapPage(FilingDoor.OfResidents.Path + "/{number}", (string number, HttpContext http) => Receipts.Of(http, number, FilingDoor.OfResidents) is { } receipt
            ? (IResult)PageEndpoints.Page<ResidentReceiptPage>(new { Receipt = receipt }) : new SeeOther($"/look-up?demand={Uri.EscapeDataString(number)}")).ForAnybody();
    }

    private static FilingDoor DoorOf(HttpContext http) => http.Request.Path.StartsWithSegments(FilingDoor.OfResidents.Path) ? FilingDoor.OfResidents : FilingDoor.OfGrid;

    private static async Task<IResult> File(FormPost post)
    {
        var draft = await Draft(post);
        post.Check();
        Get<IValidator<FileDemand>>(post).ValidateAndThrow(draft);
        if (!post.Form.Ticked("seen") && await Check(post, draft) is var check && (check.Neighbours.Count > 0 || draft.Category is null))
            return Show(post.Http, post.Form, check);
        return await Send(post, DoorOf(post.Http), draft);
    }

    /// <summary>Files it, once, and leads to the door's receipt.</summary>
    public static async Task<IResult> Send(FormPost post, FilingDoor door, FileDemand draft)
    {
        var receipt = await post.SendOnce(draft);
        var forecast = await Get<ShowForecast>(post).Of(receipt.Code);
        Receipts.Give(post.Http, door, receipt.Code, receipt.Code, receipt.LookUpCode, receipt.Next, forecast?.Text ?? "", post.Form.Value(FormPost.KeyField));
        return new SeeOther(door.ReceiptOf(receipt.Code));
    }

    /// <summary>我也需要: joins a neighbour's demand instead, with the contact that was typed.</summary>
    private static async Task<IResult> Support(FormPost post)
    {
        var draft = await Draft(post);
        var receipt = await post.SendOnce(new SupportDemand(post.Form.Required("support"), draft.Area.Value is null ? null : draft.Area, draft.Title, draft.Contact));
        var door = DoorOf(post.Http);
        Receipts.Give(post.Http, door, receipt.Code, receipt.Number, receipt.LookUpCode, Words.Say("Receipt.Supported", receipt.Supporters), "", post.Form.Value(FormPost.KeyField));
        return new SeeOther(door.ReceiptOf(receipt.Code));
    }

    private static async Task<FileDemand> Draft(FormPost post)
    {
        var rulings = Get<Rulings>(post);
        return FilingForm.Read(post.Form, DoorOf(post.Http).SourceOf(Get<CallContext>(post).ActingRole), FilingForm.Chosen(post.Form, rulings), await CompletionForm.Photos(post));
    }

    private static async Task<FilingCheckModel> Check(FormPost post, FileDemand draft)
    {
        var rulings = Get<Rulings>(post);
        var found = await post.Send(new SuggestForDemand { Title = draft.Title, Area = draft.Area, Detail = draft.Detail });
        var group = post.Form.Given("group");
        var likely = rulings.Suggest($"{draft.Title}\n{draft.Detail}", ManySuggested).Where(suggested => group is null || suggested.Category.Parent == group).Take(MostSuggested).ToList();
        if (!likely.Exists(suggested => suggested.Category.Code == post.Form.Text("category")))
            post.Form.Put("category", likely.Count > 0 ? likely[0].Category.Code : "");
        var category = draft.Category ?? likely.Select(suggested => suggested.Category.Code).FirstOrDefault();
        return new FilingCheckModel(post.Form, DoorOf(post.Http).Path,
            [.. likely.Select(suggested => new Option(suggested.Category.Code, suggested.Category.Name) { Hint = Words.Say("Check.Certainty", Math.Round(suggested.Certainty * 100)) })],
            FilingForm.LeavesOf(rulings, group), found.Neighbours, category is null || DoorOf(post.Http).IsForResidents ? null : await Forecast(post, draft, category));
    }

    /// <summary>A forecast that can't be made just now never stands in the way of filing.</summary>
    private static async Task<ForecastView?> Forecast(FormPost post, FileDemand draft, string category)
    {
        try
        {
            return await post.Send(new PreviewDemand(draft, category));
        }
        catch (Exception failed) when (failed is Data.StoreException or ArgumentException or RuleBrokenException or Core.Pairing.CertificateException)
        {
            return null;
        }
    }

    private static async Task<IResult> Again(FormPost post)
    {
        if (post.Form.ErrorOf("") is { } fault && fault == Words.Say("Rule.category-needed"))
            post.Form.Fault("group", fault);
        var draft = await Draft(post);
        var canCheck = post.Form.Ticked("seen") && draft.Title.Length >= 2 && draft.Area.Value is not null;
        return Show(post.Http, post.Form, canCheck ? await Checked(post, draft) : null);
    }

    /// <summary>The panel as it stood, beside errors elsewhere in the form.</summary>
    private static Task<FilingCheckModel> Checked(FormPost post, FileDemand draft)
    {
        var rulings = Get<Rulings>(post);
        var likely = rulings.Suggest($"{draft.Title}\n{draft.Detail}", MostSuggested);
        return Task.FromResult(new FilingCheckModel(post.Form, DoorOf(post.Http).Path, [.. likely.Select(found => new Option(found.Category.Code, found.Category.Name))], FilingForm.LeavesOf(rulings, post.Form.Given("group")), [], null));
    }

    private static IResult Show(HttpContext http, FormState form, FilingCheckModel? check)
    {
        var (services, door) = (http.RequestServices, DoorOf(http));
        return PageEndpoints.Page<FilingPage>(new
        {
            Model = new FilingModel(form, door.OwnerOf(services.GetRequiredService<CallContext>()), FilingForm.GroupsOf(services.GetRequiredService<Rulings>()), AreasOf(http), check)
            {
                Path = door.Path, IsForResidents = door.IsForResidents, PhotosAgain = HttpMethods.IsPost(http.Request.Method) && http.Request.Form.Files.Any(file => file.Length > 0),
            },
        });
    }

    private static IReadOnlyList<Option> AreasOf(HttpContext http) => AreasOf(http, DoorOf(http));

    public static IReadOnlyList<Option> AreasOf(HttpContext http, FilingDoor door) =>
        door.AreasOf(http.RequestServices.GetRequiredService<CallContext>().Caller, http.RequestServices.GetRequiredService<KnownAreas>());

    private static T Get<T>(FormPost post) where T : notnull => post.Http.RequestServices.GetRequiredService<T>();
}

/// <summary>A receipt to be shown on the next page, for a quarter of an hour: its look-up code is stored nowhere.</summary>
/// <param name="Once">The key of the form that was sent: the device may forget its draft.</param>
public sealed record Receipt(string Code, string LookUpCode, string Next, string Forecast, string Once, string Address);

internal static class Receipts
{
    private const string Cookie = "receipt";

    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    public static void Give(HttpContext http, FilingDoor door, string code, string number, string lookUpCode, string next, string forecast, string once) =>
        http.RequestServices.GetRequiredService<SealedCookies>().Set(http, Cookie, door.ReceiptOf(code), Life, number, lookUpCode, next.ReplaceLineEndings(" "), forecast.ReplaceLineEndings(" "), FormPost.IsKey(once) ? once : "");

    public static Receipt? Of(HttpContext http, string code, FilingDoor door) => http.RequestServices.GetRequiredService<SealedCookies>().Read(http, Cookie, door.ReceiptOf(code)) is [var number, var lookUpCode, var next, var forecast, var once]
        ? new Receipt(number, lookUpCode, next, forecast, once, LookUpPages.AddressOf(http, number, lookUpCode)) : null;
}
