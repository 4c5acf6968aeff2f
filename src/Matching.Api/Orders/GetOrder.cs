using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Orders.Evidence;
using Matching.Api.Orders.Links;
using Matching.Api.Units;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>One order with its history.</summary>
internal sealed record GetOrder(string Code) : IRequest<OrderDetail>;

/// <param name="OtherTimes">Times that the unit proposed instead, oldest first.</param>
/// <param name="Photos">Of what was done; each is read at <c>/api/orders/{code}/photos/{id}</c>.</param>
public sealed record OrderDetail(OrderView Order, IReadOnlyList<EventView> History, IReadOnlyList<CounterProposalView> OtherTimes, IReadOnlyList<PhotoView> Photos, OrderLinkView? Link)
{
    /// <summary>How many have a part in the common demand that it serves.</summary>
    public int Parts { get; init; }

    /// <summary>Of a trade group's order that nobody has said yes to: the members that it may be given to.</summary>
    public IReadOnlyList<GroupMemberView> Members { get; init; } = [];
}

internal sealed class GetOrderHandler(Database database, TimeProvider clock) : IRequestHandler<GetOrder, OrderDetail>
{
    private const string CountParts = "select count(*) from supporter s join service_order o on o.demand = s.demand where o.code = @code and s.left_at is null";

    public Task<OrderDetail> Handle(GetOrder request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var order = OrderRow.Get(session, request.Code);
        return new OrderDetail(OrderView.Of(order), [.. EventRow.Of(session, request.Code).Select(EventView.Of)],
            [.. CounterProposalRow.Of(session, request.Code).Select(row => row.View())], [.. PhotoRow.Of(session, request.Code).Select(row => row.View())],
            OrderLinkRow.Live(session, request.Code, clock.GetUtcNow())?.View())
        {
            Parts = (int)session.Scalar<long>(CountParts, new { code = request.Code }),
            Members = order.State is OrderState.Issued or OrderState.Acknowledged ? [.. GroupMemberRow.Of(session, order.Unit).Where(row => !row.Suspended).Select(UnitViews.MemberOf)] : [],
        };
    }));
}
