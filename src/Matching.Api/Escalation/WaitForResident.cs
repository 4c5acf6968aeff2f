using FluentValidation;
using MediatR;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Escalation;

/// <summary>Asks the resident something (待补充): the demand's clocks wait for the answer, or until the policy's limit.</summary>
public sealed record WaitForResident(string Code, string Question) : ICommand<DemandView>;

public sealed record QuestionBody(string Question);

/// <summary>The resident's answer, by look-up code.</summary>
public sealed record AnswerQuestion(string Code, string LookUpCode, string Answer) : ICommand<AnswerTaken>;

public sealed record AnswerBody(string LookUpCode, string Answer);

/// <param name="ResolveDue">Until when it is to be solved now.</param>
public sealed record AnswerTaken(string Code, DateTimeOffset? ResolveDue);

/// <summary>The resident answered by telephone or at the door: somebody of the grid writes it down.</summary>
public sealed record RecordAnswer(string Code, string Answer) : ICommand<DemandView>;

public sealed record RecordedAnswerBody(string Answer);

internal sealed class WaitForResidentRules : AbstractValidator<WaitForResident>
{
    public WaitForResidentRules() => RuleFor(wait => wait.Question).PlainText(2, 500);
}

internal sealed class AnswerQuestionRules : AbstractValidator<AnswerQuestion>
{
    public AnswerQuestionRules()
    {
        RuleFor(answer => answer.LookUpCode).PlainText(1, 40);
        RuleFor(answer => answer.Answer).PlainText(1, 1000);
    }
}

internal sealed class RecordAnswerRules : AbstractValidator<RecordAnswer>
{
    public RecordAnswerRules() => RuleFor(answer => answer.Answer).PlainText(1, 1000);
}

internal sealed class WaitForResidentHandler(CurrentWrite write, CallContext context, DemandLedger demands, WaitBook waits, LookUpCodes lookUps, ProtectedNotes notes, Rulings rulings) :
    IRequestHandler<WaitForResident, DemandView>, IRequestHandler<AnswerQuestion, AnswerTaken>, IRequestHandler<RecordAnswer, DemandView>
{
    public Task<DemandView> Handle(WaitForResident request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        RungRoles.RefuseBelow(context, demand, rulings);
        if (!DemandLife.IsUnserved(demand.State) || demand.State == DemandState.Filed)
            throw new RuleBrokenException("demand-not-on-ladder", demand.State);
        return Task.FromResult(DemandView.Of(waits.Begin(demand, notes.Keep(demand.Code, request.Question)), rulings));
    }

    public Task<AnswerTaken> Handle(AnswerQuestion request, CancellationToken stop)
    {
        var holder = lookUps.Holder(write.Session, request.Code, request.LookUpCode);
        var demand = demands.ToChange(holder.Demand.Code);
        var going = waits.GoOn(demand, "Answer", notes.Keep(demand.Code, request.Answer));
        return Task.FromResult(new AnswerTaken(going.Code, going.ResolveDue));
    }

    public Task<DemandView> Handle(RecordAnswer request, CancellationToken stop)
    {
        var demand = demands.ToChange(request.Code);
        return Task.FromResult(DemandView.Of(waits.GoOn(demand, "RecordAnswer", notes.Keep(demand.Code, request.Answer)), rulings));
    }
}

/// <summary>Pauses and resumes the clocks of a demand that waits for its resident.</summary>
internal sealed class WaitBook(CurrentWrite write, DemandLedger demands, ClockBook clocks, Rulings rulings, TimeProvider clock)
{
    public DemandRow Begin(DemandRow demand, string question)
    {
        if (demand.WaitingSince is not null)
            throw new RuleBrokenException("clock-paused");
        var now = clock.GetUtcNow();
        foreach (var row in ClockRow.Running(write.Session, demand.Code))
            clocks.Turn(row, demand, Core.Clocks.ClockArithmetic.Pause(row.Face, now), ClockAct.Pause, question);
        Timers.SetNext(write.Session, demand.Code, TimerKind.WaitOver, rulings.DeadlinesFor(demand.Area).EndWait(now), now);
        return demands.Change(demand, demand with { WaitingSince = now, Question = question }, nameof(WaitForResident), question);
    }

    /// <exception cref="RuleBrokenException"><c>clock-not-paused</c>.</exception>
    public DemandRow GoOn(DemandRow demand, string act, string why)
    {
        if (demand.WaitingSince is null)
            throw new RuleBrokenException("clock-not-paused");
        var now = clock.GetUtcNow();
        var arithmetic = rulings.DeadlinesFor(demand.Area).Of(demand.Urgency);
        var going = demand with { WaitingSince = null, Question = null };
        foreach (var row in ClockRow.Running(write.Session, demand.Code).Where(row => row.PausedAt is not null))
            going = WithDue(going, clocks.Turn(row, going, arithmetic.Resume(row.Face, now), ClockAct.Resume, why));
        Timers.Stop(write.Session, demand.Code, TimerKind.WaitOver, now);
        return demands.Change(demand, going, act, why);
    }

    /// <summary>The demand shows when its clocks run out; a limit that ran out once stays.</summary>
    public static DemandRow WithDue(DemandRow demand, ClockRow row) => row.Kind switch
    {
        ClockKind.Respond => demand with { RespondDue = row.DueAt },
        ClockKind.Resolve when row.Round == 1 || demand.ResolveDue > row.StartedAt => demand with { ResolveDue = row.DueAt },
        _ => demand,
    };
}
