using Matching.Core.Units;

namespace Matching.Core.Tests.Units;

[TestFixture]
internal sealed class UnitLifeTests
{
    [TestCase(false, UnitAct.Suspend, true)]
    [TestCase(true, UnitAct.Resume, false)]
    public void After_WhereItChanges_IsTheOther(bool before, UnitAct act, bool after) => Assert.That(UnitLife.After(before, act), Is.EqualTo(after));

    [TestCase(true, UnitAct.Suspend, "unit-suspended-already")]
    [TestCase(false, UnitAct.Resume, "unit-not-suspended")]
    public void After_WhereItIsSoAlready_IsRefused(bool before, UnitAct act, string code) =>
        Assert.That(() => UnitLife.After(before, act), Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Rule)).EqualTo(code));
}
