using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>The meeting begins (开会).</summary>
public sealed record BeginMeeting(string Meeting) : ICommand<MeetingView>;

/// <summary>Records who came.</summary>
/// <param name="Present">Numbers of the guests who did; the others did not.</param>
public sealed record RecordAttendance(string Meeting, IReadOnlyList<long> Present) : ICommand<MeetingView>;

public sealed record AttendanceBody(IReadOnlyList<long> Present);

/// <summary>A unit takes an item on during the meeting (认领).</summary>
public sealed record ClaimItem(string Meeting, long Item, string Note) : ICommand<MeetingView>;

public sealed record ClaimBody
{
    /// <summary>What it will do.</summary>
    public string Note { get; init; } = "";
}

internal sealed class ClaimItemRules : AbstractValidator<ClaimItem>
{
    public ClaimItemRules() => RuleFor(claim => claim.Note).PlainText(0, 500);
}

internal sealed class HoldMeetingHandler(CurrentWrite write, CallContext context, MeetingBook book, MeetingViews views, TimeProvider clock) :
    IRequestHandler<BeginMeeting, MeetingView>, IRequestHandler<RecordAttendance, MeetingView>, IRequestHandler<ClaimItem, MeetingView>
{
    private const string SetPresent = "update meeting_guest set present = @present where id = @id and meeting = @meeting";

    public Task<MeetingView> Handle(BeginMeeting request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        return Task.FromResult(views.Of(write.Session, book.Act(meeting, MeetingAct.Begin, "", row => row with { BeganAt = clock.GetUtcNow() })));
    }

    /// <exception cref="NotThereException">One of them was not invited.</exception>
    public Task<MeetingView> Handle(RecordAttendance request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var guests = GuestRow.Of(write.Session, meeting.Code);
        var unknown = request.Present.Where(id => guests.All(guest => guest.Id != id)).ToList();
        if (unknown.Count > 0)
            throw new NotThereException("Guest", unknown[0].ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var guest in guests)
            write.Session.Execute(SetPresent, new { present = request.Present.Contains(guest.Id), id = guest.Id, meeting = meeting.Code });
        return Task.FromResult(views.Of(write.Session, book.Act(meeting, MeetingAct.Attend, $"{request.Present.Distinct().Count()} / {guests.Count}")));
    }

    public Task<MeetingView> Handle(ClaimItem request, CancellationToken stop)
    {
        var meeting = MeetingRow.ToChange(write.Session, request.Meeting, context);
        var item = AgendaItemRow.Get(write.Session, meeting.Code, request.Item);
        var claimed = book.Act(meeting, MeetingAct.Claim, $"{context.Unit} {item.Title}");
        ClaimRow.Save(write.Session, item.Id, context.Unit!, FreeText.Cleaned(request.Note), context.Who, clock.GetUtcNow());
        return Task.FromResult(views.Of(write.Session, claimed));
    }

    private MeetingRow Own(string code)
    {
        var meeting = MeetingRow.ToChange(write.Session, code, context);
        MeetingRoles.RefuseOthers(context, write.Session, meeting);
        return meeting;
    }
}
