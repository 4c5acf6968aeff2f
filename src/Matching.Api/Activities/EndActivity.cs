using FluentValidation;
using MediatR;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core.Activities;

namespace Matching.Api.Activities;

/// <summary>Makes the served list (服务名单) of an activity: orders of those who came are completed, the others' end with this reason and their demands are open again.
/// Whom nobody ticked did not come.</summary>
public sealed record SettleActivity(long Activity, string Reason) : ICommand<ActivityOutcome>;

/// <summary>Calls an activity off (取消活动): every place is given back, everybody is open again and told.</summary>
public sealed record CancelActivity(long Activity, string Reason) : ICommand<ActivityDetail>;

public sealed record ActivityReasonBody(string Reason);

/// <summary>Opens or closes an activity's sign-up by code and QR, for people without an account.</summary>
public sealed record SwitchJoinCode(long Activity, bool Open) : ICommand<ActivityDetail>;

public sealed record SwitchJoinBody
{
    public required bool Open { get; init; }
}

internal sealed class SettleActivityRules : AbstractValidator<SettleActivity>
{
    public SettleActivityRules() => RuleFor(settle => settle.Reason).PlainText(2, 500);
}

internal sealed class CancelActivityRules : AbstractValidator<CancelActivity>
{
    public CancelActivityRules() => RuleFor(cancel => cancel.Reason).PlainText(2, 500);
}

internal sealed class EndActivityHandler(CurrentWrite write, CallContext context, ActivityBook activities, ActivityViews views, Demands.LookUpCodes codes, TimeProvider clock) :
    IRequestHandler<SettleActivity, ActivityOutcome>, IRequestHandler<CancelActivity, ActivityDetail>, IRequestHandler<SwitchJoinCode, ActivityDetail>
{
    public Task<ActivityOutcome> Handle(SettleActivity request, CancellationToken stop)
    {
        var row = activities.WholeToChange(request.Activity);
        ActivityLife.RefuseEarlyAttendance(row.State, row.StartAt + ActivityLife.DoorsOpen, clock.GetUtcNow());
        var why = FreeText.Cleaned(request.Reason);
        var outcome = activities.Settle(row, why);
        Ended(row, ActivityState.Held, why);
        activities.Tell(row, nameof(SettleActivity), $"{outcome.Served} {outcome.Reopened} {outcome.PersonTimes.Came}");
        return Task.FromResult(outcome);
    }

    public Task<ActivityDetail> Handle(CancelActivity request, CancellationToken stop)
    {
        var row = activities.WholeToChange(request.Activity);
        ActivityLife.RefuseEnded(row.State);
        var why = FreeText.Cleaned(request.Reason);
        var reopened = activities.Cancel(row, why);
        Ended(row, ActivityState.Cancelled, why);
        activities.Tell(row, nameof(CancelActivity), $"{reopened} {why}");
        return Task.FromResult(views.Of(write.Session, row.Id));
    }

    public Task<ActivityDetail> Handle(SwitchJoinCode request, CancellationToken stop)
    {
        var row = activities.ToChange(request.Activity);
        ActivityLife.RefuseLateSignUp(row.State, row.EndAt, clock.GetUtcNow());
        if (request.Open != (row.JoinCode is not null))
        {
            (row with { JoinCode = request.Open ? codes.Next() : null }).SaveTo(write.Session);
            activities.Tell(row, nameof(SwitchJoinCode), request.Open ? "open" : "closed");
        }
        return Task.FromResult(views.Of(write.Session, row.Id));
    }

    private void Ended(ActivityRow row, ActivityState state, string why) =>
        (row with { State = state, EndedAt = clock.GetUtcNow(), EndedBy = context.Who, Why = why }).SaveTo(write.Session);
}
