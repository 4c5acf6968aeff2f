using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.Orders.Links;

/// <summary>Makes the secret that a printed order carries: shown this once; a sheet printed before opens nothing any more.</summary>
public sealed record MakeOrderLink(string Code) : ICommand<OrderLinkReceipt>;

/// <param name="Path">What the QR code holds behind this server's address.</param>
public sealed record OrderLinkReceipt(string Order, string Path, DateTimeOffset Until);

/// <summary>Makes the secret of a printed order worthless at once.</summary>
public sealed record RevokeOrderLink(string Code) : ICommand<OrderView>;

internal sealed class ManageOrderLinkHandler(OrderLedger orders, CurrentWrite write, CallContext context, Secrets secrets, AccessSettings settings, TimeProvider clock) :
    IRequestHandler<MakeOrderLink, OrderLinkReceipt>, IRequestHandler<RevokeOrderLink, OrderView>
{
    public const string Root = "/o/";

    public Task<OrderLinkReceipt> Handle(MakeOrderLink request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        if (!OrderLife.IsLive(order.State) || OrderLife.IsServed(order.State) || order.State == OrderState.Proposed)
            throw new RuleBrokenException("order-not-printable", order.State);
        var (now, token) = (clock.GetUtcNow(), secrets.NewSession());
        OrderLinkRow.Revoke(write.Session, order.Code, now);
        OrderLinkRow.Add(write.Session, order.Code, secrets.Hash(token), context.Who, now, now.AddDays(settings.OrderLinkDays));
        orders.Note(order, order, nameof(MakeOrderLink), "");
        return Task.FromResult(new OrderLinkReceipt(order.Code, Root + token, now.AddDays(settings.OrderLinkDays)));
    }

    public Task<OrderView> Handle(RevokeOrderLink request, CancellationToken stop)
    {
        var order = orders.ToChange(request.Code);
        var revoked = OrderLinkRow.Revoke(write.Session, order.Code, clock.GetUtcNow());
        return Task.FromResult(OrderView.Of(revoked == 0 ? order : orders.Note(order, order, nameof(RevokeOrderLink), "")));
    }
}
