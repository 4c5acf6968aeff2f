using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core.Grid;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>A drawn return visit as its list and its phone script show it; contacts are masked.</summary>
/// <param name="Number">The number that the person knows.</param>
/// <param name="Text">What they needed, in their words.</param>
public sealed record VisitView(long Id, string Order, string Demand, string Number, string Text, AreaCode Area, string Place, string UnitName, string OfferTitle, DateTimeOffset? CompletedAt,
    VisitState State, string StateName, DateTimeOffset DueAt, bool IsOverdue, string? Visitor, int Attempts, ContactView? Contact,
    VisitChannel? Channel, bool? Solved, Satisfaction? Satisfaction, DateTimeOffset? DoneAt, string? DoneBy);

/// <summary>Finds visits in the caller's sight and shows them.</summary>
internal sealed class VisitViews(CallContext context, PersonRecords people, KnownAreas areas, TimeProvider clock)
{
    /// <summary>The visit, held against other writers.</summary>
    /// <exception cref="NotThereException">No such visit, or not the caller's to see.</exception>
    public VisitRow ToChange(Session session, long id) =>
        VisitRow.ToChange(session, id) is var visit && context.Sight.SeesDemand(session, visit.Demand) ? visit : throw new NotThereException("Visit", $"{id}");

    /// <exception cref="NotThereException">No such visit, or not the caller's to see.</exception>
    public VisitView Find(Session session, long id) =>
        VisitRow.Get(session, id) is var visit && context.Sight.SeesDemand(session, visit.Demand) ? Of(session, visit) : throw new NotThereException("Visit", $"{id}");

    public VisitView Of(Session session, VisitRow visit)
    {
        var (order, demand) = (OrderRow.Get(session, visit.ServiceOrder), DemandRow.Get(session, visit.Demand));
        var part = visit.Supporter is { } id ? SupporterRow.Get(session, visit.Demand, id) : null;
        var area = part?.Area ?? demand.Area;
        return new VisitView(visit.Id, visit.ServiceOrder, visit.Demand, visit.Number, part is { Note.Length: > 0 } ? part.Note : demand.Title, new AreaCode(area), areas.PathOf(area), order.UnitName,
            order.OfferTitle, order.CompletedAt, visit.State, Words.Of(visit.State), visit.DueAt, visit.State == VisitState.Open && visit.DueAt <= clock.GetUtcNow(), visit.Visitor, visit.Attempts,
            context.ActingRole == Role.Auditor ? null : people.Masked(session, part is null ? demand.Person : part.Person), visit.Channel, visit.Solved, visit.Satisfaction, visit.DoneAt, visit.DoneBy);
    }
}
