using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Signs up for a shift: of all who do, no more than it has places get one.</summary>
public sealed record TakeShift(string Post, long Shift) : ICommand<ShiftView>;

/// <summary>Gives a place back before the shift begins.</summary>
public sealed record LeaveShift(string Post, long Shift) : ICommand<ShiftView>;

internal sealed class TakeShiftHandler(CurrentWrite write, CallContext context, ShiftBook shifts, ShiftViews views, TimeProvider clock) : IRequestHandler<TakeShift, ShiftView>, IRequestHandler<LeaveShift, ShiftView>
{
    /// <summary>One account signs up for one shift at a time, so that two that overlap are seen.</summary>
    private const string HoldAccount = "select name from account where name = @Name";

    private Session Session => write.Session;

    public Task<ShiftView> Handle(TakeShift request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var post = PostRow.Get(Session, request.Post);
        if (post.State != PostState.Open)
            throw new RuleBrokenException("post-over");
        Session.OneToChange<string>(HoldAccount, new { context.Name });
        var shift = ShiftRow.ToChange(Session, post.Code, request.Shift);
        var own = ShiftRow.ComingOf(Session, context.Name, now);
        if (own.Any(other => other.Id == shift.Id))
            throw new RuleBrokenException("shift-yours");
        ShiftRules.RefuseTaking(shift.Facts, now);
        if (own.FirstOrDefault(other => ShiftRules.Overlap(other.Facts, shift.Facts)) is { } other)
            throw new RuleBrokenException("shift-overlaps", ChinaTime.Text(other.StartAt));
        if (!shift.Take(Session))
            throw new RuleBrokenException("shift-full");
        new ShiftPlaceRow { Shift = shift.Id, Account = context.Name, TakenAt = now }.InsertInto(Session);
        shifts.Note(post, shift, ShiftAct.TakeShift, "");
        return Task.FromResult(views.One(Session, post, shift.Id));
    }

    public Task<ShiftView> Handle(LeaveShift request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var post = PostRow.Get(Session, request.Post);
        var shift = ShiftRow.ToChange(Session, post.Code, request.Shift);
        var place = ShiftPlaceRow.OfShift(Session, shift.Id).FirstOrDefault(place => place.Account == context.Name) ?? throw new RuleBrokenException("shift-not-yours");
        ShiftRules.RefuseChanging(shift.Facts, now);
        place.GiveUp(Session, now);
        shift.GiveBack(Session);
        shifts.Note(post, shift, ShiftAct.LeaveShift, "");
        return Task.FromResult(views.One(Session, post, shift.Id));
    }
}
