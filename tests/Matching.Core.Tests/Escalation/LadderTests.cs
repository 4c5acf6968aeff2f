using Matching.Core.Clocks;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;

namespace Matching.Core.Tests.Escalation;

public class LadderTests
{
    private static readonly LadderFacts Usual = new(Urgency.Normal, HasLead: true, HasBranch: true, IsShared: false);

    [TestCase(Rung.Lead, Rung.Branch)]
    [TestCase(Rung.Branch, Rung.Community)]
    [TestCase(Rung.Community, Rung.Meeting)]
    [TestCase(Rung.Meeting, Rung.Street)]
    [TestCase(Rung.JointCommittee, Rung.Street)]
    [TestCase(Rung.Street, null)]
    public void Above_OneRungAtATime(Rung rung, Rung? above) => Assert.That(Ladder.Above(rung, Usual), Is.EqualTo(above));

    [Test]
    public void Above_NoBranchAtTheEstate_PassesItOver() => Assert.That(Ladder.Above(Rung.Lead, Usual with { HasBranch = false }), Is.EqualTo(Rung.Community));

    [Test]
    public void Above_SharedByCommunitiesOfAJointCommittee_GoesThere() => Assert.That(Ladder.Above(Rung.Community, Usual with { IsShared = true }), Is.EqualTo(Rung.JointCommittee));

    [Test]
    public void Above_AnEmergency_DoesNotWaitForAMeeting() => Assert.That(Ladder.Above(Rung.Community, Usual with { Urgency = Urgency.Emergency, IsShared = true }), Is.EqualTo(Rung.Street));

    [TestCase(Rung.Street, Rung.Community)]
    [TestCase(Rung.Meeting, Rung.Community)]
    [TestCase(Rung.JointCommittee, Rung.Community)]
    [TestCase(Rung.Community, Rung.Branch)]
    [TestCase(Rung.Branch, Rung.Lead)]
    [TestCase(Rung.Lead, null)]
    public void Below_OneRungAtATime(Rung rung, Rung? below) => Assert.That(Ladder.Below(rung, Usual), Is.EqualTo(below));

    [Test]
    public void Below_WhereNobodyStands_IsNothing() => Assert.That(Ladder.Below(Rung.Community, Usual with { HasBranch = false, HasLead = false }), Is.Null);

    [Test]
    public void Below_EveryRungThatWasClimbed_LeadsDownAgain()
    {
        foreach (var rung in Enum.GetValues<Rung>().Where(rung => rung != Rung.Lead))
            Assert.That(Ladder.IsAbove(rung, Ladder.Below(rung, Usual)!.Value), Is.True, $"{rung}");
    }

    [Test]
    public void Owners_TheNearestNodeAnswers()
    {
        RungHolder[] holders =
        [
            new("estate-lead", Rung.Lead, new AreaCode(Given.Estate)), new("building-lead", Rung.Lead, new AreaCode(Given.Building)),
            new("elsewhere", Rung.Lead, new AreaCode(Given.Community + "002")), new("committee", Rung.Community, new AreaCode(Given.Community)), new("street", Rung.Street, new AreaCode(Given.Street)),
        ];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ladder.Owners(Rung.Lead, new AreaCode(Given.Building), holders), Is.EqualTo(new[] { "building-lead" }));
            Assert.That(Ladder.Owners(Rung.Lead, new AreaCode(Given.Estate), holders), Is.EqualTo(new[] { "estate-lead" }));
            Assert.That(Ladder.Owners(Rung.Meeting, new AreaCode(Given.Building), holders), Is.EqualTo(new[] { "committee" }), "the meeting is the community's");
            Assert.That(Ladder.Owners(Rung.Branch, new AreaCode(Given.Building), holders), Is.Empty);
        }
    }

    [TestCase(true, "440605001001", InvitedRing.Paired)]
    [TestCase(true, "440605009001", InvitedRing.Paired, TestName = "RingOf_APairedUnitFromElsewhere_IsPaired")]
    [TestCase(false, "440605001001002", InvitedRing.Community)]
    [TestCase(false, "440605001002", InvitedRing.Street)]
    [TestCase(false, "440605001", InvitedRing.Street)]
    [TestCase(false, "440605002001", InvitedRing.OpenHall)]
    public void RingOf_AUnit_IsItsNearest(bool isPaired, string unit, InvitedRing ring) =>
        Assert.That(OrderLadder.RingOf(new AreaCode(Given.Estate), new AreaCode(unit), isPaired), Is.EqualTo(ring));

    [Test]
    public void IsInvited_EachRingHoldsTheOnesBefore()
    {
        foreach (var open in Enum.GetValues<InvitedRing>())
            Assert.That(Enum.GetValues<InvitedRing>().Where(unit => OrderLadder.IsInvited(open, unit)), Is.EqualTo(Enum.GetValues<InvitedRing>().Take((int)open + 1)));
    }

    [TestCase(Urgency.Normal, InvitedRing.Paired, InvitedRing.Community)]
    [TestCase(Urgency.Normal, InvitedRing.Street, InvitedRing.OpenHall)]
    [TestCase(Urgency.Normal, InvitedRing.OpenHall, InvitedRing.OpenHall)]
    [TestCase(Urgency.Emergency, InvitedRing.Paired, InvitedRing.OpenHall, TestName = "Next_InAnEmergency_PassesOverRingsWithoutHours")]
    public void Next_Ring(Urgency urgency, InvitedRing ring, InvitedRing next) => Assert.That(OrderLadder.Next(ring, new ClockLimits(), urgency), Is.EqualTo(next));

    [TestCase(5, 2, 1)]
    [TestCase(3, 7, 2)]
    [TestCase(1, 1, 4)]
    [TestCase(0, 2, 1)]
    public void ShiftRoster_GivesEverybodyTheSameShifts(int people, int days, int posts)
    {
        var names = Enumerable.Range(0, people).Select(n => $"L-{n}").ToList();

        var roster = ShiftRoster.Of(names, new(2026, 3, 2), days, posts);

        Assert.That(roster.Select(shift => (shift.Day, shift.Number)), Is.EqualTo(Enumerable.Range(0, days * 3).Select(n => (new DateOnly(2026, 3, 2).AddDays(n / 3), n % 3 + 1))));
        var turns = names.Select(name => roster.Count(shift => shift.OnDuty.Contains(name))).ToList();
        Assert.That(turns.DefaultIfEmpty(0).Max() - turns.DefaultIfEmpty(0).Min(), Is.LessThanOrEqualTo(1));
        Assert.That(roster.Select(shift => shift.OnDuty.Distinct().Count()), Is.All.EqualTo(Math.Min(people, posts)));
    }
}
