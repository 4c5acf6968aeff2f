using System.Net.Mail;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Keys;
using Matching.Api.Outbox;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Notices;

namespace Matching.Api.Notices;

/// <summary>Adds a channel by which the owner's notices go out.</summary>
public sealed record MakeChannel : ICommand<ChannelView>
{
    public required ChannelOwner OwnerKind { get; init; }

    /// <summary>A unit's code, or a community's or street's; left out for one's own.</summary>
    public string Owner { get; init; } = "";

    public required ChannelKind Kind { get; init; }

    /// <summary>An e-mail address, or the URL that the chat group gives its robot.</summary>
    public required string Target { get; init; }

    /// <summary>What DingTalk or Feishu wants signed with; empty when the group asks for no signature.</summary>
    public string Secret { get; init; } = "";

    public NoticePace Pace { get; init; } = NoticePace.Hourly;
}

internal sealed record ListChannels : IRequest<IReadOnlyList<ChannelView>>;

/// <summary>Stops a channel, or starts one again that was stopped or disabled.</summary>
internal sealed record SwitchChannel(long Id, bool On) : ICommand<ChannelView>;

/// <summary>Puts a message without content into the outbox, to see whether it arrives.</summary>
internal sealed record TryChannel(long Id) : ICommand<ChannelView>;

internal sealed record ListChannelDeliveries(long Id, PageWanted Page) : IRequest<Page<DeliveryView>>;

/// <summary>Sends a message again that was given up.</summary>
internal sealed record ResendDelivery(long Id, string Delivery) : ICommand<ChannelView>;

internal sealed class MakeChannelRules : AbstractValidator<MakeChannel>
{
    public MakeChannelRules(OutgoingAddresses addresses)
    {
        RuleFor(channel => channel.Target).PlainText(1, 500);
        RuleFor(channel => channel.Target).Must(target => IsMail(target)).When(channel => channel.Kind == ChannelKind.Mail).WithMessage(_ => Words.Say("Channel.MailForm"));
        RuleFor(channel => channel.Target).Must(target => addresses.IsAllowed(target)).When(channel => channel.Kind != ChannelKind.Mail).WithMessage(_ => Words.Say("Webhook.Url"));
        RuleFor(channel => channel.Secret).PlainText(0, 200);
        RuleFor(channel => channel.Kind).Must(kind => kind == ChannelKind.Mail).When(channel => channel.OwnerKind == ChannelOwner.Account).WithMessage(_ => Words.Say("Channel.OwnIsMail"));
    }

    /// <summary>One address alone, such as <c>desk@example.cn</c>.</summary>
    public static bool IsMail(string? text) => text is { Length: <= 254 } && MailAddress.TryCreate(text, out var address) && address.Address == text && text.All(char.IsAscii);
}

internal sealed class ChannelHandler(Database database, CurrentWrite write, CallContext context, KnownAreas areas, KeyRing ring, TimeProvider clock) :
    IRequestHandler<MakeChannel, ChannelView>, IRequestHandler<ListChannels, IReadOnlyList<ChannelView>>, IRequestHandler<SwitchChannel, ChannelView>,
    IRequestHandler<TryChannel, ChannelView>, IRequestHandler<ListChannelDeliveries, Page<DeliveryView>>, IRequestHandler<ResendDelivery, ChannelView>
{
    private const int MostOfOwner = 5;

    private const string Insert = """
        insert into notice_channel (owner_kind, owner, street, kind, target, secret, hint, pace, state, made_by, made_at, changed_at)
        values (@OwnerKind, @Owner, @Street, @Kind, '', '', @Hint, @Pace, 'Active', @Who, @Now, @Now)
        returning id
        """;

    private const string SetSealed = "update notice_channel set target = @target, secret = @secret where id = @id";

    private const string CountOfOwner = "select count(*) from notice_channel where owner_kind = @OwnerKind and owner = @Owner and state <> 'Stopped'";

    private const string SetState = "update notice_channel set state = @state, failures = 0, last_failure = '', changed_at = @now where id = @Id";

    private const string Again = "update delivery set state = 'Waiting', attempts = 0, next_try_at = @now, answer = '' where id = @Delivery and notice_channel = @Id and state = 'Failed'";

    public Task<ChannelView> Handle(MakeChannel request, CancellationToken stop)
    {
        var owner = request.OwnerKind == ChannelOwner.Account ? context.Name : request.Owner;
        if (!ChannelRow.IsOf(context, request.OwnerKind, owner) || StreetOf(request.OwnerKind, owner) is not { } street)
            throw new NotAllowedException("channel-not-yours");
        if (write.Session.Scalar<long>(CountOfOwner, new { OwnerKind = request.OwnerKind.ToString(), Owner = owner }) >= MostOfOwner)
            throw new RuleBrokenException("too-many-channels", MostOfOwner);
        if (request.Kind == ChannelKind.Mail && MailServerRow.Find(write.Session, street) is null)
            throw new RuleBrokenException("mail-not-set-up");
        var id = write.Session.Scalar<long>(Insert, new
        {
            OwnerKind = request.OwnerKind.ToString(), Owner = owner, Street = street, Kind = request.Kind.ToString(), Hint = HintOf(request), Pace = request.Pace.ToString(), context.Who, Now = clock.GetUtcNow(),
        });
        write.Session.Execute(SetSealed, new { id, target = ring.Seal(ChannelRow.TargetPlace(id), request.Target.Trim()), secret = ring.Seal(ChannelRow.SecretPlace(id), request.Secret.Trim()) });
        return Shown(id);
    }

    public Task<IReadOnlyList<ChannelView>> Handle(ListChannels request, CancellationToken stop) => Task.FromResult<IReadOnlyList<ChannelView>>(
        [.. database.Read(session => session.Query<ChannelRow>(ChannelRow.Select + "\norder by c.id")).Where(row => ChannelRow.IsOf(context, row.OwnerKind, row.Owner)).Select(ChannelView.Of)]);

    public Task<ChannelView> Handle(SwitchChannel request, CancellationToken stop)
    {
        ChannelRow.Get(write.Session, request.Id, context);
        write.Session.Execute(SetState, new { state = (request.On ? ReceiverState.Active : ReceiverState.Stopped).ToString(), now = clock.GetUtcNow(), request.Id });
        return Shown(request.Id);
    }

    public Task<ChannelView> Handle(TryChannel request, CancellationToken stop)
    {
        var row = ChannelRow.Get(write.Session, request.Id, context);
        if (row.State != ReceiverState.Active)
            throw new RuleBrokenException("channel-stopped");
        var now = clock.GetUtcNow();
        DigestBody.Put(write.Session, row.Id, DeliveryRow.NewId(ring.RandomBytes), now, id => new DigestBody(Words.Say("Digest.TestHead", Words.Say("Page.Product")), Words.Say("Digest.Test", Words.Say("Page.Product"), id)));
        return Shown(row.Id);
    }

    public Task<Page<DeliveryView>> Handle(ListChannelDeliveries request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        ChannelRow.Get(session, request.Id, context);
        return DeliveryRow.Of(session, "notice_channel", request.Id, request.Page);
    }));

    public Task<ChannelView> Handle(ResendDelivery request, CancellationToken stop)
    {
        ChannelRow.Get(write.Session, request.Id, context);
        if (write.Session.Execute(Again, new { now = clock.GetUtcNow(), request.Delivery, request.Id }) == 0)
            throw new NotThereException("Delivery", request.Delivery);
        return Shown(request.Id);
    }

    private Task<ChannelView> Shown(long id) => Task.FromResult(ChannelView.Of(ChannelRow.Get(write.Session, id, context)));

    /// <summary>The street whose mail server sends; null when there is no such owner.</summary>
    private string? StreetOf(ChannelOwner kind, string owner) => kind switch
    {
        ChannelOwner.Account => context.Caller.Grants.Select(grant => grant.Area ?? (grant.Unit is { } unit ? UnitRow.Get(write.Session, unit).Area : null)).FirstOrDefault(area => area is not null) is { } area
            ? area[..9] : null,
        ChannelOwner.Unit => UnitRow.Get(write.Session, owner).Area[..9],
        _ => AreaCode.IsValid(owner) && new AreaCode(owner) is { Level: AreaLevel.Street or AreaLevel.Community } code && areas.Has(code) ? owner[..9] : null,
    };

    private static string HintOf(MakeChannel request) => request.Kind == ChannelKind.Mail
        ? $"{request.Target[..1]}***{request.Target[request.Target.IndexOf('@')..]}" : new Uri(request.Target).Host;
}
