using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Which posts are shown: those to be had, the caller's own, all. Part of addresses: append only.</summary>
public enum PostTab { Open, Mine, All }

/// <summary>The posts by area; the cursor is the last one's place.</summary>
internal sealed record ListPosts(PostTab Tab, PostKind? Kind, string? Area, PageWanted Page) : IRequest<PostList>;

/// <param name="Counts">Of every tab, in the order of <see cref="PostTab"/>.</param>
public sealed record PostList(PostTab Tab, IReadOnlyList<int> Counts, IReadOnlyList<PostView> Items, string? Next);

/// <summary>One post with its history.</summary>
internal sealed record GetPost(string Code) : IRequest<PostDetail>;

/// <param name="History">For who manages it; others get none.</param>
/// <param name="Shifts">Of a team's post: those to come, and those of the last weeks.</param>
public sealed record PostDetail(PostView Post, IReadOnlyList<EventView> History, IReadOnlyList<ShiftView> Shifts);

internal sealed class ListPostsHandler(Database database, CallContext context, PostViews views, ShiftViews shifts, TimeProvider clock) : IRequestHandler<ListPosts, PostList>, IRequestHandler<GetPost, PostDetail>
{
    private const string Where = """

        where (@Kind is null or p.kind = @Kind) and (@Area is null or p.area like @Area escape '!')
            and ((@Tab = 'Open' and p.state = 'Open' and p.ends_at > @Now) or (@Tab = 'Mine' and (c.account = @Name or exists (
                    select 1 from shift s join shift_place m on m.shift = s.id where s.post = p.code and m.account = @Name and m.left_at is null))) or @Tab = 'All')
        """;

    private const string Select = PostRow.Select + Where + "\norder by p.area, p.code\nlimit @Most offset @After";

    private const string Count = """
        select count(*)
        from post p
        left join post_claim c on c.post = p.code and c.ended_at is null
        """ + Where;

    public Task<PostList> Handle(ListPosts request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (after, limit) = (request.Page.After, request.Page.Limit);
        var rows = session.Query<PostRow>(Select, Values(request, request.Tab, limit + 1));
        return new PostList(request.Tab, [.. Enum.GetValues<PostTab>().Select(tab => (int)session.Scalar<long>(Count, Values(request, tab, 0)))],
            [.. rows.Take(limit).Select(views.Of)], rows.Count > limit ? (after + limit).ToString(CultureInfo.InvariantCulture) : null);
    }));

    public Task<PostDetail> Handle(GetPost request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var post = PostRow.Get(session, request.Code);
        var view = views.Of(post);
        return new PostDetail(view, view.MayManage ? [.. EventRow.Of(session, post.Subject).Select(EventView.Of)] : [], shifts.Of(session, post));
    }));

    private object Values(ListPosts request, PostTab tab, int most) => new
    {
        Kind = request.Kind?.ToString(), Area = LikePattern.StartingWith(request.Area), Tab = tab.ToString(), context.Name, Now = clock.GetUtcNow(), Most = most, request.Page.After,
    };
}
