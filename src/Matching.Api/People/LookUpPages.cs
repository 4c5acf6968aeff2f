using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.People;

/// <summary>A resident's own demand, by number and look-up code, without an account: how it stands, who comes when, and their word on it.</summary>
internal static class LookUpPages
{
    private const string Path = "/look-up";

    private static readonly OwnCode Kept = new("own", Path);

    private static readonly FormFields AskFields = new(("demand", "LookUp.Number"), ("lookUpCode", "LookUp.Code"));

    private static readonly FormFields RateFields = new(("solved", "LookUp.Solved"), ("satisfaction", "LookUp.Satisfaction"), ("note", "LookUp.Note"), ("text", "Do.Supplement.Field"));

    /// <summary>What the receipt's QR code leads to. The code stands behind #, which browsers keep to themselves.</summary>
    public static string AddressOf(HttpContext http, string demand, string lookUpCode) => $"{http.Request.Scheme}://{http.Request.Host}{Path}?demand={Uri.EscapeDataString(demand)}#{lookUpCode}";

    public static void MapLookUpPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (string? demand, int? erased) => Ask(FormState.Blank(AskFields, ("demand", demand)), erased)).ForAnybody();
        routes.MapFormPost(Path, AskFields, LookUp, post => Task.FromResult(Ask(post.Form))).ForAnybody(Pace.LookUp);
        routes.MapPage(Path + "/{number}", (string number, string? withdrawn, HttpContext http) =>
            Show(http, number, FormState.Blank(RateFields), Choice.Of<ConsentPurpose>(withdrawn))).ForAnybody();
        routes.MapFormPost(Path + "/{number}", RateFields, Rate, post => Show(post.Http, post.Route("number"), post.Form, null)).ForAnybody(Pace.LookUp);
        MapOwn(routes, "supplement", (post, number, code) => post.SendOnce(new SupplementOwn(number, code, post.Form.Required("text"))));
        MapOwn(routes, "nudge", (post, number, code) => post.SendOnce(new NudgeOwn(number, code)));
    }

    /// <summary>What the resident does to their own demand, with the code that this browser gave.</summary>
    private static void MapOwn(IEndpointRouteBuilder routes, string act, Func<FormPost, string, string, Task> send) =>
        routes.MapFormPost($"{Path}/{{number}}/{act}", RateFields, async post =>
        {
            var number = post.Route("number");
            if (CodeFor(post.Http, number) is not { } code)
                return AskFor(number);
            await send(post, number, code);
            return new SeeOther($"{Path}/{number}");
        }, post => Show(post.Http, post.Route("number"), post.Form, null)).ForAnybody(Pace.LookUp);

    private static IResult Ask(FormState form, int? erased = null) => PageEndpoints.Page<LookUpPage>(new { Form = form, Erased = erased });

    private static Task<IResult> LookUp(FormPost post) => Kept.Follow(post, "demand", async (demand, code) => (await post.Send(new LookUpDemand(demand, code))).Code);

    private static async Task<IResult> Show(HttpContext http, string number, FormState form, ConsentPurpose? withdrawn)
    {
        if (await Own(http, number) is not { } own)
            return AskFor(number);
        if (own.Code != number)
        {
            Kept.Remember(http, own.Code, CodeFor(http, number)!);
            return new SeeOther($"{Path}/{own.Code}");
        }
        return PageEndpoints.Page<OwnDemandPage>(new { Model = OwnDemandModel.Of(own, form), Withdrawn = withdrawn });
    }

    /// <summary>The demand whose look-up code this browser gave, or null.</summary>
    public static async Task<OwnDemandView?> Own(HttpContext http, string number) =>
        CodeFor(http, number) is { } code ? await http.RequestServices.GetRequiredService<IMediator>().Send(new LookUpDemand(number, code)) : null;

    /// <summary>On to where the code is asked for.</summary>
    public static IResult AskFor(string number) => new SeeOther($"{Path}?demand={Uri.EscapeDataString(number)}");

    private static async Task<IResult> Rate(FormPost post)
    {
        var number = post.Route("number");
        if (CodeFor(post.Http, number) is not { } code)
            return AskFor(number);
        var solved = post.Form.Required("solved");
        post.Form.Required("satisfaction");
        var satisfaction = post.Form.Choice<Satisfaction>("satisfaction");
        if (satisfaction == Satisfaction.Dissatisfied && post.Form.Text("note").Length < 2)
            post.Form.Fault("note", Words.Say("Visit.ReasonWanted"));
        post.Check();
        await post.Send(new ConfirmDemand(number, code, solved == "yes", satisfaction!.Value, post.Form.Text("note")));
        return new SeeOther($"{Path}/{number}");
    }

    /// <summary>The look-up code that this browser gave for that demand within the last half hour.</summary>
    public static string? CodeFor(HttpContext http, string number) => Kept.For(http, number);
}

/// <summary>A resident's own demand as its page shows it.</summary>
public sealed record OwnDemandModel(OwnDemandView Own, FormState Form, IReadOnlyList<TimelineStep> Steps)
{
    public string Sentence => DemandTimeline.Sentence(Own.State, null, Own.ResolveDue);

    public bool MayRate => Own.MayConfirm;

    public bool MaySupplement => !DemandLife.IsEnded(Own.State);

    internal static OwnDemandModel Of(OwnDemandView own, FormState form) =>
        new(own, form, DemandTimeline.Of([.. own.Steps.Select(step => new TimelineStep(step.State, step.At, StepState.Done))], own.State, null, own.ResolveDue));
}
