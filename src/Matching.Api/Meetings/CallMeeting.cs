using FluentValidation;
using MediatR;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Units;
using Matching.Core.Grid;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Calls a joint meeting of a community, an estate, or a joint committee.</summary>
public sealed record CallMeeting : ICommand<MeetingView>
{
    /// <summary>A community or an estate; null for a joint committee's.</summary>
    public string? Area { get; init; }

    /// <summary>The joint committee's number.</summary>
    public long? Committee { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Where it is held.</summary>
    public string Place { get; init; } = "";

    /// <summary>Named after body and quarter when left out.</summary>
    public string? Title { get; init; }
}

/// <summary>Puts a meeting that has not begun on another time or to another place (改期). A meeting is never called off.</summary>
public sealed record MoveMeeting(string Meeting, DateTimeOffset StartsAt, string Place) : ICommand<MeetingView>;

public sealed record MoveMeetingBody(DateTimeOffset StartsAt)
{
    public string Place { get; init; } = "";
}

/// <summary>Asks a unit, by its code, or another body by its name (业主委员会) to a meeting.</summary>
public sealed record InviteToMeeting(string Meeting, string? Unit, string? Name) : ICommand<MeetingView>;

public sealed record InviteBody
{
    public string? Unit { get; init; }

    public string? Name { get; init; }
}

internal sealed class CallMeetingRules : AbstractValidator<CallMeeting>
{
    public CallMeetingRules(TimeProvider clock)
    {
        RuleFor(call => call.Area).Must((call, area) => area is null != call.Committee is null).WithMessage(_ => Words.Say("Meeting.OneBody"));
        RuleFor(call => call.StartsAt).Must(start => start > clock.GetUtcNow()).WithMessage(_ => Words.Say("Meeting.Past"));
        RuleFor(call => call.StartsAt).Must(start => start < clock.GetUtcNow().AddYears(2)).WithMessage(_ => Words.Say("Meeting.TooFar"));
        RuleFor(call => call.Place).PlainText(0, 100);
        RuleFor(call => call.Title).PlainText(2, 100);
    }
}

internal sealed class MoveMeetingRules : AbstractValidator<MoveMeeting>
{
    public MoveMeetingRules(TimeProvider clock)
    {
        RuleFor(move => move.StartsAt).Must(start => start > clock.GetUtcNow()).WithMessage(_ => Words.Say("Meeting.Past"));
        RuleFor(move => move.StartsAt).Must(start => start < clock.GetUtcNow().AddYears(2)).WithMessage(_ => Words.Say("Meeting.TooFar"));
        RuleFor(move => move.Place).PlainText(0, 100);
    }
}

internal sealed class InviteToMeetingRules : AbstractValidator<InviteToMeeting>
{
    public InviteToMeetingRules()
    {
        RuleFor(invite => invite.Name).PlainText(2, 60);
        RuleFor(invite => invite.Unit).Must((invite, unit) => string.IsNullOrEmpty(unit) != string.IsNullOrEmpty(invite.Name)).WithMessage(_ => Words.Say("Meeting.UnitOrName"));
    }
}

internal sealed class CallMeetingHandler(CurrentWrite write, CallContext context, MeetingBook book, MeetingViews views, KnownAreas areas) :
    IRequestHandler<CallMeeting, MeetingView>, IRequestHandler<MoveMeeting, MeetingView>, IRequestHandler<InviteToMeeting, MeetingView>
{
    public Task<MeetingView> Handle(CallMeeting request, CancellationToken stop)
    {
        var body = request.Committee is { } committee ? book.BodyOf(committee) : book.BodyOf(Known(request.Area!));
        if (!body.Places.Any(context.Sight.Touches))
            throw new NotThereException("Area", body.Area);
        if (!MeetingRoles.MayRun(context, body.Kind, body.Places))
            throw new NotAllowedException("not-your-meeting");
        var meeting = book.Call(body, request.StartsAt.ToUniversalTime(), FreeText.Cleaned(request.Place), request.Title is null ? null : FreeText.Cleaned(request.Title));
        return Task.FromResult(views.Of(write.Session, meeting));
    }

    public Task<MeetingView> Handle(MoveMeeting request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var moved = book.Act(meeting, MeetingAct.Move, Core.ChinaTime.Text(request.StartsAt), row => row with { StartsAt = request.StartsAt.ToUniversalTime(), Place = FreeText.Cleaned(request.Place) });
        if (moved.DraftedAt is null)
            book.SetDraftTimer(moved);
        book.SetOverTimer(moved);
        return Task.FromResult(views.Of(write.Session, moved));
    }

    public Task<MeetingView> Handle(InviteToMeeting request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var unit = string.IsNullOrEmpty(request.Unit) ? null : UnitRow.Get(write.Session, request.Unit);
        var name = unit?.Name ?? FreeText.Cleaned(request.Name!);
        GuestRow.Invite(write.Session, meeting.Code, unit?.Code, name);
        return Task.FromResult(views.Of(write.Session, book.Act(meeting, MeetingAct.Invite, name)));
    }

    private MeetingRow Own(string code)
    {
        var meeting = MeetingRow.ToChange(write.Session, code, context);
        MeetingRoles.RefuseOthers(context, write.Session, meeting);
        return meeting;
    }

    /// <exception cref="NotThereException">There is no such community or estate.</exception>
    private string Known(string area) => AreaCode.IsValid(area) && new AreaCode(area) is { Level: AreaLevel.Community or AreaLevel.Estate } node && areas.Has(node) ? area : throw new NotThereException("Area", area);
}
