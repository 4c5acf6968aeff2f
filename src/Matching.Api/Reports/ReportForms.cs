using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Meetings;

namespace Matching.Api.Reports;

/// <summary>A form that the product made in place of one written by hand. Part of addresses: append only.</summary>
public enum SavedForm
{
    /// <summary>A demand's registration, unless it came in a sheet that somebody had filled in.</summary>
    Registration,
    /// <summary>The slip that asks a unit for a service.</summary>
    OrderSlip,
    /// <summary>The record of a return visit, or of the resident's own answer.</summary>
    VisitRecord,
    Agenda, Minutes,
}

/// <summary>Counts forms saved: one for each record that was made in the period.</summary>
internal static class ReportForms
{
    private const string OfDemands = $"{Sight.OfDemands} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfStudioAndUnit}";

    private const string SelectRegistrations = $"""
        select d.code
        from demand d
        where {OfDemands} and d.source <> 'Import' and d.filed_at >= @From and d.filed_at < @Until
        order by d.seq
        """;

    private const string SelectSlips = $"""
        select o.code
        from service_order o
        join demand d on d.code = o.demand
        where {Sight.OfOrders} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfOrders} and o.issued_at >= @From and o.issued_at < @Until
        order by o.seq
        """;

    private const string SelectVisits = $"""
        select o.code
        from service_order o
        join demand d on d.code = o.demand
        where {Sight.OfOrders} and {ReportFactsQuery.InScope} and {ReportFactsQuery.OfOrders} and o.visited_at >= @From and o.visited_at < @Until
        order by o.seq
        """;

    private const string SelectAgendas = $"select m.code from meeting m where {MeetingRow.InSight} and {OfPlace} and m.frozen_at >= @From and m.frozen_at < @Until order by m.seq";

    private const string SelectMinutes = $"select m.code from meeting m where {MeetingRow.InSight} and {OfPlace} and m.closed_at >= @From and m.closed_at < @Until order by m.seq";

    private const string OfPlace = "(@Place is null or m.area like @Place escape '!')";

    /// <summary>A meeting belongs to a place, and to no category, studio, unit or run; nor does what was filed belong to a run.</summary>
    public static IReadOnlyList<SavedForm> Kinds(ReportScope scope) => scope switch
    {
        { Period.Run: not null } => [SavedForm.OrderSlip, SavedForm.VisitRecord],
        { Category: null, Studio: null, Unit: null } => Enum.GetValues<SavedForm>(),
        _ => [SavedForm.Registration, SavedForm.OrderSlip, SavedForm.VisitRecord],
    };

    /// <summary>The records that count as such forms.</summary>
    public static IReadOnlyList<string> Codes(Session session, Sight sight, ReportScope scope, DateTimeOffset now, SavedForm form) => !Kinds(scope).Contains(form) ? [] : session.Query<string>(form switch
    {
        SavedForm.Registration => SelectRegistrations,
        SavedForm.OrderSlip => SelectSlips,
        SavedForm.VisitRecord => SelectVisits,
        SavedForm.Agenda => SelectAgendas,
        _ => SelectMinutes,
    }, ReportFactsQuery.Values(sight, scope, now));
}
