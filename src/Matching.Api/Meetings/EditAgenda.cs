using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Puts an item on an agenda that is being prepared; whoever sees the meeting may propose one.</summary>
public sealed record AddAgendaItem(string Meeting, string Title, string Detail, int? Minutes, IReadOnlyList<string> Demands) : ICommand<MeetingView>;

public sealed record AgendaItemBody(string Title)
{
    public string Detail { get; init; } = "";

    /// <summary>The policy's when left out; who does not run the meeting can't say.</summary>
    public int? Minutes { get; init; }

    /// <summary>Codes of the demands that it is about.</summary>
    public IReadOnlyList<string> Demands { get; init; } = [];
}

/// <param name="Owner">A unit's code, or a grid node's, that is proposed to lead; null leaves it.</param>
public sealed record EditAgendaItem(string Meeting, long Item, string Title, string Detail, int Minutes, string? Owner) : ICommand<MeetingView>;

public sealed record EditItemBody(string Title, int Minutes)
{
    public string Detail { get; init; } = "";

    public string? Owner { get; init; }
}

/// <summary>Takes an item off an agenda that is being prepared; its demands keep their clocks and may come back.</summary>
public sealed record RemoveAgendaItem(string Meeting, long Item) : ICommand<MeetingView>;

/// <summary>Moves an item one place up or down (上移 / 下移).</summary>
public sealed record ShiftAgendaItem(string Meeting, long Item, bool Up) : ICommand<MeetingView>;

internal sealed class AddAgendaItemRules : AbstractValidator<AddAgendaItem>
{
    private const int MostDemands = 200;

    public AddAgendaItemRules()
    {
        RuleFor(add => add.Title).PlainText(2, 200);
        RuleFor(add => add.Detail).PlainText(0, 2000);
        RuleFor(add => add.Minutes).Must(minutes => minutes is null or (>= 1 and <= 480)).WithMessage(add => Words.Say("Csv.Whole", add.Minutes!, 1, 480));
        RuleFor(add => add.Demands.Count).LessThanOrEqualTo(MostDemands).OverridePropertyName("demands").WithMessage(_ => Words.Say("Field.TooMany", MostDemands));
        RuleForEach(add => add.Demands).Tag();
    }
}

internal sealed class EditAgendaItemRules : AbstractValidator<EditAgendaItem>
{
    public EditAgendaItemRules()
    {
        RuleFor(edit => edit.Title).PlainText(2, 200);
        RuleFor(edit => edit.Detail).PlainText(0, 2000);
        RuleFor(edit => edit.Minutes).InclusiveBetween(1, 480).WithMessage(edit => Words.Say("Csv.Whole", edit.Minutes, 1, 480));
    }
}

internal sealed class EditAgendaHandler(CurrentWrite write, CallContext context, MeetingBook book, MeetingBodies bodies, MeetingViews views, Rulings rulings) :
    IRequestHandler<AddAgendaItem, MeetingView>, IRequestHandler<EditAgendaItem, MeetingView>, IRequestHandler<RemoveAgendaItem, MeetingView>, IRequestHandler<ShiftAgendaItem, MeetingView>
{
    private const string CountSupporters = "select count(*) from supporter where demand = @demand";

    private Session Session => write.Session;

    public Task<MeetingView> Handle(AddAgendaItem request, CancellationToken stop)
    {
        var meeting = MeetingRow.ToChange(Session, request.Meeting, context);
        var isOwn = MeetingRoles.MayRun(context, Session, meeting);
        var changed = book.Act(meeting, isOwn ? MeetingAct.Edit : MeetingAct.Propose, FreeText.Cleaned(request.Title));
        var places = meeting.PlacesOf(Session);
        var demands = request.Demands.Distinct().Order(StringComparer.Ordinal).ToList();
        demands.ForEach(demand => Refuse(demand, places));
        new AgendaItemRow
        {
            Meeting = meeting.Code, Kind = ItemKind.Proposal, Title = FreeText.Cleaned(request.Title), Detail = FreeText.Cleaned(request.Detail), ProposedBy = context.Who,
            Minutes = isOwn ? request.Minutes ?? rulings.Policy.Meetings.ItemMinutes : rulings.Policy.Meetings.ItemMinutes,
            People = demands.Sum(demand => 1 + (int)Session.Scalar<long>(CountSupporters, new { demand })), Owner = context.Unit ?? meeting.Area,
            Category = demands.Count > 0 ? DemandRow.Get(Session, demands[0]).Category : null,
        }.InsertInto(Session, demands);
        return Task.FromResult(views.Of(Session, changed));
    }

    public Task<MeetingView> Handle(EditAgendaItem request, CancellationToken stop)
    {
        var (meeting, item) = Own(request.Meeting, request.Item);
        if (request.Owner is { Length: > 0 } owner)
            bodies.Refuse(Session, owner);
        var changed = book.Act(meeting, MeetingAct.Edit, FreeText.Cleaned(request.Title));
        (item with { Title = FreeText.Cleaned(request.Title), Detail = FreeText.Cleaned(request.Detail), Minutes = request.Minutes, Owner = string.IsNullOrEmpty(request.Owner) ? item.Owner : request.Owner }).SaveTo(Session);
        return Task.FromResult(views.Of(Session, changed));
    }

    public Task<MeetingView> Handle(RemoveAgendaItem request, CancellationToken stop)
    {
        var (meeting, item) = Own(request.Meeting, request.Item);
        if (item.Kind == ItemKind.Carried)
            throw new RuleBrokenException("carried-item-stays");
        var changed = book.Act(meeting, MeetingAct.Edit, $"- {item.Title}");
        item.DeleteFrom(Session);
        return Task.FromResult(views.Of(Session, changed));
    }

    public Task<MeetingView> Handle(ShiftAgendaItem request, CancellationToken stop)
    {
        var (meeting, item) = Own(request.Meeting, request.Item);
        var items = AgendaItemRow.Of(Session, meeting.Code).ToList();
        var at = items.FindIndex(row => row.Id == item.Id);
        var other = request.Up ? at - 1 : at + 1;
        if (other < 0 || other >= items.Count)
            throw new RuleBrokenException(request.Up ? "item-is-first" : "item-is-last");
        (items[at], items[other]) = (items[other], items[at]);
        var changed = book.Act(meeting, MeetingAct.Edit, $"{(request.Up ? "↑" : "↓")} {item.Title}");
        for (var i = 0; i < items.Count; i++)
            (items[i] with { Place = i + 1 }).SaveTo(Session);
        return Task.FromResult(views.Of(Session, changed));
    }

    private (MeetingRow Meeting, AgendaItemRow Item) Own(string code, long id)
    {
        var meeting = MeetingRow.ToChange(Session, code, context);
        MeetingRoles.RefuseOthers(context, Session, meeting);
        return (meeting, AgendaItemRow.Get(Session, code, id));
    }

    /// <exception cref="NotThereException">There is no such demand in sight, or not in the meeting's places.</exception>
    /// <exception cref="RuleBrokenException">It is served or ended, waits for its nod, or stands on an agenda already.</exception>
    private void Refuse(string demand, IReadOnlyList<string> places)
    {
        if (!context.Sight.SeesDemand(Session, demand) || DemandRow.Get(Session, demand) is var row && !places.Any(place => row.Area.StartsWith(place, StringComparison.Ordinal)))
            throw new NotThereException("Demand", demand);
        if (!DemandLife.IsUnserved(row.State) || row.State is DemandState.Filed or DemandState.Resolved)
            throw new RuleBrokenException("demand-not-for-agenda", row.State);
        if (Session.One<string>(AgendaNeeds.SelectOpen, new { demand }) is { } elsewhere)
            throw new RuleBrokenException("demand-on-agenda", elsewhere);
    }
}
