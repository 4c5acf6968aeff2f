using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;

namespace Matching.Api.Orders;

/// <summary>One order with its history.</summary>
internal sealed record GetOrder(string Code) : IRequest<OrderDetail>;

public sealed record OrderDetail(OrderView Order, IReadOnlyList<EventView> History);

internal sealed class GetOrderHandler(Database database) : IRequestHandler<GetOrder, OrderDetail>
{
    public Task<OrderDetail> Handle(GetOrder request, CancellationToken stop) => Task.FromResult(database.Read(session =>
        new OrderDetail(OrderView.Of(OrderRow.Get(session, request.Code)), [.. EventRow.Of(session, request.Code).Select(EventView.Of)])));
}
