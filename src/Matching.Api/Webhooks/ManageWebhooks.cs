using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Outbox;
using Matching.Api.People;
using Matching.Core.Grid;

namespace Matching.Api.Webhooks;

/// <summary>Subscribes somebody to events of an area.</summary>
public sealed record MakeWebhook : ICommand<WebhookMade>
{
    public required string Label { get; init; }

    /// <summary>HTTPS; in the demo also http to this machine.</summary>
    public required string Url { get; init; }

    public required AreaCode Area { get; init; }

    /// <summary>Such as <c>order.Complete</c>, or <c>demand.*</c> for all of one kind.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }
}

/// <param name="Secret">Signs every delivery; shown this once.</param>
public sealed record WebhookMade(WebhookView Webhook, string Secret);

internal sealed record ListWebhooks : IRequest<IReadOnlyList<WebhookView>>;

/// <summary>Starts again what was stopped or disabled, or stops it; what waits meanwhile is sent then.</summary>
internal sealed record SwitchWebhook(long Id, bool On) : ICommand<WebhookView>;

internal sealed record ListDeliveries(long Id, PageWanted Page) : IRequest<Page<DeliveryView>>;

internal sealed class MakeWebhookRules : AbstractValidator<MakeWebhook>
{
    public MakeWebhookRules(KnownAreas areas, OutgoingAddresses addresses)
    {
        RuleFor(webhook => webhook.Label).PlainText(1, 60);
        RuleFor(webhook => webhook.Area).Must(area => areas.Has(area)).WithMessage(webhook => Words.Say("Csv.UnknownArea", webhook.Area));
        RuleFor(webhook => webhook.Kinds.Count).InclusiveBetween(1, WebhookOutbox.Kinds.Count).OverridePropertyName("kinds").WithMessage(_ => Words.Say("Csv.Required"));
        RuleForEach(webhook => webhook.Kinds).Must(kind => kind is "demand.*" or "order.*" or "offer.*" || WebhookOutbox.Kinds.Contains(kind))
            .WithMessage((_, kind) => Words.Say("Csv.Choice", kind ?? "", $"demand.*, order.*, offer.*, {string.Join(", ", WebhookOutbox.Kinds)}"));
        RuleFor(webhook => webhook.Url).Must(url => addresses.IsAllowed(url)).WithMessage(_ => Words.Say("Webhook.Url"));
    }
}

internal sealed class WebhookHandler(Database database, CurrentWrite write, CallContext context, KeyRing ring, TimeProvider clock)
    : IRequestHandler<MakeWebhook, WebhookMade>, IRequestHandler<ListWebhooks, IReadOnlyList<WebhookView>>, IRequestHandler<SwitchWebhook, WebhookView>, IRequestHandler<ListDeliveries, Page<DeliveryView>>
{
    private const int SecretBytes = 24;
    private const int MostWebhooks = 100;

    private const string Insert = """
        insert into webhook (label, url, area, kinds, secret, state, made_by, made_at, changed_at)
        values (@Label, @Url, @Area, @Kinds, '', 'Active', @Who, @Now, @Now)
        returning id
        """;

    private const string SetSecret = "update webhook set secret = @secret where id = @id";

    private const string Count = "select count(*) from webhook";

    private const string SetState = "update webhook set state = @state, failures = 0, last_failure = '', changed_at = @now where id = @id";

    public Task<WebhookMade> Handle(MakeWebhook request, CancellationToken stop)
    {
        if (!context.Sight.CoversArea(request.Area.Value))
            throw new NotAllowedException("outside-your-area");
        if (write.Session.Scalar<long>(Count) >= MostWebhooks)
            throw new Core.RuleBrokenException("too-many-webhooks", MostWebhooks);
        var id = write.Session.Scalar<long>(Insert, new
        {
            Label = FreeText.Cleaned(request.Label), request.Url, Area = request.Area.Value, Kinds = ValueText.Join(request.Kinds.Distinct()), context.Who, Now = clock.GetUtcNow(),
        });
        var secret = $"whsec_{Convert.ToBase64String(ring.RandomBytes(SecretBytes))}";
        write.Session.Execute(SetSecret, new { id, secret = ring.Seal(WebhookRow.SecretPlace(id), secret) });
        return Task.FromResult(new WebhookMade(WebhookView.Of(Get(write.Session, id)), secret));
    }

    public Task<IReadOnlyList<WebhookView>> Handle(ListWebhooks request, CancellationToken stop) => Task.FromResult<IReadOnlyList<WebhookView>>(
        [.. database.Read(session => session.Query<WebhookRow>(WebhookRow.Select + "\norder by w.id")).Where(row => context.Sight.CoversArea(row.Area)).Select(WebhookView.Of)]);

    public Task<WebhookView> Handle(SwitchWebhook request, CancellationToken stop)
    {
        Get(write.Session, request.Id);
        write.Session.Execute(SetState, new { id = request.Id, state = (request.On ? ReceiverState.Active : ReceiverState.Stopped).ToString(), now = clock.GetUtcNow() });
        return Task.FromResult(WebhookView.Of(Get(write.Session, request.Id)));
    }

    public Task<Page<DeliveryView>> Handle(ListDeliveries request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        Get(session, request.Id);
        return DeliveryRow.Of(session, "webhook", request.Id, request.Page);
    }));

    /// <exception cref="NotThereException">There is none of that number, or it tells of another's area.</exception>
    private WebhookRow Get(Session session, long id) => session.One<WebhookRow>(WebhookRow.Select + "\nwhere w.id = @id", new { id }) is { } row && context.Sight.CoversArea(row.Area)
        ? row : throw new NotThereException("Webhook", id.ToString(CultureInfo.InvariantCulture));
}
