using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Orders.Evidence;
using Matching.Api.Orders.Links;

namespace Matching.Api.Orders;

/// <summary>One order with its history.</summary>
internal sealed record GetOrder(string Code) : IRequest<OrderDetail>;

/// <param name="OtherTimes">Times that the unit proposed instead, oldest first.</param>
/// <param name="Photos">Of what was done; each is read at <c>/api/orders/{code}/photos/{id}</c>.</param>
public sealed record OrderDetail(OrderView Order, IReadOnlyList<EventView> History, IReadOnlyList<CounterProposalView> OtherTimes, IReadOnlyList<PhotoView> Photos, OrderLinkView? Link);

internal sealed class GetOrderHandler(Database database, TimeProvider clock) : IRequestHandler<GetOrder, OrderDetail>
{
    public Task<OrderDetail> Handle(GetOrder request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        new OrderDetail(OrderView.Of(OrderRow.Get(session, request.Code)), [.. EventRow.Of(session, request.Code).Select(EventView.Of)],
            [.. CounterProposalRow.Of(session, request.Code).Select(row => row.View())], [.. PhotoRow.Of(session, request.Code).Select(row => row.View())],
            OrderLinkRow.Live(session, request.Code, clock.GetUtcNow())?.View())));
}
