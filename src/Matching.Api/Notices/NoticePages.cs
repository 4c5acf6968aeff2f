using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Outbox;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Grid;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>The inbox (消息), the channels out of it, the street's mail server, and text for chat groups.</summary>
internal static class NoticePages
{
    private const int RowsAPage = 20;

    private static readonly FormFields Making = new(("owner", "Channel.Owner"), ("kind", "Channel.Kind"), ("target", "Channel.Target"), ("secret", "Channel.Secret"), ("pace", "Channel.Pace"));

    private static readonly FormFields Mailing = new(("street", "Field.Street"), ("host", "Mail.Host"), ("port", "Mail.Port"), ("encrypted", "Mail.Encrypted"), ("sender", "Mail.Sender"),
        ("userName", "Mail.UserName"), ("password", "Mail.Password"));

    public static void MapNoticePages(this IEndpointRouteBuilder routes)
    {
        MapInbox(routes);
        MapChannels(routes);
        MapMail(routes);
        MapTexts(routes);
    }

    private static void MapInbox(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/inbox", async (IMediator mediator, string? cursor, bool? unread) => PageEndpoints.Page<InboxPage>(new
        {
            Inbox = await mediator.Send(new ListInbox(unread == true, PageWanted.From(cursor, RowsAPage))), UnreadOnly = unread == true,
        })).For(Roles.SignedIn);

        routes.MapFormPost("/inbox/read", FormFields.None, async post =>
        {
            if (long.TryParse(post.Form.Text("id"), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                await post.Send(new ReadNotice(id));
            else if (long.TryParse(post.Form.Text("upTo"), NumberStyles.None, CultureInfo.InvariantCulture, out var upTo))
                await post.Send(new ReadAllNotices(upTo));
            return new SeeOther("/inbox");
        }, again: null).For(Roles.SignedIn);
    }

    private static void MapChannels(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/inbox/channels", (HttpContext http) => Channels(http, FormState.Blank(Making, ("pace", nameof(NoticePace.Hourly))))).For(Roles.SignedIn);

        routes.MapFormPost("/inbox/channels", Making, async post =>
        {
            var (owner, kind, pace) = (post.Form.Required("owner").Split(':', 2), post.Form.Choice<ChannelKind>("kind"), post.Form.Choice<NoticePace>("pace"));
            if (kind is null)
                post.Form.Fault("kind", Words.Say("Form.Choice", post.Form.LabelOf("kind")));
            if (owner.Length != 2 || !Enum.TryParse<ChannelOwner>(owner[0], out var ownerKind))
                throw new NotAllowedException("channel-not-yours");
            var target = post.Form.Required("target");
            post.Check();
            var made = await post.SendOnce(new MakeChannel { OwnerKind = ownerKind, Owner = owner[1], Kind = kind!.Value, Target = target, Secret = post.Form.Text("secret"), Pace = pace ?? NoticePace.Hourly });
            return new SeeOther($"/inbox/channels/{made.Id}");
        }, post => Channels(post.Http, post.Form)).For(Roles.SignedIn);

        routes.MapPage("/inbox/channels/{id:long}", (HttpContext http, long id, string? cursor) => Channel(http, id, cursor, FormState.Blank(FormFields.None))).For(Roles.SignedIn);

        routes.MapFormPost("/inbox/channels/{id:long}", FormFields.None, async post =>
        {
            var id = long.Parse(post.Route("id"), CultureInfo.InvariantCulture);
            if (post.Form.Given("resend") is { } delivery)
                await post.Send(new ResendDelivery(id, delivery));
            else if (post.Form.Text("act") == "test")
                await post.Send(new TryChannel(id));
            else
                await post.Send(new SwitchChannel(id, On: post.Form.Text("act") == "start"));
            return new SeeOther($"/inbox/channels/{id}{(post.Form.Text("act") == "test" ? "?tried=yes" : "")}");
        }, post => Channel(post.Http, long.Parse(post.Route("id"), CultureInfo.InvariantCulture), null, post.Form)).For(Roles.SignedIn);
    }

    private static void MapMail(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/admin/mail", async (HttpContext http, IMediator mediator, string? street) =>
        {
            var chosen = Streets(http).Select(option => option.Value).FirstOrDefault(code => street is null || code == street) ?? throw new NotThereException("Area", street ?? "");
            var server = await mediator.Send(new GetMailServer(chosen));
            return Mail(http, FormState.Blank(Mailing, ("street", chosen), ("host", server?.Host), ("port", (server?.Port ?? 587).ToString(CultureInfo.InvariantCulture)),
                ("encrypted", server?.Encrypted == false ? null : "yes"), ("sender", server?.Sender), ("userName", server?.UserName)), server?.HasPassword == true);
        }).For([Role.Street]);

        routes.MapFormPost("/admin/mail", Mailing, async post =>
        {
            var server = new SetMailServer
            {
                Street = post.Form.Required("street"), Host = post.Form.Required("host"), Port = post.Form.Whole("port", 1, 65535, otherwise: 587), Encrypted = post.Form.Ticked("encrypted"),
                Sender = post.Form.Required("sender"), UserName = post.Form.Text("userName"), Password = post.Form.Value("password"),
            };
            await post.Send(server);
            return new SeeOther($"/admin/mail?street={server.Street}&saved=yes");
        }, post => Task.FromResult(Mail(post.Http, post.Form, hasPassword: false))).For([Role.Street]);
    }

    private static void MapTexts(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/demands/{code}/text", async (string code, IMediator mediator) => Text(await mediator.Send(new DemandGroupText(code)), $"/demands/{code}", code)).For(Roles.Grid.And(Role.Unit), Subject.Demand);
        routes.MapPage("/orders/{code}/text", async (string code, IMediator mediator) => Text(await mediator.Send(new OrderGroupText(code)), $"/orders/{code}", code)).For(Roles.Grid.And(Role.Unit), Subject.Order);
        routes.MapPage("/hall/text", async (IMediator mediator) => Text(await mediator.Send(new HallGroupText()), "/", Words.Say("Page.Hall"))).For(Roles.Committee.And(Role.Unit));
        routes.MapPage("/inbox/text", async (IMediator mediator) => Text(await mediator.Send(new DigestGroupText()), "/inbox", Words.Say("Page.Inbox"))).For(Roles.SignedIn);
    }

    private static Microsoft.AspNetCore.Http.HttpResults.RazorComponentResult<GroupTextPage> Text(string text, string back, string of) => PageEndpoints.Page<GroupTextPage>(new { Text = text, Back = back, Of = of });

    private static async Task<IResult> Channels(HttpContext http, FormState form)
    {
        var (mediator, rulings, context) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<Rulings>(), http.RequestServices.GetRequiredService<CallContext>());
        return PageEndpoints.Page<ChannelsPage>(new
        {
            Channels = await mediator.Send(new ListChannels()), Owners = OwnersOf(http, context), Form = form, Times = rulings.Policy.Notices,
            IsStreet = context.Caller.Grants.Any(grant => grant.Role == Role.Street),
        });
    }

    private static async Task<IResult> Channel(HttpContext http, long id, string? cursor, FormState form)
    {
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var channel = (await mediator.Send(new ListChannels())).FirstOrDefault(row => row.Id == id) ?? throw new NotThereException("Channel", id.ToString(CultureInfo.InvariantCulture));
        return PageEndpoints.Page<ChannelPage>(new
        {
            Channel = channel, Deliveries = await mediator.Send(new ListChannelDeliveries(id, PageWanted.From(cursor, RowsAPage))), Form = form, Tried = http.Request.Query.ContainsKey("tried"),
        });
    }

    /// <summary>For whom the caller may add channels.</summary>
    private static IReadOnlyList<Option> OwnersOf(HttpContext http, CallContext context)
    {
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        var nodes = areas.All().Where(area => area.Code.Level is AreaLevel.Street or AreaLevel.Community && ChannelRow.IsOf(context, ChannelOwner.Area, area.Code.Value));
        return
        [
            new Option($"{ChannelOwner.Account}:{context.Name}", Words.Say("Channel.Myself")),
            .. context.Caller.Grants.Where(grant => grant.Role == Role.Unit).Select(grant => new Option($"{ChannelOwner.Unit}:{grant.Unit}", Words.Say("Channel.MyUnit", grant.Unit!))),
            .. nodes.Select(area => new Option($"{ChannelOwner.Area}:{area.Code.Value}", area.Name)),
        ];
    }

    private static IReadOnlyList<Option> Streets(HttpContext http)
    {
        var context = http.RequestServices.GetRequiredService<CallContext>();
        return [.. http.RequestServices.GetRequiredService<KnownAreas>().All().Where(area => area.Code.Level == AreaLevel.Street && context.Sight.CoversArea(area.Code.Value)).Select(area => new Option(area.Code.Value, area.Name))];
    }

    private static IResult Mail(HttpContext http, FormState form, bool hasPassword) =>
        PageEndpoints.Page<MailServerPage>(new { Streets = Streets(http), Form = form, HasPassword = hasPassword, Saved = http.Request.Query.ContainsKey("saved") });
}
