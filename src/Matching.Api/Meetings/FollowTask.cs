using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Notices;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;
using Matching.Core.Meetings;
using Matching.Core.Orders;

namespace Matching.Api.Meetings;

/// <summary>Names who answers for a task, and by which day it is to be done.</summary>
public sealed record AssignTask(string Meeting, long Task, string Owner, DateOnly DueOn) : ICommand<MeetingView>;

public sealed record AssignTaskBody(string Owner, DateOnly DueOn);

/// <summary>Reports a task as done, with its result (销号). With the last of an item its demands are served.</summary>
public sealed record FinishTask(string Meeting, long Task, string Result) : ICommand<MeetingView>;

public sealed record TaskResultBody(string Result);

internal sealed class AssignTaskRules : AbstractValidator<AssignTask>
{
    public AssignTaskRules(TimeProvider clock)
    {
        RuleFor(assign => assign.Owner).PlainText(2, 40);
        RuleFor(assign => assign.DueOn).Must(day => day >= ChinaTime.DayOf(clock.GetUtcNow())).WithMessage(_ => Words.Say("Meeting.Past"));
        RuleFor(assign => assign.DueOn).Must(day => day <= ChinaTime.DayOf(clock.GetUtcNow()).AddYears(3)).WithMessage(_ => Words.Say("Meeting.TooFar"));
    }
}

internal sealed class FinishTaskRules : AbstractValidator<FinishTask>
{
    public FinishTaskRules() => RuleFor(finish => finish.Result).PlainText(2, 1000);
}

internal sealed class FollowTaskHandler(CurrentWrite write, CallContext context, EventLog events, TaskBook tasks, MeetingViews views) :
    IRequestHandler<AssignTask, MeetingView>, IRequestHandler<FinishTask, MeetingView>
{
    public Task<MeetingView> Handle(AssignTask request, CancellationToken stop)
    {
        var (meeting, task) = Own(request.Meeting, request.Task);
        if (meeting.State is not (MeetingState.InSession or MeetingState.Closed))
            throw new RuleBrokenException("meeting-act-not-allowed", MeetingAct.Decide, meeting.State);
        var owner = FreeText.Cleaned(request.Owner);
        var assigned = (task with { Owner = owner, DueAt = TaskDays.EndOf(request.DueOn), WarnedAt = null, OverdueAt = null }).SaveTo(write.Session);
        events.Append(task.Subject, nameof(AssignTask), null, null, $"{owner} {request.DueOn:yyyy-MM-dd}");
        if (meeting.State == MeetingState.Closed)
            tasks.SetTimers(assigned);
        return Task.FromResult(views.Of(write.Session, meeting));
    }

    public Task<MeetingView> Handle(FinishTask request, CancellationToken stop)
    {
        var (meeting, task) = Own(request.Meeting, request.Task);
        if (meeting.State != MeetingState.Closed)
            throw new RuleBrokenException("meeting-not-closed");
        tasks.Finish(task, FreeText.Cleaned(request.Result));
        return Task.FromResult(views.Of(write.Session, meeting));
    }

    /// <exception cref="NotThereException">The meeting has no such task.</exception>
    /// <exception cref="NotAllowedException">The caller neither has the task nor runs the meeting: <c>not-your-task</c>.</exception>
    private (MeetingRow Meeting, TaskRow Task) Own(string code, long id)
    {
        var meeting = MeetingRow.Get(write.Session, code, context.Sight);
        var task = TaskRow.ToChange(write.Session, id);
        if (task.Meeting != meeting.Code)
            throw new NotThereException("MeetingTask", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (!MeetingRoles.IsOf(context, task) && !MeetingRoles.MayRun(context, write.Session, meeting))
            throw new NotAllowedException("not-your-task");
        return task.DoneAt is null ? (meeting, task) : throw new RuleBrokenException("task-done");
    }
}

/// <summary>Follows tasks inside the current write: their timers, and what their end means for the demands.</summary>
internal sealed class TaskBook(CurrentWrite write, CallContext context, EventLog events, ServiceRecords services, Rulings rulings, TimeProvider clock)
{
    private Session Session => write.Session;

    /// <summary>Warns some days before the task's day, and tells when it is over; as often as another day is set.</summary>
    public void SetTimers(TaskRow task)
    {
        var now = clock.GetUtcNow();
        StopTimers(task);
        if (task.DueAt is not { } due)
            return;
        if (due.AddDays(-rulings.Policy.Meetings.TaskWarnDays) is var warn && warn > now)
            Timers.SetNext(Session, task.Subject, TimerKind.TaskWarning, warn, now);
        Timers.SetNext(Session, task.Subject, TimerKind.TaskDue, due, now);
    }

    /// <exception cref="RuleBrokenException">The order that is the task is not done: <c>task-order-open</c>.</exception>
    public void Finish(TaskRow task, string result)
    {
        if (task.ServiceOrder is { } order && !OrderLife.IsServed(OrderRow.Get(Session, order).State))
            throw new RuleBrokenException("task-order-open", order);
        (task with { DoneAt = clock.GetUtcNow(), DoneBy = context.Who, Result = result }).SaveTo(Session);
        events.Append(task.Subject, nameof(FinishTask), null, null, result);
        StopTimers(task);
        var all = TaskRow.OfItem(Session, task.Item);
        if (all.Any(other => other.DoneAt is null))
            return;
        var lead = all.First(other => other.Part == TaskPart.Lead);
        foreach (var code in AgendaItemRow.Get(Session, task.Item).DemandsOf(Session))
            Serve(code, lead, $"{task.Meeting} {lead.Words}：{lead.Result}");
    }

    /// <summary>What the resolution did for a demand is an order of the leading body's, which is visited like any other.</summary>
    private void Serve(string code, TaskRow lead, string note)
    {
        var demand = DemandRow.ToChange(Session, code, seenVersion: null);
        if (demand.State == DemandState.Resolved && demand.Held < demand.Quantity)
            services.Complete(demand, lead.IsOfUnit ? lead.Body : services.OwnUnit(new AreaCode(lead.Body)), note);
    }

    private void StopTimers(TaskRow task)
    {
        Timers.Stop(Session, task.Subject, TimerKind.TaskWarning, clock.GetUtcNow());
        Timers.Stop(Session, task.Subject, TimerKind.TaskDue, clock.GetUtcNow());
    }
}

/// <summary>A task's day comes near, or is over: it shows so until it is done, and whoever has it is told; that it is over, whoever runs the meeting too.</summary>
internal sealed class TaskEffect(CurrentWrite write, EventLog events, NoticeBook notices, TimeProvider clock) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.TaskWarning, TimerKind.TaskDue];

    public void Fire(Escalation.Timer timer)
    {
        var task = TaskRow.ToChange(write.Session, long.Parse(timer.Subject["task/".Length..], System.Globalization.CultureInfo.InvariantCulture));
        if (task.DoneAt is not null)
            return;
        var now = clock.GetUtcNow();
        (timer.Kind == TimerKind.TaskWarning ? task with { WarnedAt = now } : task with { OverdueAt = now }).SaveTo(write.Session);
        events.Append(task.Subject, timer.Kind.ToString(), null, null, task.Owner);
        Tell(task, timer, now);
    }

    private void Tell(TaskRow task, Escalation.Timer timer, DateTimeOffset now)
    {
        var meeting = MeetingRow.Get(write.Session, task.Meeting, Sight.Everything);
        var (isOver, places) = (timer.Kind == TimerKind.TaskDue, meeting.PlacesOf(write.Session));
        var draft = new NoticeDraft(isOver ? NoticeKind.TaskOverdue : NoticeKind.TaskDueSoon, $"timer/{timer.Id}", task.Meeting, $"/meetings/{task.Meeting}/tasks/{task.Id}", now)
        {
            Area = task.IsOfUnit ? places.FirstOrDefault() ?? "" : task.Body, DueAt = task.DueAt?.AddMinutes(-1),
        };
        var running = meeting.Kind == MeetingKind.Joint ? Rung.JointCommittee : Rung.Community;
        notices.Tell(write.Session, draft, new NoticeAudience
        {
            Unit = task.IsOfUnit ? task.Body : null, Areas = task.IsOfUnit ? [] : [task.Body],
            Accounts = [.. new[] { task.Owner }.Concat(OfBody(task, now)).Concat(isOver ? places.SelectMany(place => RungRoles.Around(write.Session, place, now)).Where(holder => holder.Rung == running).Select(holder => holder.Account) : []).Distinct()],
        });
    }

    /// <summary>Who answers for the node that has the task; a unit's accounts are told as the unit.</summary>
    private IEnumerable<string> OfBody(TaskRow task, DateTimeOffset now) => task.IsOfUnit ? []
        : RungRoles.Around(write.Session, task.Body, now).Where(holder => holder.Node.Value == task.Body && holder.Rung != Rung.Lead).Select(holder => holder.Account);
}
