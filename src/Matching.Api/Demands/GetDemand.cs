using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Orders;

namespace Matching.Api.Demands;

/// <summary>One demand with its orders and history.</summary>
internal sealed record GetDemand(string Code) : IRequest<DemandDetail>;

internal sealed class GetDemandHandler(Database database, CallContext context, PersonRecords people, Rulings rulings) : IRequestHandler<GetDemand, DemandDetail>
{
    private const string CountSupporters = "select count(*) from supporter where demand = @code and left_at is null";

    public Task<DemandDetail> Handle(GetDemand request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var row = DemandRow.Get(session, request.Code);
        return new DemandDetail(
            DemandView.Of(row, rulings),
            MaySeeMasked(session, row) ? people.Masked(session, row.Person) : null,
            (int)session.Scalar<long>(CountSupporters, new { code = row.Code }),
            [.. OrderRow.OfDemand(session, row.Code).Where(order => context.ActingRole != Role.Unit || IsAskedUnits(order)).Select(OrderView.Of)],
            context.ActingRole == Role.Unit ? [] : [.. EventRow.Of(session, row.Code).Select(EventView.Of)],
            DemandPhotoRow.MaySee(session, context, row.Code) ? DemandPhotoRow.Of(session, row.Code) : []);
    }));

    /// <summary>Not the auditor, and a unit only once it has accepted.</summary>
    private bool MaySeeMasked(Session session, DemandRow row) => context.ActingRole switch
    {
        Role.Auditor => false,
        Role.Unit => OrderRow.OfDemand(session, row.Code).Any(order => context.Sight.SeesUnit(order.Unit) && OrderLife.IsPinned(order.State)),
        _ => true,
    };

    /// <summary>A unit is not told whom else was asked.</summary>
    private bool IsAskedUnits(OrderRow order) => order.State != OrderState.Proposed && context.Sight.SeesUnit(order.Unit);
}
