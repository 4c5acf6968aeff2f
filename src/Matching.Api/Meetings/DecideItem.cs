using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.People;
using Matching.Core;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>What one body is to do: its task, who in it answers for it, and by which day. The service order of one of the item's demands may
/// be the task.</summary>
/// <param name="Body">A unit's code, or a grid node's for its committee.</param>
public sealed record TaskDraft(string Body, string What)
{
    /// <summary>An account or a post; may be named until the meeting closes.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The last day for it; may be set until the meeting closes.</summary>
    public DateOnly? DueOn { get; init; }

    public string? Order { get; init; }
}

/// <summary>Resolves an item (决议): one body leads (牵头), others help (配合).</summary>
public sealed record ResolveItem(string Meeting, long Item, string Text, TaskDraft Lead, IReadOnlyList<TaskDraft> Helpers) : ICommand<MeetingView>;

public sealed record ResolveBody(string Text, TaskDraft Lead)
{
    public IReadOnlyList<TaskDraft> Helpers { get; init; } = [];
}

/// <summary>Takes a resolution back while the meeting goes on.</summary>
public sealed record DropResolution(string Meeting, long Resolution) : ICommand<MeetingView>;

/// <summary>Says what becomes of an item: resolved, the next meeting, the street, or heard and done with.</summary>
public sealed record DecideItem(string Meeting, long Item, ItemOutcome Outcome, string Why) : ICommand<MeetingView>;

public sealed record DecideBody(ItemOutcome Outcome)
{
    public string Why { get; init; } = "";
}

internal sealed class TaskDraftRules : AbstractValidator<TaskDraft>
{
    public TaskDraftRules(TimeProvider clock)
    {
        RuleFor(task => task.Body).PlainText(1, 40);
        RuleFor(task => task.What).PlainText(2, 500);
        RuleFor(task => task.Owner).PlainText(0, 40);
        RuleFor(task => task.Order).PlainText(0, 40);
        RuleFor(task => task.DueOn).Must(day => day is null || day >= ChinaTime.DayOf(clock.GetUtcNow())).WithMessage(_ => Words.Say("Meeting.Past"));
        RuleFor(task => task.DueOn).Must(day => day is null || day <= ChinaTime.DayOf(clock.GetUtcNow()).AddYears(3)).WithMessage(_ => Words.Say("Meeting.TooFar"));
    }
}

internal sealed class ResolveItemRules : AbstractValidator<ResolveItem>
{
    private const int MostHelpers = 10;

    public ResolveItemRules(TimeProvider clock)
    {
        RuleFor(resolve => resolve.Text).PlainText(2, 1000);
        RuleFor(resolve => resolve.Lead).SetValidator(new TaskDraftRules(clock));
        RuleForEach(resolve => resolve.Helpers).NotNull().WithMessage(_ => Words.Say("Csv.Required"));
        RuleForEach(resolve => resolve.Helpers).SetValidator(new TaskDraftRules(clock));
        RuleFor(resolve => resolve.Helpers.Count).LessThanOrEqualTo(MostHelpers).OverridePropertyName("helpers").WithMessage(_ => Words.Say("Field.TooMany", MostHelpers));
    }
}

internal sealed class DecideItemRules : AbstractValidator<DecideItem>
{
    public DecideItemRules()
    {
        RuleFor(decide => decide.Outcome).IsInEnum();
        RuleFor(decide => decide.Why).PlainText(0, 500);
    }
}

internal sealed class DecideItemHandler(CurrentWrite write, CallContext context, MeetingBook book, MeetingBodies bodies, MeetingViews views) :
    IRequestHandler<ResolveItem, MeetingView>, IRequestHandler<DropResolution, MeetingView>, IRequestHandler<DecideItem, MeetingView>
{
    private Session Session => write.Session;

    public Task<MeetingView> Handle(ResolveItem request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var item = ItemOf(meeting, request.Item);
        var text = FreeText.Cleaned(request.Text);
        var decided = book.Act(meeting, MeetingAct.Decide, text);
        if (request.Helpers.Append(request.Lead).GroupBy(task => task.Body).Any(same => same.Count() > 1))
            throw new RuleBrokenException("resolution-body-twice");
        var resolution = ResolutionRow.InsertInto(Session, item.Id, text);
        Add(meeting, item, resolution, request.Lead, TaskPart.Lead);
        foreach (var helper in request.Helpers)
            Add(meeting, item, resolution, helper, TaskPart.Helper);
        (item with { Outcome = ItemOutcome.Resolved }).SaveTo(Session);
        return Task.FromResult(views.Of(Session, decided));
    }

    /// <exception cref="NotThereException">The meeting has no such resolution.</exception>
    public Task<MeetingView> Handle(DropResolution request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var resolution = ResolutionRow.Of(Session, meeting.Code).FirstOrDefault(row => row.Id == request.Resolution)
            ?? throw new NotThereException("Resolution", request.Resolution.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var decided = book.Act(meeting, MeetingAct.Decide, $"- {resolution.Words}");
        ResolutionRow.DeleteFrom(Session, resolution.Id);
        return Task.FromResult(views.Of(Session, decided));
    }

    public Task<MeetingView> Handle(DecideItem request, CancellationToken stop)
    {
        var meeting = Own(request.Meeting);
        var item = ItemOf(meeting, request.Item);
        var decided = book.Act(meeting, MeetingAct.Decide, $"{item.Title}: {request.Outcome} {FreeText.Cleaned(request.Why)}".Trim());
        (item with { Outcome = request.Outcome, OutcomeWhy = FreeText.Cleaned(request.Why) }).SaveTo(Session);
        return Task.FromResult(views.Of(Session, decided));
    }

    /// <summary>The body is asked to the meeting, if it was not, so that it sees what it is to do.</summary>
    private void Add(MeetingRow meeting, AgendaItemRow item, long resolution, TaskDraft draft, TaskPart part)
    {
        bodies.Refuse(Session, draft.Body);
        if (!string.IsNullOrEmpty(draft.Order) && !item.DemandsOf(Session).Contains(OrderRow.Get(Session, draft.Order).Demand))
            throw new NotThereException("Order", draft.Order);
        new TaskRow
        {
            Resolution = resolution, Part = part, Body = draft.Body, What = FreeText.Cleaned(draft.What), Owner = FreeText.Cleaned(draft.Owner), DueAt = TaskDays.EndOf(draft.DueOn),
            ServiceOrder = string.IsNullOrEmpty(draft.Order) ? null : draft.Order,
        }.InsertInto(Session);
        if (MeetingBodies.UnitName(Session, draft.Body) is { Length: > 0 } name)
            GuestRow.Invite(Session, meeting.Code, draft.Body, name);
    }

    /// <exception cref="RuleBrokenException">It went to another meeting, because this one did not decide it in time: <c>item-carried</c>.</exception>
    private AgendaItemRow ItemOf(MeetingRow meeting, long id) =>
        AgendaItemRow.Get(Session, meeting.Code, id) is { CarriedTo: null } item ? item : throw new RuleBrokenException("item-carried", AgendaItemRow.Get(Session, meeting.Code, id).CarriedTo!);

    private MeetingRow Own(string code)
    {
        var meeting = MeetingRow.ToChange(Session, code, context);
        MeetingRoles.RefuseOthers(context, Session, meeting);
        return meeting;
    }
}
