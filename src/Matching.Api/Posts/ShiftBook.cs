using Matching.Api.Data;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Moves shifts inside the current write: an event of the post for each move; who had a place in one that is called off is told.</summary>
internal sealed class ShiftBook(CurrentWrite write, CallContext context, EventLog events, NoticeBook notices, TimeProvider clock)
{
    private Session Session => write.Session;

    public void Note(PostRow post, ShiftRow shift, ShiftAct act, string why) =>
        events.Append(post.Subject, act.ToString(), null, null, $"{ChinaTime.Text(shift.StartAt)} {why}".TrimEnd());

    public void Cancel(PostRow post, ShiftRow shift, string why)
    {
        var now = clock.GetUtcNow();
        var places = ShiftPlaceRow.OfShift(Session, shift.Id);
        foreach (var place in places)
            place.GiveUp(Session, now);
        shift.Cancel(Session);
        Note(post, shift, ShiftAct.CancelShift, why);
        notices.Tell(Session, new NoticeDraft(NoticeKind.ShiftCancelled, $"{post.Subject}/shift/{shift.Id}", post.Code, $"/posts/{post.Code}", now) { Area = post.Area, DueAt = shift.StartAt },
            new NoticeAudience { Accounts = [.. places.Select(place => place.Account)], Except = context.Name });
    }

    /// <summary>The post is taken back: so are its shifts that have not begun.</summary>
    public void CancelComing(PostRow post, string why)
    {
        var now = clock.GetUtcNow();
        foreach (var shift in ShiftRow.OfPost(Session, post.Code, now).Where(shift => shift.State == ShiftState.Open && shift.StartAt > now))
            Cancel(post, shift, why);
    }
}
