using Matching.Core.Candidates;

namespace Matching.Core.Tests.Candidates;

public class CapacityRuleTests
{
    [TestCase(5, 5, false, HardRules.None, TestName = "Capacity_ExactlyEnough_Fits")]
    [TestCase(5, 4, false, HardRules.Capacity, TestName = "Capacity_OneLess_IsBroken")]
    [TestCase(5, 4, true, HardRules.None, TestName = "Capacity_OneLessForADivisibleDemand_Fits")]
    [TestCase(5, 1, true, HardRules.None)]
    [TestCase(5, 0, true, HardRules.Capacity)]
    [TestCase(1, 1, false, HardRules.None)]
    [TestCase(1, 0, false, HardRules.Capacity)]
    [TestCase(1, -1, true, HardRules.Capacity)]
    public void Capacity_QuantityAgainstWhatRemains(int quantity, int remaining, bool divisible, HardRules broken) =>
        Assert.That(Pair.Broken(Given.Demand(quantity: quantity, divisible: divisible), slot: Given.Slot(remaining: remaining)), Is.EqualTo(broken));

    [TestCase(null, 9, HardRules.None)]
    [TestCase(0, 0, HardRules.MonthlyCap, TestName = "MonthlyCap_Zero_IsBroken")]
    [TestCase(3, 0, HardRules.None)]
    [TestCase(3, 2, HardRules.None, TestName = "MonthlyCap_OneLeft_Fits")]
    [TestCase(3, 3, HardRules.MonthlyCap, TestName = "MonthlyCap_UsedUp_IsBroken")]
    [TestCase(3, 4, HardRules.MonthlyCap)]
    public void MonthlyCap_OrdersAgainstTheCap(int? cap, int used, HardRules broken) =>
        Assert.That(Pair.Broken(unit: Given.Unit(monthlyCap: cap), capUse: new CapUse("U1", 202603, used)), Is.EqualTo(broken));

    [TestCase("2026-03-31T23:59+08:00", HardRules.MonthlyCap)]
    [TestCase("2026-03-31T16:00+00:00", HardRules.None, TestName = "MonthlyCap_SlotStartsOnTheFirstInChina_CountsInItsMonth")]
    public void MonthlyCap_MarchIsUsedUp_BindsSlotsThatStartInMarch(string start, HardRules broken)
    {
        var slot = Given.Slot(start: DateTimeOffset.Parse(start, System.Globalization.CultureInfo.InvariantCulture));

        Assert.That(Pair.Broken(slot: slot, unit: Given.Unit(monthlyCap: 1), capUse: new CapUse("U1", 202603, 1)), Is.EqualTo(broken));
    }

    [Test]
    public void MonthlyCap_OtherUnitsOrders_DoNotCount() =>
        Assert.That(Pair.Broken(unit: Given.Unit(monthlyCap: 1), capUse: new CapUse("U2", 202603, 5)), Is.EqualTo(HardRules.None));
}
