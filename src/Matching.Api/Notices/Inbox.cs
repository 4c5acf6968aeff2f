using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Notices;

/// <summary>The caller's notices, newest first; the cursor is the last one's number.</summary>
internal sealed record ListInbox(bool UnreadOnly, PageWanted Page) : IRequest<InboxView>;

/// <summary>Marks one notice as read.</summary>
internal sealed record ReadNotice(long Id) : ICommand<NoticeView>;

/// <summary>Marks as read what was there when the caller looked.</summary>
/// <param name="UpTo">The newest notice that the caller has seen.</param>
public sealed record ReadAllNotices(long UpTo) : ICommand<int>;

public sealed record InboxView(long Unread, Page<NoticeView> Notices);

/// <param name="Text">The sentence in the reader's language.</param>
public sealed record NoticeView(long Id, NoticeKind Kind, string Subject, string Text, string Path, bool Emergency, DateTimeOffset At, DateTimeOffset? ReadAt);

internal sealed class InboxHandler(Database database, CurrentWrite write, CallContext context, KnownAreas areas, Rulings rulings, TimeProvider clock) :
    IRequestHandler<ListInbox, InboxView>, IRequestHandler<ReadNotice, NoticeView>, IRequestHandler<ReadAllNotices, int>
{
    private const string OfAccount = NoticeRow.Select + """

        where n.account = @Name and (@After = 0 or n.id < @After) and (@Unread = 0 or n.read_at is null)
        order by n.id desc
        limit @Most
        """;

    private const string CountUnread = "select count(*) from notice where account = @Name and read_at is null";

    private const string One = NoticeRow.Select + "\nwhere n.id = @Id and n.account = @Name";

    private const string MarkOne = "update notice set read_at = @Now where id = @Id and account = @Name and read_at is null";

    private const string MarkAll = "update notice set read_at = @Now where account = @Name and id <= @UpTo and read_at is null";

    public Task<InboxView> Handle(ListInbox request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var values = new { context.Name, request.Page.After, Unread = request.UnreadOnly ? 1 : 0, Most = request.Page.Limit + 1 };
        return new InboxView(session.Scalar<long>(CountUnread, values), Page<NoticeView>.Of(session.Query<NoticeRow>(OfAccount, values), request.Page.Limit, View, row => row.Id));
    }));

    public Task<NoticeView> Handle(ReadNotice request, CancellationToken stop)
    {
        write.Session.Execute(MarkOne, new { request.Id, context.Name, Now = clock.GetUtcNow() });
        var row = write.Session.One<NoticeRow>(One, new { request.Id, context.Name }) ?? throw new NotThereException("Notice", request.Id.ToString(CultureInfo.InvariantCulture));
        return Task.FromResult(View(row));
    }

    public Task<int> Handle(ReadAllNotices request, CancellationToken stop) =>
        Task.FromResult(write.Session.Execute(MarkAll, new { request.UpTo, context.Name, Now = clock.GetUtcNow() }));

    private NoticeView View(NoticeRow row) => new(row.Id, row.Kind, row.Subject, row.Sentence(areas, rulings, AreaLevel.Building), row.Path, row.Emergency, row.At, row.ReadAt);
}
