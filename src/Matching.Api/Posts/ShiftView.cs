using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>A shift. Who signed up is told to those who mark attendance; others see how many, and whether they are among them.</summary>
/// <param name="StateName">To be had, full, over or called off, in words.</param>
public sealed record ShiftView(long Id, DateTimeOffset Start, DateTimeOffset End, int Places, int Taken, ShiftState State, string StateName, bool IsMine)
{
    /// <summary>The caller's own attendance as it was marked.</summary>
    public Presence? Mine { get; init; }

    /// <summary>Whether there is a place to take.</summary>
    public bool MayTake { get; init; }

    /// <summary>Whether the caller's place may be given back.</summary>
    public bool MayLeave { get; init; }

    /// <summary>Whether the caller marks who came.</summary>
    public bool MayMark { get; init; }

    /// <summary>Whether the caller may call it off.</summary>
    public bool MayCancel { get; init; }

    public IReadOnlyList<ShiftMemberView> Members { get; init; } = [];
}

/// <param name="IsMine">The caller's own place, which somebody else marks.</param>
public sealed record ShiftMemberView(string Account, string Name, Presence? Presence, string? PresenceName, bool IsMine);

/// <summary>Who does what to shifts: committees add and call off, and whoever answers for the place marks who came.</summary>
internal static class ShiftRoles
{
    public static readonly Role[] Marking = Roles.Grid;

    public static bool MayMark(CallContext context, string area) => context.Caller.Grants.Any(grant => Marking.Contains(grant.Role) && grant.Covers(area));
}

/// <summary>Shows the shifts of a post to who asks.</summary>
internal sealed class ShiftViews(CallContext context, TimeProvider clock)
{
    /// <summary>Shifts that are over for longer are left to the ledger and the history.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(62);

    public IReadOnlyList<ShiftView> Of(Session session, PostRow post)
    {
        var since = clock.GetUtcNow() - Kept;
        var places = ShiftPlaceRow.OfPost(session, post.Code, since);
        return [.. ShiftRow.OfPost(session, post.Code, since).Select(shift => Of(post, shift, [.. places[shift.Id]]))];
    }

    public ShiftView One(Session session, PostRow post, long shift) => Of(post, ShiftRow.Get(session, post.Code, shift), ShiftPlaceRow.OfShift(session, shift));

    private ShiftView Of(PostRow post, ShiftRow shift, IReadOnlyList<ShiftPlaceRow> places)
    {
        var (now, mine) = (clock.GetUtcNow(), places.FirstOrDefault(place => place.Account == context.Name));
        var (isComing, marks, manages) = (shift.State == ShiftState.Open && now < shift.StartAt, ShiftRoles.MayMark(context, post.Area), PostRoles.MayManage(context, post.Area));
        return new ShiftView(shift.Id, shift.StartAt, shift.EndAt, shift.Places, shift.Taken, shift.State, NameOf(shift, now), mine is not null)
        {
            Mine = mine?.Presence, MayTake = isComing && mine is null && shift.Taken < shift.Places && post.State == PostState.Open, MayLeave = isComing && mine is not null,
            MayMark = marks && shift.State == ShiftState.Open && now >= shift.StartAt, MayCancel = manages && isComing,
            Members = marks || manages ? [.. places.Select(Member)] : [],
        };
    }

    private ShiftMemberView Member(ShiftPlaceRow place) =>
        new(place.Account, place.Display, place.Presence, place.Presence is { } presence ? Words.Of(presence) : null, place.Account == context.Name);

    private static string NameOf(ShiftRow shift, DateTimeOffset now) => shift.State == ShiftState.Cancelled ? Words.Of(shift.State)
        : Words.Say(now >= shift.EndAt ? "Shift.Over" : now >= shift.StartAt ? "Shift.UnderWay" : shift.Taken >= shift.Places ? "Shift.Full" : "Shift.Free");
}
