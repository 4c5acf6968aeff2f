using Matching.Core.Candidates;
using Matching.Core.Demands;

namespace Matching.Core.Tests.Candidates;

public class OfferRuleTests
{
    [TestCase("health", true, HardRules.None)]
    [TestCase("repair", true, HardRules.Category, TestName = "Category_ConfirmedAndOther_IsBroken")]
    [TestCase("repair", false, HardRules.None, TestName = "Category_SuggestedAndOther_Passes")]
    [TestCase("health.eyes", true, HardRules.None, TestName = "Category_CompatibleByTheTable_Passes")]
    [TestCase("study", true, HardRules.Category, TestName = "Category_TableReadTheOtherWayRound_IsBroken")]
    public void Category_OfferForHealthAndItsTable(string category, bool confirmed, HardRules broken)
    {
        var policy = Given.Policy(compatibility: [new("health.eyes", "health", 1), new("health", "study", 900_000)]);

        Assert.That(Pair.Broken(Given.Demand(category: category, confirmed: confirmed), policy: policy), Is.EqualTo(broken));
    }

    [TestCase("人次", HardRules.None)]
    [TestCase("小时", HardRules.UnitOfQuantity)]
    [TestCase("人", HardRules.UnitOfQuantity)]
    public void UnitOfQuantity_OfferCountsPersons(string measure, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(unitOfQuantity: measure)), Is.EqualTo(broken));

    [TestCase(Given.Building, HardRules.None)]
    [TestCase(Given.Estate, HardRules.None)]
    [TestCase(Given.Community, HardRules.None)]
    [TestCase(Given.Street, HardRules.None)]
    [TestCase(Given.Estate + "002", HardRules.ServiceArea)]
    [TestCase(Given.Community + "002", HardRules.ServiceArea)]
    [TestCase("440605002", HardRules.ServiceArea)]
    public void ServiceArea_DemandInABuilding_MustLieBelowANodeOfIt(string area, HardRules broken) =>
        Assert.That(Pair.Broken(offer: Given.Offer(areas: [area])), Is.EqualTo(broken));

    [Test]
    public void ServiceArea_DemandAboveTheNode_IsBroken() =>
        Assert.That(Pair.Broken(Given.Demand(area: Given.Estate), Given.Offer(areas: [Given.Building])), Is.EqualTo(HardRules.ServiceArea));

    [Test]
    public void ServiceArea_OneNodeOfSeveral_Suffices() =>
        Assert.That(Pair.Broken(offer: Given.Offer(areas: ["440605002", Given.Estate])), Is.EqualTo(HardRules.None));

    [TestCase("", "", HardRules.None)]
    [TestCase("老人", "", HardRules.None)]
    [TestCase("老人", "老人", HardRules.None)]
    [TestCase("骑手 老人", "老人 儿童", HardRules.None)]
    [TestCase("骑手", "老人 儿童", HardRules.Audience)]
    [TestCase("", "老人", HardRules.Audience)]
    public void Audience_DemandsTagsAgainstTheOffers(string demand, string offer, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(audience: Tags(demand)), Given.Offer(audience: Tags(offer))), Is.EqualTo(broken));

    [TestCase("health", "医师证", HardRules.None)]
    [TestCase("health", "医师证 护士证", HardRules.None)]
    [TestCase("health", "护士证", HardRules.Qualification)]
    [TestCase("health", "", HardRules.Qualification)]
    [TestCase("study", "", HardRules.None)]
    public void Qualification_HealthRequiresADoctor(string category, string held, HardRules broken)
    {
        var policy = Given.Policy(requires: new Dictionary<string, string> { ["health"] = "医师证" });

        Assert.That(Pair.Broken(Given.Demand(category: category), Given.Offer(categories: ["health", "study"]),
            unit: Given.Unit(qualifications: Tags(held)), policy: policy), Is.EqualTo(broken));
    }

    [TestCase(false, HardRules.None)]
    [TestCase(true, HardRules.UnitSuspended)]
    public void UnitSuspended_IsBroken(bool suspended, HardRules broken) =>
        Assert.That(Pair.Broken(unit: Given.Unit(suspended: suspended)), Is.EqualTo(broken));

    [TestCase("U1", HardRules.ConflictOfInterest)]
    [TestCase("U2", HardRules.None)]
    public void ConflictOfInterest_UnitIsAParty(string party, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(partyUnits: [party])), Is.EqualTo(broken));

    [TestCase("U1", HardRules.BarredUnit)]
    [TestCase("U2", HardRules.None)]
    public void BarredUnit_UnitDeclinedBefore(string barred, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(barredUnits: [barred])), Is.EqualTo(broken));

    [TestCase("O1", 24, HardRules.BarredSlot)]
    [TestCase("O1", 25, HardRules.None)]
    [TestCase("O2", 24, HardRules.None)]
    public void BarredSlot_SlotDeclinedBefore(string offer, int hour, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(barredSlots: [new SlotName(offer, Given.At(hour))])), Is.EqualTo(broken));

    [Test]
    public void BarredSlot_NamedInAnotherOffset_IsTheSameSlot() =>
        Assert.That(Pair.Broken(Given.Demand(barredSlots: [new SlotName("O1", Given.At(24).ToUniversalTime())])), Is.EqualTo(HardRules.BarredSlot));

    [Test]
    public void RuleBook_SeveralRulesBroken_AllAreNamed() =>
        Assert.That(Pair.Broken(Given.Demand(quantity: 11, audience: ["骑手"]), Given.Offer(audience: ["老人"]), unit: Given.Unit(suspended: true)),
            Is.EqualTo(HardRules.Audience | HardRules.UnitSuspended | HardRules.Capacity));

    private static string[] Tags(string tags) => tags.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
