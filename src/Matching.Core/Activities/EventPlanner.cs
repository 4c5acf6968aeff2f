using Matching.Core.Candidates;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Reports;

namespace Matching.Core.Activities;

/// <summary>A need that is no demand yet, such as a survey's answer; it may be served on any day.</summary>
/// <param name="Category">By name, as in the lists.</param>
public sealed record EventNeed(string Key, string Category, AreaCode Area, int People);

/// <param name="Lists">As a run would read them; its demands are the needs, its event offers the events that exist.</param>
/// <param name="More">Needs beside the demands.</param>
/// <param name="EventCategories">Names of categories that an event can serve.</param>
/// <param name="Place">The community, or street, that is planned for.</param>
/// <param name="Capacity">People that a new event can serve.</param>
public sealed record EventPlanInput(
    MatchInput Lists, MatchPolicy Policy, IReadOnlyList<EventNeed> More, IReadOnlySet<string> EventCategories, AreaCode Place, DateTimeOffset From, DateTimeOffset Until, int Capacity);

/// <summary>An event of the plan.</summary>
/// <param name="Offer">The offer whose slot it is; null for an event that somebody would have to offer.</param>
/// <param name="Area">Where a new one would be; null for an existing one.</param>
/// <param name="People">Those it serves who would not be served by the events before it.</param>
/// <param name="Needs">Keys of all the demands and other needs that it could serve.</param>
public sealed record PlannedEvent(string? Offer, string Category, AreaCode? Area, DateTimeOffset Start, DateTimeOffset End, int Capacity, int People, IReadOnlyList<string> Needs);

/// <param name="People">People with a need that some event could serve.</param>
/// <param name="Bound">No choice of as many of these candidates serves more.</param>
/// <param name="Candidates">How many events were weighed.</param>
public sealed record EventPlan(IReadOnlyList<PlannedEvent> Events, int Covered, int People, int Bound, bool IsOptimal, int Candidates);

/// <summary>
/// Which events would serve the most people who are not served (按需策划): windows of event offers that keep every hard rule, and new ones for a category in an
/// estate, or the community, at the usual time that suits most of those who need it. Existing offers come before new ones, and near before far, where they serve as many.
/// </summary>
public static class EventPlanner
{
    /// <summary>The day of the month from which a usual window is looked for.</summary>
    private const int FirstUsualDay = 8;

    private static readonly (DayOfWeek Day, DayPart Part)[] Usual = [(DayOfWeek.Saturday, DayPart.Morning), (DayOfWeek.Wednesday, DayPart.Evening), (DayOfWeek.Tuesday, DayPart.Afternoon)];

    public static EventPlan Plan(EventPlanInput input, int most)
    {
        var needs = NeedsOf(input);
        List<(PlannedEvent Event, int[] Needs)> candidates = [.. Existing(input, needs), .. New(input, needs)];
        var solved = MaximumCoverage.Solve([.. needs.Select(need => need.People)], [.. candidates.Select(candidate => new CoverSet(candidate.Event.Capacity, candidate.Needs))], most);
        return new EventPlan([.. solved.Picks.Select(pick => candidates[pick.Candidate].Event with { People = pick.People })], solved.Covered,
            candidates.SelectMany(candidate => candidate.Needs).Distinct().Sum(need => needs[need].People), solved.Bound, solved.IsOptimal, candidates.Count);
    }

    /// <summary>A calendar's usual windows: in each month of the span a weekend morning, a weekday evening and a weekday afternoon.</summary>
    public static IReadOnlyList<(DateTimeOffset Start, DateTimeOffset End)> UsualWindows(DateTimeOffset from, DateTimeOffset until)
    {
        var windows = new List<(DateTimeOffset Start, DateTimeOffset End)>();
        var first = ChinaTime.DayOf(from);
        for (var month = new DateOnly(first.Year, first.Month, 1); ChinaTime.StartOf(month) < until; month = month.AddMonths(1))
        {
            foreach (var (weekday, part) in Usual)
            {
                var day = month.AddDays(FirstUsualDay - 1);
                day = day.AddDays(((int)weekday - (int)day.DayOfWeek + 7) % 7);
                var (start, end) = TimeBand.Window(day, part);
                if (start >= from && end <= until)
                    windows.Add((start.ToUniversalTime(), end.ToUniversalTime()));
            }
        }
        return [.. windows.OrderBy(window => window.Start)];
    }

    private static List<Wanted> NeedsOf(EventPlanInput input) =>
    [
        .. input.Lists.Demands.Where(demand => demand.Area.Value.StartsWith(input.Place.Value, StringComparison.Ordinal)).OrderBy(demand => demand.Code, StringComparer.Ordinal)
            .Select(demand => new Wanted(demand.Code, demand.Category, demand.Area, demand.Quantity, demand.From, demand.Until)),
        .. input.More.Where(need => need.Area.Value.StartsWith(input.Place.Value, StringComparison.Ordinal)).OrderBy(need => need.Key, StringComparer.Ordinal)
            .Select(need => new Wanted(need.Key, need.Category, need.Area, need.People, null, null)),
    ];

    /// <summary>Windows of event offers in the span. Other needs than demands are held to category and place.</summary>
    private static IEnumerable<(PlannedEvent, int[])> Existing(EventPlanInput input, List<Wanted> needs)
    {
        var events = input.Lists.Offers.Where(offer => offer is { Kind: OfferKind.Activity, Withdrawn: false }).ToList();
        var codes = events.Select(offer => offer.Code).ToHashSet(StringComparer.Ordinal);
        var slots = input.Lists.Slots.Where(slot => codes.Contains(slot.Offer) && slot.Start >= input.From && slot.Start < input.Until && slot.Remaining > 0).ToList();
        var lists = new MatchLists(input.Lists with { Offers = events, Slots = slots, Standing = [] }, input.Policy);
        var (rules, positions) = (new RuleBook(lists), needs.Select((need, at) => (need.Key, at)).ToDictionary(pair => pair.Key, pair => pair.at, StringComparer.Ordinal));
        for (var s = 0; s < lists.Slots.Length; s++)
        {
            var (slot, facts) = (lists.Slots[s], lists.Facts[lists.SlotOffer[s]]);
            bool Fits(int d) => lists.Catalogue.Fit(lists.Needs[d].Category, facts.Categories) > 0 && (rules.OfOffer(d, lists.SlotOffer[s]) | rules.OfSlot(d, s)) == HardRules.None;
            int[] served =
            [
                .. Enumerable.Range(0, lists.Demands.Length).Where(d => positions.ContainsKey(lists.Demands[d].Code) && Fits(d)).Select(d => positions[lists.Demands[d].Code]),
                .. input.More.Where(need => positions.ContainsKey(need.Key) && facts.Serves(AreaRange.Of(need.Area)) && lists.Catalogue.Fit(lists.Catalogue.Categories.Find(need.Category), facts.Categories) > 0)
                    .Select(need => positions[need.Key]),
            ];
            if (served.Length > 0)
                yield return (new PlannedEvent(slot.Offer, lists.Offers[lists.SlotOffer[s]].Categories[0], null, slot.Start, slot.End, slot.Remaining, 0, [.. served.Select(need => needs[need].Key)]), served);
        }
    }

    private static IEnumerable<(PlannedEvent, int[])> New(EventPlanInput input, List<Wanted> needs)
    {
        var windows = UsualWindows(input.From, input.Until);
        if (windows.Count == 0)
            yield break;
        var wanted = needs.Select((need, at) => (Need: need, At: at)).Where(pair => input.EventCategories.Contains(pair.Need.Category)).ToList();
        foreach (var level in new[] { AreaLevel.Estate, AreaLevel.Community })
        {
            foreach (var group in wanted.Where(pair => pair.Need.Area.At(level) is not null).GroupBy(pair => (pair.Need.Category, Area: pair.Need.Area.At(level)!.Value))
                .OrderBy(group => group.Key.Category, StringComparer.Ordinal).ThenBy(group => group.Key.Area.Value, StringComparer.Ordinal))
            {
                var (start, end) = windows.MaxBy(window => (group.Where(pair => pair.Need.IsFree(window)).Sum(pair => pair.Need.People), -window.Start.UtcTicks));
                var served = group.Where(pair => pair.Need.IsFree((start, end))).ToList();
                if (served.Count > 0)
                    yield return (new PlannedEvent(null, group.Key.Category, group.Key.Area, start, end, input.Capacity, 0, [.. served.Select(pair => pair.Need.Key)]), [.. served.Select(pair => pair.At)]);
            }
        }
    }

    private sealed record Wanted(string Key, string Category, AreaCode Area, int People, DateTimeOffset? From, DateTimeOffset? Until)
    {
        public bool IsFree((DateTimeOffset Start, DateTimeOffset End) window) => !(From >= window.End) && !(Until <= window.Start);
    }
}
