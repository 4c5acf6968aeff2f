using Matching.Core.Activities;
using Matching.Core.Grid;
using Matching.Core.Offers;

namespace Matching.Core.Tests.Activities;

internal sealed class EventPlannerTests
{
    private static readonly DateTimeOffset Until = Given.Now.AddDays(60);

    [Test]
    public void Plan_OfferServesAsManyAsANewEvent_TheOfferIsTaken()
    {
        var plan = Plan(most: 1, Given.Demand("D1"), Given.Demand("D2"));

        Assert.That((plan.Events.Single().Offer, plan.Covered, plan.People, plan.Bound, plan.IsOptimal), Is.EqualTo(("O1", 2, 2, 2, true)));
        Assert.That(plan.Events[0].Needs, Is.EqualTo(new[] { "D1", "D2" }));
    }

    [Test]
    public void Plan_HardRuleBroken_OfferIsNoCandidateForIt()
    {
        var plan = Plan(most: 5, Given.Demand("D1", until: Given.At(20)), Given.Demand("D2", category: "repair"), Given.Demand("D3", area: Given.Street + "002001"));

        Assert.That((plan.Events, plan.Covered, plan.Candidates), Is.EqualTo((Array.Empty<PlannedEvent>(), 0, 0)), "too early for any, no event category, another community");
    }

    [Test]
    public void Plan_NeedsInTwoEstates_NewEventIsInTheCommunity_AndInTheEstateWhereAllAreOfOne()
    {
        var both = Plan(most: 1, Given.Demand("D1", category: "talk"), Given.Demand("D2", category: "talk", area: Given.Community + "002"));
        var one = Plan(most: 1, Given.Demand("D1", category: "talk"), Given.Demand("D2", category: "talk"));

        Assert.That((both.Events.Single().Area?.Value, both.Covered), Is.EqualTo((Given.Community, 2)));
        Assert.That((one.Events.Single().Area?.Value, one.Covered), Is.EqualTo((Given.Estate, 2)));
    }

    [Test]
    public void Plan_MostCanComeOnlyLater_TheUsualTimeIsTheirs()
    {
        var windows = EventPlanner.UsualWindows(Given.Now, Until);
        var late = Plan(most: 1, Given.Demand("D1", category: "talk", from: windows[^1].Start), Given.Demand("D2", category: "talk", from: windows[^1].Start), Given.Demand("D3", category: "talk", until: windows[0].End));

        Assert.That((late.Events.Single().Start, late.Covered), Is.EqualTo((windows[^1].Start, 2)));
        Assert.That(windows, Is.Ordered.By("Item1").And.All.Matches<(DateTimeOffset Start, DateTimeOffset End)>(window => window.Start >= Given.Now && window.End <= Until && window.Start < window.End));
    }

    [Test]
    public void Plan_OtherNeeds_CountBesideDemands()
    {
        var input = Input([Given.Demand("D1")]) with { More = [new EventNeed("S1", "health", new AreaCode(Given.Estate), 3), new EventNeed("S2", "health", new AreaCode(Given.Street + "002001"), 9)] };

        var plan = EventPlanner.Plan(input, most: 1);

        Assert.That((plan.Events.Single().Offer, plan.Covered), Is.EqualTo(("O1", 4)));
        Assert.That(plan.Events[0].Needs, Is.EquivalentTo(new[] { "D1", "S1" }));
    }

    private static EventPlan Plan(int most, params Matching.Core.Demands.Demand[] demands) => EventPlanner.Plan(Input(demands), most);

    /// <summary>One event offer for health; talks on health and other matters could be held anew, for ten people.</summary>
    private static EventPlanInput Input(Matching.Core.Demands.Demand[] demands) => new(
        Given.Input(demands: demands, offers: [Given.Offer(kind: OfferKind.Activity)]), Given.Policy(), [], new HashSet<string> { "talk", "health" }, new AreaCode(Given.Community), Given.Now, Until, 10);
}
