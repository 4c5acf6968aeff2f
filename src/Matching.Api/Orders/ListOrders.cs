using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Orders;

namespace Matching.Api.Orders;

/// <summary>The service list (服务清单), oldest first, by area prefix, state, category, unit, demand, run and text.</summary>
internal sealed record ListOrders(string? Area, OrderState? State, string? Category, string? Unit, string? Demand, long? Run, string? Text, PageWanted Page) : IRequest<Page<OrderView>>;

internal sealed class ListOrdersHandler(Database database, CallContext context, Rulings rulings) : IRequestHandler<ListOrders, Page<OrderView>>
{
    private const string Where = $"""

        where o.seq > @After and {Sight.OfOrders}
            and (@Area is null or d.area like @Area escape '!')
            and (@State is null or o.state = @State)
            and (@Category is null or d.category like @Category escape '!')
            and (@Unit is null or o.unit = @Unit)
            and (@Demand is null or o.demand = @Demand)
            and (@Run is null or o.run = @Run)
            and (@Text is null or lower(d.title) like @Text escape '!' or lower(f.title) like @Text escape '!' or lower(o.code) like @Text escape '!')
        order by o.seq
        limit @Most
        """;

    public Task<Page<OrderView>> Handle(ListOrders request, CancellationToken stop)
    {
        var category = request.Category is { } name ? rulings.Find(name)?.Code ?? name : null;
        var rows = database.Read(session => session.Query<OrderRow>(OrderRow.Select + Where, context.Sight.With(new
        {
            request.Page.After, Area = LikePattern.StartingWith(request.Area), State = request.State?.ToString(), Category = LikePattern.StartingWith(category),
            request.Unit, request.Demand, request.Run, Text = LikePattern.Containing(request.Text), Most = request.Page.Limit + 1,
        })));
        return Task.FromResult(Page<OrderView>.Of(rows, request.Page.Limit, OrderView.Of, row => row.Seq));
    }
}
