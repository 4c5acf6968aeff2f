using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Activities;

/// <summary>An activity of a calendar as somebody wrote it.</summary>
public sealed record EntryDraft
{
    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required string Title { get; init; }

    /// <summary>Code or name.</summary>
    public required string Category { get; init; }

    public AreaCode? Area { get; init; }

    public string Note { get; init; } = "";
}

/// <summary>Puts an activity into a draft (<paramref name="Entry"/> null), or changes one.</summary>
public sealed record PutCalendarEntry(long Calendar, long? Entry, EntryDraft Draft) : ICommand<CalendarView>;

public sealed record RemoveCalendarEntry(long Calendar, long Entry) : ICommand<CalendarView>;

/// <summary>Publishes a calendar for anybody to read, or takes it back to be edited.</summary>
public sealed record SwitchCalendar(long Calendar, bool Published) : ICommand<CalendarView>;

public sealed record SwitchCalendarBody
{
    public required bool Published { get; init; }
}

internal sealed class PutCalendarEntryRules : AbstractValidator<PutCalendarEntry>
{
    public PutCalendarEntryRules(Rulings rulings, KnownAreas areas)
    {
        RuleFor(put => put.Draft.Title).PlainText(2, 80).OverridePropertyName("title");
        RuleFor(put => put.Draft.Note).PlainText(0, 300).OverridePropertyName("note");
        RuleFor(put => put.Draft.Category).Must(category => category is not null && rulings.Find(category) is not null).OverridePropertyName("category").WithMessage(put => Words.Say("Csv.UnknownCategory", put.Draft.Category ?? ""));
        RuleFor(put => put.Draft.Area).Must(area => area is not { } code || areas.Has(code)).OverridePropertyName("area").WithMessage(put => Words.Say("Csv.UnknownArea", put.Draft.Area!));
        RuleFor(put => put.Draft.End).Must((put, end) => put.Draft.Start < end).OverridePropertyName("end").WithMessage(put => Words.Say("Csv.Reversed", ChinaTime.Text(put.Draft.Start), ChinaTime.Text(put.Draft.End)));
    }
}

internal sealed class EditCalendarHandler(CurrentWrite write, CallContext context, EventLog events, CalendarViews views, Rulings rulings, TimeProvider clock) :
    IRequestHandler<PutCalendarEntry, CalendarView>, IRequestHandler<RemoveCalendarEntry, CalendarView>, IRequestHandler<SwitchCalendar, CalendarView>
{
    private Session Session => write.Session;

    public Task<CalendarView> Handle(PutCalendarEntry request, CancellationToken stop)
    {
        var calendar = Draft(request.Calendar);
        var (draft, before) = (request.Draft, request.Entry is { } id ? Entry(calendar, id) : new CalendarEntryRow { Calendar = calendar.Id });
        var after = before with
        {
            StartAt = draft.Start, EndAt = draft.End, Title = FreeText.Cleaned(draft.Title), Category = rulings.Find(draft.Category)!.Code, Area = draft.Area?.Value,
            Note = FreeText.Cleaned(draft.Note),
        };
        if (before.Id == 0)
            after.InsertInto(Session);
        else
            after.SaveTo(Session);
        return Tell(calendar, nameof(PutCalendarEntry), after.Title);
    }

    public Task<CalendarView> Handle(RemoveCalendarEntry request, CancellationToken stop)
    {
        var calendar = Draft(request.Calendar);
        var entry = Entry(calendar, request.Entry);
        entry.Remove(Session);
        return Tell(calendar, nameof(RemoveCalendarEntry), entry.Title);
    }

    public Task<CalendarView> Handle(SwitchCalendar request, CancellationToken stop)
    {
        var calendar = Own(request.Calendar);
        if (request.Published == (calendar.State == CalendarState.Published))
            throw new RuleBrokenException("calendar-already", calendar.State);
        if (request.Published && CalendarEntryRow.Of(Session, calendar.Id).Count == 0)
            throw new RuleBrokenException("calendar-empty");
        var after = calendar with
        {
            State = request.Published ? CalendarState.Published : CalendarState.Draft, PublishedBy = request.Published ? context.Who : null, PublishedAt = request.Published ? clock.GetUtcNow() : null,
        };
        events.Append(calendar.Subject, nameof(SwitchCalendar), calendar.StateName, after.StateName, "");
        return Task.FromResult(views.Of(Session, after.SaveTo(Session)));
    }

    private CalendarRow Own(long id)
    {
        var calendar = CalendarRow.ToChange(Session, id) is { } found && views.Sees(found) ? found : throw CalendarRow.Missing(id);
        CalendarViews.RefuseOthers(context, calendar.Place);
        return calendar;
    }

    private CalendarRow Draft(long id) => Own(id) is { State: CalendarState.Draft } draft ? draft : throw new RuleBrokenException("calendar-published", Own(id).Quarter);

    private CalendarEntryRow Entry(CalendarRow calendar, long id) =>
        CalendarEntryRow.Find(Session, calendar.Id, id) ?? throw new NotThereException("CalendarEntry", id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private Task<CalendarView> Tell(CalendarRow calendar, string act, string title)
    {
        events.Append(calendar.Subject, act, calendar.StateName, calendar.StateName, title);
        return Task.FromResult(views.Of(Session, calendar));
    }
}
