using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Activities;

/// <summary>The calendars in sight, the newest quarter first; others than the grid see those that are published.</summary>
internal sealed record ListCalendars : IRequest<IReadOnlyList<CalendarView>>;

internal sealed record GetCalendar(long Id) : IRequest<CalendarView>;

/// <param name="Covered">People that the drafted plan serves, of <paramref name="People"/>; no choice of as many events serves more than <paramref name="Bound"/>.</param>
public sealed record CalendarView(
    long Id, string Place, string PlaceName, string Quarter, CalendarState State, int Covered, int People, int Bound, int Candidates, string DraftedBy, DateTimeOffset DraftedAt, DateTimeOffset? PublishedAt,
    IReadOnlyList<EntryView> Entries)
{
    public string StateName => Words.Of(State);
}

/// <param name="People">People it was planned for; 0 for one that somebody put in.</param>
public sealed record EntryView(long Id, DateTimeOffset Start, DateTimeOffset End, string Title, string Category, string CategoryName, string? Area, string PlaceName, string? Offer, string UnitName, int People, int Needs, string Note);

internal sealed class CalendarHandler(Database database, CalendarViews views) : IRequestHandler<ListCalendars, IReadOnlyList<CalendarView>>, IRequestHandler<GetCalendar, CalendarView>
{
    private const string Newest = CalendarRow.Select + "\norder by c.quarter desc, c.place\nlimit 500";

    public Task<IReadOnlyList<CalendarView>> Handle(ListCalendars request, CancellationToken stop) => Task.FromResult<IReadOnlyList<CalendarView>>(
        database.Read(session => session.Query<CalendarRow>(Newest).Where(views.Sees).Take(100).Select(row => views.Of(session, row)).ToList()));

    public Task<CalendarView> Handle(GetCalendar request, CancellationToken stop) => Task.FromResult(
        database.Read(session => CalendarRow.Find(session, request.Id) is { } row && views.Sees(row) ? views.Of(session, row) : throw CalendarRow.Missing(request.Id)));
}

/// <summary>Who sees a calendar, and how it is shown.</summary>
internal sealed class CalendarViews(CallContext context, KnownAreas areas, Rulings rulings)
{
    private const string UnitOf = "select u.name from offer o join unit u on u.code = o.unit where o.code = @offer";

    public bool Sees(CalendarRow row) => row.State == CalendarState.Published || context.Sight.Touches(row.Place);

    /// <exception cref="NotAllowedException"><c>outside-your-area</c>.</exception>
    public static void RefuseOthers(CallContext context, string place)
    {
        if (!context.Sight.CoversArea(place))
            throw new NotAllowedException("outside-your-area");
    }

    public CalendarView Of(Session session, CalendarRow row) => new(
        row.Id, row.Place, areas.PathOf(row.Place), row.Quarter, row.State, row.Covered, row.People, row.Bound, row.Candidates, row.DraftedBy, row.DraftedAt, row.PublishedAt,
        [.. CalendarEntryRow.Of(session, row.Id).Select(entry => new EntryView(entry.Id, entry.StartAt, entry.EndAt, entry.Title, entry.Category, rulings.NameOf(entry.Category), entry.Area,
            entry.Area is { } area ? areas.PathOf(area) : "", entry.Offer, entry.Offer is { } offer ? session.One<string>(UnitOf, new { offer }) ?? "" : "", entry.People, entry.Needs, entry.Note))]);
}
