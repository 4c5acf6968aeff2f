using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.People;

/// <summary>A person takes consents back or has everything about them erased, by their look-up code, and is told first what follows.</summary>
internal static class ErasePages
{
    public const string Everything = "Everything";

    private const string Path = "/look-up/{number}/erase";

    private static readonly FormFields Fields = new(("what", "Erase.What"), ("sure", "Erase.Sure"));

    public static void MapErasePages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (string number, HttpContext http) => Show(http, number, FormState.Blank(Fields))).ForAnybody();
        routes.MapFormPost(Path, Fields, Act, post => Show(post.Http, post.Route("number"), post.Form)).ForAnybody(Pace.LookUp);
    }

    private static async Task<IResult> Show(HttpContext http, string number, FormState form) => await LookUpPages.Own(http, number) is { } own
        ? PageEndpoints.Page<ErasePage>(new { Number = number, Own = own, Form = form }) : LookUpPages.AskFor(number);

    private static async Task<IResult> Act(FormPost post)
    {
        var number = post.Route("number");
        if (LookUpPages.CodeFor(post.Http, number) is not { } code)
            return LookUpPages.AskFor(number);
        var what = post.Form.Required("what");
        if (!post.Form.Ticked("sure"))
            post.Form.Fault("sure", Words.Say("Erase.BeSure"));
        if (what == Everything)
        {
            var erased = await post.Send(new ErasePerson(number, code));
            return new SeeOther($"/look-up?erased={erased.Demands.Count}");
        }
        var purpose = post.Form.Choice<ConsentPurpose>("what");
        await post.Send(new WithdrawConsent(number, code, purpose.GetValueOrDefault()));
        return new SeeOther($"/look-up/{number}?withdrawn={purpose}");
    }
}
