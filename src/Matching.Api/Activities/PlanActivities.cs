using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.MatchRuns;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Activities;
using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Api.Activities;

/// <summary>Which events would serve the most people whose needs nobody has taken on (按需策划). Writes nothing.</summary>
/// <param name="Place">A community, or a street.</param>
/// <param name="Quarter">Such as 2027-Q1; what of it is past is left out.</param>
/// <param name="Most">How many events at most.</param>
/// <param name="Capacity">People that an event which nobody offers yet could serve.</param>
public sealed record PlanActivities(AreaCode Place, string Quarter, int Most, int Capacity) : IRequest<EventPlanView>;

/// <param name="People">Those with a need that an event could serve.</param>
/// <param name="Bound">No choice of as many of the events weighed serves more.</param>
/// <param name="IsOptimal">Proved to be the best choice; otherwise at least (1 − 1/e) of it, and not further from it than the bound.</param>
public sealed record EventPlanView(string Quarter, int Covered, int People, int Bound, bool IsOptimal, int Candidates, IReadOnlyList<PlannedEventView> Events);

/// <param name="Offer">Null for an event that somebody would have to offer.</param>
/// <param name="People">Those it serves beside the events before it.</param>
/// <param name="Needs">Numbers of the demands, and of other needs, that it could serve.</param>
public sealed record PlannedEventView(
    string Title, string Category, string CategoryName, string? Offer, string? Area, string Place, DateTimeOffset Start, DateTimeOffset End, int Capacity, int People, IReadOnlyList<string> Needs);

/// <summary>Drafts a quarter's calendar (季度活动日历) from that plan; a draft that stands is made anew.</summary>
public sealed record DraftCalendar(AreaCode Place, string Quarter, int Most, int Capacity) : ICommand<CalendarView>;

internal sealed class PlanActivitiesRules : AbstractValidator<PlanActivities>
{
    public const int MostEvents = 24;

    public PlanActivitiesRules(KnownAreas areas, TimeProvider clock)
    {
        RuleFor(plan => plan.Place).Must(place => areas.Has(place) && place.Level is AreaLevel.Community or AreaLevel.Street).WithMessage(plan => Words.Say("Csv.UnknownArea", plan.Place));
        RuleFor(plan => plan.Quarter).Must(quarter => quarter is not null && ReportPeriod.TryParse(quarter, out var period) && quarter.Contains("-Q", StringComparison.Ordinal) && period.Until > clock.GetUtcNow())
            .WithMessage(_ => Words.Say("Plan.QuarterWanted"));
        RuleFor(plan => plan.Most).InclusiveBetween(1, MostEvents).WithMessage(plan => Words.Say("Csv.Whole", plan.Most, 1, MostEvents));
        RuleFor(plan => plan.Capacity).InclusiveBetween(1, ListFiles.MostQuantity).WithMessage(plan => Words.Say("Csv.Whole", plan.Capacity, 1, ListFiles.MostQuantity));
    }
}

internal sealed class DraftCalendarRules : AbstractValidator<DraftCalendar>
{
    public DraftCalendarRules(IValidator<PlanActivities> rules) => Include(new AsPlan(rules));

    private sealed class AsPlan : AbstractValidator<DraftCalendar>
    {
        public AsPlan(IValidator<PlanActivities> rules) => RuleFor(draft => new PlanActivities(draft.Place, draft.Quarter, draft.Most, draft.Capacity)).SetValidator(rules).OverridePropertyName("");
    }
}

internal sealed class PlanActivitiesHandler(Database database, CurrentWrite write, CallContext context, EventLog events, EventPlans plans, CalendarViews views, TimeProvider clock) :
    IRequestHandler<PlanActivities, EventPlanView>, IRequestHandler<DraftCalendar, CalendarView>
{
    public Task<EventPlanView> Handle(PlanActivities request, CancellationToken stop)
    {
        CalendarViews.RefuseOthers(context, request.Place.Value);
        return Task.FromResult(database.Read(session => plans.Of(session, request)));
    }

    public Task<CalendarView> Handle(DraftCalendar request, CancellationToken stop)
    {
        CalendarViews.RefuseOthers(context, request.Place.Value);
        var before = CalendarRow.Find(write.Session, request.Place.Value, request.Quarter);
        if (before?.State == CalendarState.Published)
            throw new RuleBrokenException("calendar-published", request.Quarter);
        var plan = plans.Of(write.Session, new PlanActivities(request.Place, request.Quarter, request.Most, request.Capacity));
        var calendar = new CalendarRow
        {
            Place = request.Place.Value, Quarter = request.Quarter, Covered = plan.Covered, People = plan.People, Bound = plan.Bound, Candidates = plan.Candidates, DraftedBy = context.Who, DraftedAt = clock.GetUtcNow(),
        }.DraftIn(write.Session);
        CalendarEntryRow.RemoveAll(write.Session, calendar.Id);
        foreach (var planned in plan.Events)
        {
            new CalendarEntryRow
            {
                Calendar = calendar.Id, StartAt = planned.Start, EndAt = planned.End, Title = planned.Title, Category = planned.Category, Area = planned.Area, Offer = planned.Offer, People = planned.People, Needs = planned.Needs.Count,
            }.InsertInto(write.Session);
        }
        events.Append(calendar.Subject, nameof(DraftCalendar), before?.StateName, calendar.StateName, $"{plan.Events.Count} {plan.Covered}/{plan.Bound}");
        return Task.FromResult(views.Of(write.Session, calendar));
    }
}

/// <summary>Reads what an event plan is made from, and words it.</summary>
internal sealed class EventPlans(Rulings rulings, KnownAreas areas, TimeProvider clock)
{
    private const string SelectNamed = """
        select w.id, w.category, w.area, a.number
        from survey_wish w
        join survey_answer a on a.id = w.answer
        where w.state = 'Waiting' and w.area like @place || '%'
        order by w.id
        """;

    public EventPlanView Of(Session session, PlanActivities request)
    {
        var now = clock.GetUtcNow();
        if (!ReportPeriod.TryParse(request.Quarter, out var quarter))
            throw new ArgumentException(request.Quarter);
        var lists = MatchInputQuery.Load(session, rulings, now).Input;
        var plan = EventPlanner.Plan(new EventPlanInput(lists, rulings.Policy, Named(session, request.Place), EventCategories(), request.Place, quarter.From > now ? quarter.From : now, quarter.Until, request.Capacity), request.Most);
        var titles = lists.Offers.ToDictionary(offer => offer.Code, offer => offer.Title);
        return new EventPlanView(quarter.Code, plan.Covered, plan.People, plan.Bound, plan.IsOptimal, plan.Candidates, [.. plan.Events.Select(planned => View(planned, titles))]);
    }

    /// <summary>Needs from surveys' answers that nobody has decided on yet: one person each.</summary>
    private IReadOnlyList<EventNeed> Named(Session session, AreaCode place) =>
        [.. session.Query<NamedRow>(SelectNamed, new { place = place.Value }).Select(row => new EventNeed($"{row.Number}/{row.Id}", rulings.NameOf(row.Category), new AreaCode(row.Area), 1))];

    /// <summary>Names of categories that an event can serve.</summary>
    private HashSet<string> EventCategories() =>
        [.. rulings.Categories.Where(category => ValueText.Split(category.OfferKinds).Contains(nameof(Core.Offers.OfferKind.Activity))).Select(category => category.Name)];

    private PlannedEventView View(PlannedEvent planned, Dictionary<string, string> titles) => new(
        planned.Offer is { } offer ? titles[offer] : ChoiceWords.InChinese("Plan.NewTitle", planned.Category), rulings.Find(planned.Category)!.Code, planned.Category, planned.Offer, planned.Area?.Value,
        planned.Area is { } area ? areas.PathOf(area.Value) : "", planned.Start, planned.End, planned.Capacity, planned.People, planned.Needs);

    private sealed record NamedRow
    {
        public long Id { get; init; }

        public string Category { get; init; } = "";

        public string Area { get; init; } = "";

        public string Number { get; init; } = "";
    }
}
