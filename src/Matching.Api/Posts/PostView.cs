using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>A post. Its holder is told to who manages it and to the holder; others see that it is taken.</summary>
/// <param name="From">The first day of its term.</param>
/// <param name="Until">The last day of its term.</param>
public sealed record PostView(
    string Code, PostKind Kind, string KindName, string Title, string Duties, string Area, string Place, DateOnly From, DateOnly Until, PostState State, string StateName, int Version)
{
    public string? Holder { get; init; }

    public string? HolderName { get; init; }

    public string? UnitName { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public bool IsMine { get; init; }

    /// <summary>Whether the caller confirms, releases and withdraws it.</summary>
    public bool MayManage { get; init; }

    /// <summary>Whether the claim may be released as things stand.</summary>
    public bool MayRelease { get; init; }
}

/// <summary>Who does what to posts: committees publish and confirm for their places, members claim.</summary>
internal static class PostRoles
{
    public static readonly Role[] Claiming = [Role.Member, Role.Lead, Role.Branch, Role.Studio, Role.Visitor, Role.Unit];

    public static bool MayManage(CallContext context, string area) => context.ActingRole == Role.System || context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role) && grant.Covers(area));

    /// <exception cref="NotAllowedException"><c>outside-your-area</c>.</exception>
    public static void RefuseOutside(CallContext context, string area)
    {
        if (!MayManage(context, area))
            throw new NotAllowedException("outside-your-area");
    }
}

/// <summary>Shows posts to who asks.</summary>
internal sealed class PostViews(CallContext context, KnownAreas areas, Rulings rulings, TimeProvider clock)
{
    public PostView Of(PostRow row)
    {
        var (mine, manage) = (row.Account is not null && row.Account == context.Name, PostRoles.MayManage(context, row.Area));
        var view = new PostView(row.Code, row.Kind, Words.Of(row.Kind), row.Title, row.Duties, row.Area, areas.PathOf(row.Area), ChinaTime.DayOf(row.StartsAt), ChinaTime.DayOf(row.EndsAt.AddTicks(-1)),
            row.State, Words.Of(row.State), row.Version)
        {
            IsMine = mine, MayManage = manage, UnitName = row.UnitName,
            MayRelease = manage && (row.State == PostState.Serving || (row.State == PostState.Claimed && PostLife.IsStale(row.ClaimedAt!.Value, clock.GetUtcNow(), rulings.Policy.Posts))),
        };
        return mine || manage ? view with { Holder = row.Account, HolderName = row.Display, ClaimedAt = row.ClaimedAt, ConfirmedAt = row.ConfirmedAt } : view;
    }
}
