using Matching.Core.Orders;

namespace Matching.Core.Tests.Orders;

[TestFixture]
internal sealed class MediationRuleTests
{
    [TestCase(true, MediationOutcome.Referred)]
    [TestCase(false, null)]
    public void Check_WhereItFits_Passes(bool mediates, MediationOutcome? outcome) => Assert.That(() => MediationRule.Check(mediates, outcome), Throws.Nothing);

    [TestCase(true, null, "mediation-outcome-wanted")]
    [TestCase(false, MediationOutcome.Agreed, "mediation-outcome-elsewhere")]
    public void Check_WhereItDoesNot_SaysWhy(bool mediates, MediationOutcome? outcome, string rule) =>
        Assert.That(() => MediationRule.Check(mediates, outcome), Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Rule)).EqualTo(rule));
}
