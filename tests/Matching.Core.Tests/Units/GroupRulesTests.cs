using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Core.Tests.Units;

[TestFixture]
internal sealed class GroupRulesTests
{
    private static readonly GroupMember Able = new(IsSuspended: false, HasLicence: true, IsParty: false, IsBarred: false, CapLeft: 1);

    [TestCase(OrderState.Issued)]
    [TestCase(OrderState.Acknowledged)]
    public void RefuseGiving_BeforeAnybodySaidYes_Passes(OrderState state) => Assert.That(() => GroupRules.RefuseGiving(state, Able), Throws.Nothing);

    [TestCase(OrderState.Proposed)]
    [TestCase(OrderState.Accepted)]
    [TestCase(OrderState.Declined)]
    public void RefuseGiving_InAnotherState_SaysWhy(OrderState state) => Expect(() => GroupRules.RefuseGiving(state, Able), "group-order-answered");

    [Test]
    public void RefuseGiving_ToOneWhoCannot_NamesTheObstacle()
    {
        foreach (var (member, obstacle) in new[]
        {
            (Able with { IsSuspended = true }, MemberObstacle.Suspended), (Able with { HasLicence = false }, MemberObstacle.Licence), (Able with { IsParty = true }, MemberObstacle.Party), (Able with { IsBarred = true }, MemberObstacle.Barred),
            (Able with { CapLeft = 0 }, MemberObstacle.Cap),
        })
        {
            Assert.That(() => GroupRules.RefuseGiving(OrderState.Issued, member), Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Arguments)).EqualTo(new object[] { obstacle }));
        }
        Assert.That(() => GroupRules.RefuseGiving(OrderState.Issued, Able with { CapLeft = null }), Throws.Nothing);
    }

    [TestCase(UnitKind.Enterprise, UnitKind.School, "group-not-one")]
    [TestCase(UnitKind.TradeGroup, UnitKind.TradeGroup, "group-in-group")]
    public void RefuseMembership_OfOthers_SaysWhy(UnitKind group, UnitKind member, string rule) => Expect(() => GroupRules.RefuseMembership(group, member), rule);

    private static void Expect(Action act, string rule) => Assert.That(act, Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Rule)).EqualTo(rule));
}
