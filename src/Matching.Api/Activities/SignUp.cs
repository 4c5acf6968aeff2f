using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Activities;
using Matching.Core.Grid;

namespace Matching.Api.Activities;

/// <summary>Signs somebody up for an activity (报名): by the unit or a committee, also at the door.</summary>
public sealed record SignUp(long Activity, int People, AreaCode Area, ContactDraft? Contact) : ICommand<SignUpReceipt>;

/// <summary>Signs oneself up by the code on a poster, without an account.</summary>
public sealed record JoinActivity(string JoinCode, int People, AreaCode Area, ContactDraft? Contact) : ICommand<SignUpReceipt>;

public sealed record SignUpBody
{
    public int People { get; init; } = 1;

    public required AreaCode Area { get; init; }

    public ContactDraft? Contact { get; init; }
}

/// <param name="LookUpCode">Shown this once; with it the sign-up is taken back.</param>
public sealed record SignUpReceipt(string Number, string LookUpCode, string Title, DateTimeOffset Start, DateTimeOffset End, int People);

/// <summary>Takes a sign-up back for somebody.</summary>
public sealed record WithdrawSignUp(long Activity, string Number) : ICommand<ActivityDetail>;

/// <summary>Takes one's own sign-up back by its code; the contact is forgotten at once.</summary>
public sealed record LeaveActivity(string JoinCode, string Number, string LookUpCode) : ICommand<string>;

public sealed record LeaveBody(string Number, string LookUpCode);

internal sealed class SignUpRules : AbstractValidator<SignUp>
{
    public const int MostPeople = 20;

    public SignUpRules(KnownAreas areas)
    {
        RuleFor(signUp => signUp.People).InclusiveBetween(1, MostPeople).WithMessage(signUp => Words.Say("Field.Quantity", signUp.People, MostPeople));
        RuleFor(signUp => signUp.Area).Must(area => areas.Has(area)).WithMessage(signUp => Words.Say("Csv.UnknownArea", signUp.Area));
        RuleFor(signUp => signUp.Contact!).SetValidator(new ContactRules()).When(signUp => signUp.Contact is not null);
    }
}

internal sealed class JoinActivityRules : AbstractValidator<JoinActivity>
{
    public JoinActivityRules(IValidator<SignUp> rules) => Include(new AsSignUp(rules));

    private sealed class AsSignUp : AbstractValidator<JoinActivity>
    {
        public AsSignUp(IValidator<SignUp> rules) => RuleFor(join => new SignUp(0, join.People, join.Area, join.Contact)).SetValidator(rules).OverridePropertyName("");
    }
}

internal sealed class LeaveActivityRules : AbstractValidator<LeaveActivity>
{
    public LeaveActivityRules()
    {
        RuleFor(leave => leave.Number).PlainText(1, 40);
        RuleFor(leave => leave.LookUpCode).PlainText(1, 40);
    }
}

internal sealed class SignUpHandler(CurrentWrite write, CallContext context, ActivityBook activities, ActivityViews views, LookUpCodes lookUps, PersonRecords people, TimeProvider clock) :
    IRequestHandler<SignUp, SignUpReceipt>, IRequestHandler<JoinActivity, SignUpReceipt>, IRequestHandler<WithdrawSignUp, ActivityDetail>, IRequestHandler<LeaveActivity, string>
{
    private Session Session => write.Session;

    public Task<SignUpReceipt> Handle(SignUp request, CancellationToken stop) => Task.FromResult(Enter(activities.ToChange(request.Activity), request));

    public Task<SignUpReceipt> Handle(JoinActivity request, CancellationToken stop)
    {
        var row = Opened(request.JoinCode);
        return Task.FromResult(Enter(row, new SignUp(row.Id, request.People, request.Area, request.Contact)));
    }

    public Task<ActivityDetail> Handle(WithdrawSignUp request, CancellationToken stop)
    {
        var row = activities.ToChange(request.Activity);
        var signUp = SignUpRow.Get(Session, row.Id, request.Number);
        Withdraw(row, views.Sees(row, signUp) ? signUp : throw new NotThereException("SignUp", request.Number));
        return Task.FromResult(views.Of(Session, row.Id));
    }

    public Task<string> Handle(LeaveActivity request, CancellationToken stop)
    {
        var row = Opened(request.JoinCode);
        var signUp = SignUpRow.Find(Session, row.Id, request.Number);
        if (signUp is null || !lookUps.Matches(signUp.Number, request.LookUpCode, signUp.LookUpHash))
            throw new NotAllowedException("wrong-look-up-code");
        Withdraw(row, signUp);
        return Task.FromResult(signUp.Number);
    }

    private ActivityRow Opened(string code) => ActivityRow.ByCode(Session, code) ?? throw new NotThereException("Activity", code);

    private SignUpReceipt Enter(ActivityRow row, SignUp request)
    {
        var now = clock.GetUtcNow();
        ActivityLife.RefuseLateSignUp(row.State, row.EndAt, now);
        if (!row.Serves(request.Area.Value))
            throw new RuleBrokenException("outside-activity", row.Title);
        if (!row.TryTake(Session, request.People))
            throw new RuleBrokenException("activity-full", row.Remaining);
        var (number, lookUp) = (Codes.NextSignUp(Session, ChinaTime.Local(now).Year), lookUps.Next());
        new SignUpRow
        {
            Slot = row.Id, Number = number, People = request.People, Area = request.Area.Value, State = SignUpState.Signed, FiledBy = context.Who, At = now, LookUpHash = lookUps.Hash(number, lookUp),
            Person = people.Keep(Session, request.Contact, [], context.Who),
        }.InsertInto(Session);
        activities.Tell(row, nameof(SignUp), $"{number} {request.People}");
        return new SignUpReceipt(number, lookUp, row.Title, row.StartAt, row.EndAt, request.People);
    }

    private void Withdraw(ActivityRow row, SignUpRow signUp)
    {
        ActivityLife.RefuseEnded(row.State);
        if (signUp.State != SignUpState.Signed)
            throw new RuleBrokenException("sign-up-ended", signUp.State);
        activities.End(row, signUp, SignUpState.Withdrawn);
        activities.Tell(row, nameof(WithdrawSignUp), signUp.Number);
    }
}
