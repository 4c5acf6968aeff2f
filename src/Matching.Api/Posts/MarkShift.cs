using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Points;
using Matching.Core;
using Matching.Core.Posts;

namespace Matching.Api.Posts;

/// <summary>Marks whether a member came to a shift, by whoever answers for the place, never for themselves. Who came has the deed's points;
/// put right, they are set off.</summary>
public sealed record MarkShift(string Post, long Shift, string Account, Presence Presence) : ICommand<ShiftView>;

public sealed record MarkShiftBody(string Account, Presence Presence);

/// <summary>Calls a shift off before it begins, with a reason; who had a place is told.</summary>
public sealed record CancelShift(string Post, long Shift, string Reason) : ICommand<ShiftView>;

internal sealed class MarkShiftRules : AbstractValidator<MarkShift>
{
    public MarkShiftRules()
    {
        RuleFor(mark => mark.Account).PlainText(1, 100);
        RuleFor(mark => mark.Presence).IsInEnum();
    }
}

internal sealed class CancelShiftRules : AbstractValidator<CancelShift>
{
    public CancelShiftRules() => RuleFor(cancel => cancel.Reason).PlainText(2, 500);
}

internal sealed class MarkShiftHandler(CurrentWrite write, CallContext context, ShiftBook shifts, PointsBook points, ShiftViews views, TimeProvider clock) :
    IRequestHandler<MarkShift, ShiftView>, IRequestHandler<CancelShift, ShiftView>
{
    private Session Session => write.Session;

    public Task<ShiftView> Handle(MarkShift request, CancellationToken stop)
    {
        var post = PostRow.Get(Session, request.Post);
        if (!ShiftRoles.MayMark(context, post.Area))
            throw new NotAllowedException("outside-your-area");
        if (request.Account == context.Name)
            throw new NotAllowedException("own-shift");
        var shift = ShiftRow.ToChange(Session, post.Code, request.Shift);
        ShiftRules.RefuseMarking(shift.Facts, clock.GetUtcNow());
        var place = ShiftPlaceRow.OfShift(Session, shift.Id).FirstOrDefault(place => place.Account == request.Account) ?? throw new NotThereException("ShiftPlace", request.Account);
        if (place.Presence != request.Presence)
            Mark(post, shift, place, request.Presence);
        return Task.FromResult(views.One(Session, post, shift.Id));
    }

    public Task<ShiftView> Handle(CancelShift request, CancellationToken stop)
    {
        var post = PostRow.Get(Session, request.Post);
        PostRoles.RefuseOutside(context, post.Area);
        var shift = ShiftRow.ToChange(Session, post.Code, request.Shift);
        ShiftRules.RefuseChanging(shift.Facts, clock.GetUtcNow());
        shifts.Cancel(post, shift, FreeText.Cleaned(request.Reason));
        return Task.FromResult(views.One(Session, post, shift.Id));
    }

    private void Mark(PostRow post, ShiftRow shift, ShiftPlaceRow place, Presence presence)
    {
        place.Mark(Session, presence, context.Who, clock.GetUtcNow());
        shifts.Note(post, shift, ShiftAct.MarkShift, $"{place.Account} {presence}");
        if (presence == Presence.Present)
            points.ShiftServed(post.Code, shift.Id, place.Account, post.Area);
        else
            points.ShiftUndone(post.Code, shift.Id, place.Account);
    }
}
