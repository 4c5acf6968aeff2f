using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;

namespace Matching.Api.Webhooks;

/// <summary>The pages of subscriptions (数据推送): the list, a new one with its secret shown once, and one with its deliveries.</summary>
internal static class WebhookPages
{
    private const string Root = "/admin/webhooks";
    private const int RowsAPage = 20;

    private static readonly FormFields Making = new(("label", "Webhook.Label"), ("url", "Webhook.Address"), ("area", "Webhook.Area"), ("kinds", "Webhook.Kinds"), ("singleKinds", "Webhook.SingleKinds"));

    public static void MapWebhookPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Root, (HttpContext http) => Show(http, FormState.Blank(Making))).For(Roles.Committee);

        routes.MapFormPost(Root, Making, async post =>
        {
            var area = post.Form.Required("area");
            string[] kinds = [.. post.Form.Values("kinds"), .. post.Form.Values("singleKinds")];
            if (kinds.Length == 0)
                post.Form.Fault("kinds", Words.Say("Form.Choice", post.Form.LabelOf("kinds")));
            if (!AreaCode.IsValid(area))
                post.Form.Fault("area", Words.Say("Form.Choice", post.Form.LabelOf("area")));
            var (label, url) = (post.Form.Required("label"), post.Form.Required("url"));
            post.Check();
            var made = await post.SendOnce(new MakeWebhook { Label = label, Url = url, Area = new AreaCode(area), Kinds = kinds });
            return await One(post.Http, made.Webhook.Id, null, FormState.Blank(FormFields.None), made.Secret);
        }, post => Show(post.Http, post.Form)).For(Roles.Committee);

        routes.MapPage($"{Root}/{{id:long}}", (HttpContext http, long id, string? cursor) => One(http, id, cursor, FormState.Blank(FormFields.None), "")).For(Roles.Committee);

        routes.MapFormPost($"{Root}/{{id:long}}", FormFields.None, async post =>
        {
            await post.SendOnce(new SwitchWebhook(Id(post), On: post.Form.Text("act") == "start"));
            return new SeeOther($"{Root}/{Id(post)}");
        }, post => One(post.Http, Id(post), null, post.Form, "")).For(Roles.Committee);
    }

    private static long Id(FormPost post) => long.Parse(post.Route("id"), CultureInfo.InvariantCulture);

    private static async Task<IResult> Show(HttpContext http, FormState form)
    {
        var (mediator, areas, sight) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<CallContext>().Sight);
        return PageEndpoints.Page<WebhooksPage>(new
        {
            Webhooks = await mediator.Send(new ListWebhooks()), Form = form,
            Areas = (IReadOnlyList<Option>)[.. areas.All().Where(area => area.Code.Level is AreaLevel.Street or AreaLevel.Community && sight.CoversArea(area.Code.Value)).Select(area => new Option(area.Code.Value, area.Name))],
        });
    }

    /// <param name="secret">Shown in this answer and nowhere else; empty for none.</param>
    private static async Task<IResult> One(HttpContext http, long id, string? cursor, FormState form, string secret)
    {
        var (mediator, areas) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<KnownAreas>());
        var webhook = (await mediator.Send(new ListWebhooks())).FirstOrDefault(row => row.Id == id) ?? throw new NotThereException("Webhook", id.ToString(CultureInfo.InvariantCulture));
        return PageEndpoints.Page<WebhookPage>(new
        {
            Webhook = webhook, AreaName = areas.PathOf(webhook.Area), Deliveries = await mediator.Send(new ListDeliveries(id, PageWanted.From(cursor, RowsAPage))), Form = form, Secret = secret,
        });
    }
}
