using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core;
using Matching.Core.Activities;

namespace Matching.Api.Activities;

/// <summary>Ticks who came (签到), by the unit or a committee for those it sees.</summary>
public sealed record MarkAttendance(long Activity, IReadOnlyList<AttendanceMark> Marks) : ICommand<ActivityDetail>;

/// <param name="Number">Of the order or sign-up.</param>
/// <param name="Present">How many of its places; 0 = nobody came; null takes the tick back.</param>
public sealed record AttendanceMark(string Number, int? Present);

public sealed record AttendanceBody(IReadOnlyList<AttendanceMark> Marks);

internal sealed class MarkAttendanceRules : AbstractValidator<MarkAttendance>
{
    private const int MostMarks = 2000;

    public MarkAttendanceRules()
    {
        RuleFor(mark => mark.Marks).NotNull().Must(marks => marks is null || marks.Count is > 0 and <= MostMarks).WithMessage(_ => Words.Say("Field.TooMany", MostMarks));
        RuleForEach(mark => mark.Marks).Must(mark => mark?.Number is not null).WithMessage(_ => Words.Say("Activity.NumberWanted"));
    }
}

internal sealed class MarkAttendanceHandler(CurrentWrite write, CallContext context, ActivityBook activities, ActivityViews views, TimeProvider clock) : IRequestHandler<MarkAttendance, ActivityDetail>
{
    private Session Session => write.Session;

    public Task<ActivityDetail> Handle(MarkAttendance request, CancellationToken stop)
    {
        var row = activities.ToChange(request.Activity);
        ActivityLife.RefuseEarlyAttendance(row.State, row.StartAt, clock.GetUtcNow());
        var guests = views.Of(Session, row).Guests.ToDictionary(guest => guest.Number);
        foreach (var mark in request.Marks)
            Tick(row, guests.GetValueOrDefault(mark.Number) ?? throw new NotThereException("ActivityGuest", mark.Number), mark.Present);
        activities.Tell(row, nameof(MarkAttendance), string.Join(' ', request.Marks.Select(mark => $"{mark.Number}={mark.Present}")));
        return Task.FromResult(views.Of(Session, row.Id));
    }

    private void Tick(ActivityRow row, GuestView guest, int? present)
    {
        if (!guest.IsOpen)
            throw new RuleBrokenException("guest-not-open", guest.Number, guest.StateName);
        if (present is < 0 || present > guest.Places)
            throw new RuleBrokenException("guest-places", guest.Number, guest.Places);
        if (guest.Demand is not null)
            GuestOrderRow.Tick(Session, guest.Number, present, context.Who, clock.GetUtcNow());
        else
            (SignUpRow.Get(Session, row.Id, guest.Number) with { Present = present }).SaveTo(Session);
    }
}
