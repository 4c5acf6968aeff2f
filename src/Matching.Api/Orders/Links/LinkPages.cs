using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders.Links;

/// <summary>What the code on a printed order leads to. The address with the secret is left at once; reading changes nothing.</summary>
internal static class LinkPages
{
    private static readonly FormFields Fields = new(("reason", "Decline.Reason"), ("note", "Decline.Note"), ("mediation", "Mediation.Outcome"), ("done", "Complete.Note"));

    public static void MapLinkPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/o/{token}", (string token, HttpContext http, OrderLinks links) =>
        {
            links.Enter(http, token);
            return new SeeOther(OrderLinks.Page);
        }).ForAnybody(Pace.Link);

        routes.MapPage(OrderLinks.Page, (HttpContext http, string? done) => Show(http, FormState.Blank(Fields), done)).ForAnybody(Pace.Link);

        routes.MapFormPost($"{OrderLinks.Page}/answer", Fields, async post =>
        {
            var links = post.Http.RequestServices.GetRequiredService<OrderLinks>();
            var link = links.Opened(post.Http);
            var act = post.Form.Choice<OrderAct>("act");
            switch (act)
            {
                case OrderAct.Acknowledge or OrderAct.Accept:
                    await links.Act(link, code => new AdvanceOrder(code, act.Value));
                    break;
                case OrderAct.Decline:
                    var reason = post.Form.Choice<DeclineReason>("reason");
                    if (reason is null)
                        post.Form.Fault("reason", Words.Say("Form.Required", post.Form.LabelOf("reason")));
                    post.Check();
                    await links.Act(link, code => new DeclineOrder(code, reason!.Value, post.Form.Text("note")));
                    break;
                case OrderAct.Complete:
                    var done = post.Form.Required("done");
                    var mediation = MediationForm.Read(post.Form, links.Order(link).Mediates);
                    post.Check();
                    await links.Act(link, code => new EndOrder(code, OrderAct.Complete, done, mediation));
                    break;
                default:
                    throw new NotAllowedException("not-your-role");
            }
            return new SeeOther($"{OrderLinks.Page}?done={act}");
        }, post => Task.FromResult(Show(post.Http, post.Form, null))).ForAnybody(Pace.Link);
    }

    private static IResult Show(HttpContext http, FormState form, string? done)
    {
        var links = http.RequestServices.GetRequiredService<OrderLinks>();
        return PageEndpoints.Page<LinkPage>(new
        {
            Order = OrderView.Of(links.Order(links.Opened(http))), Form = form,
            News = done is { Length: > 0 } && done.All(char.IsAsciiLetter) && Words.Has($"OrderDone.{done}") ? Words.Say($"OrderDone.{done}") : "",
        });
    }
}
