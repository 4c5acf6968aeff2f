using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Meetings;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>The list of unmet needs (未满足清单), by what is missing, those that wait longest first.</summary>
/// <param name="Community">Filed for it or a place in it; of a street's code, for the street as a whole.</param>
internal sealed record ListUnmet(UnmetScope Scope, string? Community, GapKind? Gap, NeedTime? Time, PageWanted Page) : IRequest<UnmetList>;

/// <param name="Count">All that the filter leaves; <paramref name="Groups"/> are those of all kinds of gaps, whatever kind was asked for.</param>
public sealed record UnmetList(DateTimeOffset AsOf, int Count, IReadOnlyList<GapGroup> Groups, IReadOnlyList<UnmetView> Items, string? Next);

/// <param name="People">Filers and supporters; <paramref name="Query"/> opens the group.</param>
public sealed record GapGroup(GapKind Gap, string Name, int Demands, int People, int LongestDays, string Query);

/// <param name="People">Who filed it and who supports it.</param>
/// <param name="Tries">How often a unit was asked.</param>
/// <param name="Reason">Why, in a sentence, or empty.</param>
public sealed record UnmetView(
    string Code, string Title, GapKind Gap, string GapName, string Reason, string Area, string AreaName, string Category, string CategoryName, int Quantity, string UnitOfQuantity,
    Urgency Urgency, bool Vulnerable, DemandState State, string StateName, DateTimeOffset FiledAt, DateTimeOffset RespondDue, int DaysWaiting, int People, int Tries)
{
    /// <summary>The agenda on which it stands, or stood last; null for none.</summary>
    public AgendaPlace? Agenda { get; init; }

    /// <summary>It stands in the open hall: every unit that could serve it was called for.</summary>
    public bool InHall { get; init; }
}

internal sealed class ListUnmetHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<ListUnmet, UnmetList>
{
    public Task<UnmetList> Handle(ListUnmet request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var all = database.Read(session => UnmetQuery.Load(session, context.Sight, request.Scope, now)
            .Where(unmet => (request.Time is null || unmet.Time == request.Time) && (request.Community is null || ReportFactsQuery.CommunityOf(unmet.Row.Area) == request.Community)).ToList());
        var asked = all.Where(unmet => request.Gap is null || unmet.Gap == request.Gap).OrderBy(unmet => unmet.Gap).ToList();
        var skipped = (int)Math.Min(request.Page.After, asked.Count);
        var shown = asked.Skip(skipped).Take(request.Page.Limit).ToList();
        var agendas = database.Read(session => AgendaPlaces.Of(session, [.. shown.Select(unmet => unmet.Row.Code)], context.Sight));
        var items = shown.Select(unmet => View(unmet, agendas, now)).ToList();
        return Task.FromResult(new UnmetList(now, asked.Count, Groups(all, now, ("period", request.Scope.Period?.Code), ("area", request.Scope.Area), ("category", request.Scope.Category),
            ("studio", request.Scope.Studio), ("unit", request.Scope.Unit), ("community", request.Community), ("time", request.Time)), items,
            skipped + items.Count < asked.Count ? (skipped + items.Count).ToString(System.Globalization.CultureInfo.InvariantCulture) : null));
    }

    public static IReadOnlyList<GapGroup> Groups(IReadOnlyList<Unmet> all, DateTimeOffset now, params (string Name, object? Value)[] scope) =>
        [.. all.GroupBy(unmet => unmet.Gap).OrderBy(group => group.Key).Select(group => new GapGroup(group.Key, Words.Of(group.Key), group.Count(), group.Sum(unmet => unmet.People),
            group.Max(unmet => unmet.DaysWaiting(now)), QueryText.Of([.. scope, ("gap", group.Key)])))];

    private UnmetView View(Unmet unmet, IReadOnlyDictionary<string, AgendaPlace> agendas, DateTimeOffset now) => new(
        unmet.Row.Code, unmet.Row.Title, unmet.Gap, Words.Of(unmet.Gap), unmet.Reason, unmet.Row.Area, areas.PathOf(unmet.Row.Area), unmet.Row.Category, rulings.NameOf(unmet.Row.Category),
        unmet.Row.Quantity, unmet.Row.UnitOfQuantity, unmet.Row.Urgency, unmet.Row.Vulnerable, unmet.Row.State, Words.Of(unmet.Row.State), unmet.Row.FiledAt, unmet.Row.RespondDue,
        unmet.DaysWaiting(now), unmet.People, (int)unmet.Row.Tries)
        {
            Agenda = agendas.GetValueOrDefault(unmet.Row.Code), InHall = unmet.Row.Ring == nameof(Core.Escalation.InvitedRing.OpenHall),
        };
}
