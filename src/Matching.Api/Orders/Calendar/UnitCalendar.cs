using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Grid;

namespace Matching.Api.Orders.Calendar;

/// <summary>Makes the secret address of the unit's calendar; the one before opens nothing any more. Shown this once.</summary>
public sealed record MakeCalendar(string? Unit) : ICommand<CalendarReceipt>;

/// <summary>Makes the address worthless at once. True when there was one.</summary>
public sealed record RevokeCalendar(string? Unit) : ICommand<CalendarReceipt>;

/// <summary>Which of the caller's units have an address, and since when; never the address itself.</summary>
internal sealed record ListCalendars : IRequest<IReadOnlyList<CalendarFeedView>>;

/// <param name="MadeAt">Null when there is no address that opens anything.</param>
public sealed record CalendarFeedView(string Unit, string UnitName, DateTimeOffset? MadeAt);

/// <summary>Left out, the unit is the caller's own.</summary>
public sealed record CalendarBody(string? Unit = null);

/// <param name="Path">Behind this server's address; null once it is revoked.</param>
public sealed record CalendarReceipt(string Unit, string? Path);

/// <summary>The calendar that a secret opens.</summary>
internal sealed record ReadCalendar(string Token, string Address) : IRequest<string>;

internal sealed class UnitCalendarHandler(CurrentWrite write, Database database, CallContext context, Secrets secrets, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<MakeCalendar, CalendarReceipt>, IRequestHandler<RevokeCalendar, CalendarReceipt>, IRequestHandler<ReadCalendar, string>,
    IRequestHandler<ListCalendars, IReadOnlyList<CalendarFeedView>>
{
    public const string Root = "/api/calendar/";

    private const int DaysBack = 90;

    private const string Revoke = "update calendar_feed set revoked_at = @now where unit = @unit and revoked_at is null";

    private const string Insert = "insert into calendar_feed (unit, hash, created_by, created_at) values (@unit, @hash, @who, @now)";

    private const string SelectUnit = "select u.code, u.name from calendar_feed c join unit u on u.code = c.unit where c.hash = @hash and c.revoked_at is null";

    private const string SelectFeed = """
        select u.code, u.name, c.created_at as made_at
        from unit u
        left join calendar_feed c on c.unit = u.code and c.revoked_at is null
        where u.code = @unit
        """;

    private const string LiveOfUnit = """

        where o.unit = @unit and o.state in ('Accepted', 'Scheduled', 'InService', 'Completed', 'Visited', 'Closed', 'Reopened') and s.end_at > @since
        order by o.seq
        """;

    public Task<CalendarReceipt> Handle(MakeCalendar request, CancellationToken stop)
    {
        var (unit, token, now) = (Own(request.Unit), secrets.NewSession(), clock.GetUtcNow());
        write.Session.Execute(Revoke, new { unit, now });
        write.Session.Execute(Insert, new { unit, hash = secrets.Hash(token), who = context.Who, now });
        return Task.FromResult(new CalendarReceipt(unit, $"{Root}{token}"));
    }

    public Task<CalendarReceipt> Handle(RevokeCalendar request, CancellationToken stop)
    {
        var unit = Own(request.Unit);
        write.Session.Execute(Revoke, new { unit, now = clock.GetUtcNow() });
        return Task.FromResult(new CalendarReceipt(unit, null));
    }

    public Task<string> Handle(ReadCalendar request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var unit = session.One<UnitName>(SelectUnit, new { hash = secrets.Hash(request.Token) }) ?? throw new NotThereException("Calendar", "");
        var rows = session.Query<OrderRow>(OrderRow.Select + LiveOfUnit, new { unit = unit.Code, since = clock.GetUtcNow().AddDays(-DaysBack) });
        return CalendarText.Of(Words.Say("Calendar.Name", unit.Name), rows.Select(order => Entry(order, request.Address)));
    }));

    public Task<IReadOnlyList<CalendarFeedView>> Handle(ListCalendars request, CancellationToken stop) => Task.FromResult(database.Read<IReadOnlyList<CalendarFeedView>>(session =>
        [.. context.Caller.Grants.Where(grant => grant.Role == Role.Unit).Select(grant => grant.Unit!).Distinct().Order(StringComparer.Ordinal)
            .Select(unit => session.One<UnitName>(SelectFeed, new { unit })).OfType<UnitName>().Select(row => new CalendarFeedView(row.Code, row.Name, row.MadeAt))]));

    /// <summary>No words of the demand: somebody's name could stand in them. The place is told no closer than the estate.</summary>
    private CalendarEntry Entry(OrderRow order, string address) => new(
        $"{order.Code}@threelists", order.Version, order.CompletedAt ?? order.AcceptedAt ?? order.ProposedAt, order.ScheduledFrom ?? order.SlotStart, order.ScheduledUntil ?? order.SlotEnd,
        $"{order.OfferTitle}（{order.Code}）", areas.PathOf((new AreaCode(order.Area).At(AreaLevel.Estate) ?? new AreaCode(order.Area)).Value),
        Words.Say("Calendar.Description", Words.Of(order.State), order.Quantity, order.UnitOfQuantity, $"{address}/orders/{order.Code}"));

    /// <exception cref="NotAllowedException">Another's, or the caller stands for none.</exception>
    private string Own(string? asked)
    {
        var unit = asked ?? context.Unit ?? throw new NotAllowedException("not-your-role");
        return context.Sight.SeesUnit(unit) ? unit : throw new NotAllowedException("other-units-calendar");
    }

    private sealed record UnitName
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public DateTimeOffset? MadeAt { get; init; }
    }
}
