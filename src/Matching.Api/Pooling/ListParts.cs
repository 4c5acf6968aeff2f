using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Pooling;

/// <summary>How a part of a common demand stands. It follows from what is kept, and is kept nowhere itself.</summary>
public enum PartState { Waiting, Served, NotServed, Confirmed, Left }

/// <summary>The parts of a common demand (共同需求), whose each is and how it stands, oldest first; contacts are masked.</summary>
internal sealed record ListParts(string Code) : IRequest<IReadOnlyList<PartView>>;

/// <param name="Number">The number on the person's receipt.</param>
/// <param name="Text">What they need, in their words; <paramref name="Detail"/> may hold the list of goods.</param>
/// <param name="LeftInto">The demand that the part goes on as.</param>
public sealed record PartView(long Id, string Number, string Text, string Detail, AreaCode Area, string Place, int Quantity, PartState State, string StateName, DateTimeOffset? MarkedAt,
    string? MarkedBy, bool? Solved, Satisfaction? Satisfaction, ContactView? Contact, string? LeftInto);

internal sealed class ListPartsHandler(Database database, CallContext context, PersonRecords people, KnownAreas areas) : IRequestHandler<ListParts, IReadOnlyList<PartView>>
{
    public Task<IReadOnlyList<PartView>> Handle(ListParts request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var common = DemandRow.Get(session, request.Code);
        var isOfUnit = context.ActingRole == Role.Unit;
        if (isOfUnit && !PartAccess.ServesIt(session, context, common.Code))
            throw new NotAllowedException("contact-not-yours");
        IReadOnlyList<PartView> parts = [.. SupporterRow.AllOf(session, common.Code).Where(part => !isOfUnit || part.LeftAt is null)
            .Select(part => Of(part, common, context.ActingRole == Role.Auditor ? null : people.Masked(session, part.Person)))];
        return parts;
    }));

    private PartView Of(SupporterRow part, DemandRow common, ContactView? contact)
    {
        var (state, area) = (StateOf(part), part.Area ?? common.Area);
        return new PartView(part.Id, part.CodeOwner, part.Note, part.Detail, new AreaCode(area), areas.PathOf(area), part.Quantity, state, Words.Of(state), part.MarkedAt, part.MarkedBy,
            part.Solved, part.Satisfaction, contact, part.LeftInto);
    }

    public static PartState StateOf(SupporterRow part) => part switch
    {
        { LeftAt: not null } => PartState.Left,
        { Solved: true } => PartState.Confirmed,
        { Mark: PartMark.Served } => PartState.Served,
        { Mark: PartMark.NotServed } => PartState.NotServed,
        _ => PartState.Waiting,
    };
}

/// <summary>Who may see to the parts of a common demand: the unit while it serves it.</summary>
internal static class PartAccess
{
    /// <summary>A live order of the caller's unit that it said yes to.</summary>
    public static bool ServesIt(Session session, CallContext context, string demand) =>
        OrderRow.OfDemand(session, demand).Any(order => OrderLife.IsPinned(order.State) && context.Caller.Grants.Any(grant => grant.Role == Role.Unit && grant.Unit == order.Unit));

    /// <summary>Those of the grid who see the demand, or the unit that serves it.</summary>
    /// <exception cref="NotAllowedException"><c>part-not-yours</c>.</exception>
    public static void RefuseStranger(Session session, CallContext context, string demand)
    {
        if (context.ActingRole == Role.Unit && !ServesIt(session, context, demand))
            throw new NotAllowedException("part-not-yours");
    }
}
