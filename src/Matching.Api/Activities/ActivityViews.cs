using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Activities;

namespace Matching.Api.Activities;

/// <summary>An activity (服务活动) as lists show it.</summary>
/// <param name="Demands">Recorded demands with an accepted order on it.</param>
/// <param name="Signed">Places held by direct sign-ups.</param>
/// <param name="Came">Person-times ticked so far.</param>
public sealed record ActivityView(
    long Id, string Offer, string Title, string Unit, string UnitName, DateTimeOffset Start, DateTimeOffset End, int Capacity, int Remaining, string UnitOfCapacity,
    ActivityState State, int Demands, int Signed, int Came)
{
    public string StateName => Words.Of(State);

    /// <summary>At least one recorded demand is served by it.</summary>
    public bool IsDemandDriven => Demands > 0;

    internal static ActivityView Of(ActivityRow row) => new(row.Id, row.Offer, row.Title, row.Unit, row.UnitName, row.StartAt, row.EndAt, row.Capacity, row.Remaining, row.UnitOfCapacity,
        row.State, (int)row.Demands, (int)row.Signed, (int)row.Came);
}

/// <summary>How somebody on the list stands.</summary>
public enum GuestState { Expected, Came, Served, Absent, Withdrawn, Cancelled }

/// <summary>One line of the sign-up list: a demand's order, or a direct sign-up.</summary>
/// <param name="Number">The order's, or the sign-up's.</param>
/// <param name="Demand">Null for a direct sign-up.</param>
/// <param name="Present">How many of the places came; null where nobody has ticked it.</param>
/// <param name="Contact">Masked.</param>
public sealed record GuestView(string Number, string? Demand, string Text, string Area, string Place, int Places, int? Present, GuestState State, ContactView? Contact)
{
    public string StateName => Words.Of(State);

    /// <summary>May still be ticked.</summary>
    public bool IsOpen => State is GuestState.Expected or GuestState.Came;
}

/// <param name="SeesAll">The caller sees everybody on it, and may therefore settle or cancel it.</param>
/// <param name="JoinCode">What the poster's QR code holds, for those who run it; null while it is closed.</param>
/// <param name="PersonTimes">Of those the caller sees.</param>
public sealed record ActivityDetail(ActivityView Activity, string Detail, IReadOnlyList<GuestView> Guests, PersonTimes PersonTimes, bool SeesAll, string? JoinCode, DateTimeOffset? EndedAt, string Why);

/// <summary>Puts together what a caller sees of an activity.</summary>
internal sealed class ActivityViews(CallContext context, PersonRecords people, KnownAreas areas)
{
    public ActivityDetail Of(Session session, long id) => Of(session, ActivityRow.Get(session, id, context.Sight));

    public ActivityDetail Of(Session session, ActivityRow row)
    {
        var orders = GuestOrderRow.Of(session, row.Id, context.Sight);
        var all = SignUpRow.Of(session, row.Id);
        var signUps = all.Where(signUp => Sees(row, signUp)).ToList();
        var persons = PersonRow.Among(session, [.. orders.Select(order => order.Person).Concat(signUps.Select(signUp => signUp.Person)).OfType<long>().Distinct()]);
        ContactView? Masked(long? id) => id is { } known && persons.TryGetValue(known, out var person) ? people.Masked(person) : null;
        List<GuestView> guests =
        [
            .. orders.Select(order => new GuestView(order.Code, order.Demand, order.Title, order.Area, areas.PathOf(order.Area), order.Quantity, order.Present, StateOf(order), Masked(order.Person))),
            .. signUps.Select(signUp => new GuestView(signUp.Number, null, Words.Say("SignUp.Direct"), signUp.Area, areas.PathOf(signUp.Area), signUp.People, signUp.Present, StateOf(signUp, row.State), Masked(signUp.Person))),
        ];
        var counted = guests.Where(guest => guest.State is not (GuestState.Withdrawn or GuestState.Cancelled)).Select(guest => (guest.Places, guest.Present)).ToList();
        return new ActivityDetail(ActivityView.Of(row), row.Detail, guests, PersonTimes.Of(counted), SeesAll(session, row, orders, all, signUps), MayRun(row) ? row.JoinCode : null, row.EndedAt, row.Why);
    }

    /// <summary>The unit sees who signed up at its own activity, the grid who lives in its part.</summary>
    public bool Sees(ActivityRow row, SignUpRow signUp) => context.Sight.SeesUnit(row.Unit) || context.Sight.CoversArea(signUp.Area);

    /// <summary>Whether nobody on the activity is hidden from the caller.</summary>
    public bool SeesAll(Session session, ActivityRow row) =>
        SignUpRow.Of(session, row.Id) is var all && SeesAll(session, row, GuestOrderRow.Of(session, row.Id, context.Sight), all, [.. all.Where(signUp => Sees(row, signUp))]);

    private bool SeesAll(Session session, ActivityRow row, IReadOnlyList<GuestOrderRow> orders, IReadOnlyList<SignUpRow> all, IReadOnlyList<SignUpRow> seen) =>
        MayRun(row) && seen.Count == all.Count && orders.Count(order => Core.Orders.OrderLife.IsLive(order.State)) == row.LiveOrders(session);

    /// <summary>Of the unit, or of a committee that it serves.</summary>
    public bool MayRun(ActivityRow row) => context.ActingRole == Role.System || context.Caller.Grants.Any(grant => grant.Role == Role.Unit ? grant.Unit == row.Unit : Roles.Committee.Contains(grant.Role));

    private static GuestState StateOf(GuestOrderRow order) => order switch
    {
        _ when Core.Orders.OrderLife.IsServed(order.State) || order.State == Core.Orders.OrderState.Reopened => GuestState.Served,
        _ when !Core.Orders.OrderLife.IsLive(order.State) => GuestState.Absent,
        { Present: > 0 } => GuestState.Came,
        _ => GuestState.Expected,
    };

    private static GuestState StateOf(SignUpRow signUp, ActivityState state) => signUp switch
    {
        { State: SignUpState.Withdrawn } => GuestState.Withdrawn,
        { State: SignUpState.Cancelled } => GuestState.Cancelled,
        { State: SignUpState.Absent } => GuestState.Absent,
        { Present: > 0 } => state == ActivityState.Held ? GuestState.Served : GuestState.Came,
        _ => GuestState.Expected,
    };
}
