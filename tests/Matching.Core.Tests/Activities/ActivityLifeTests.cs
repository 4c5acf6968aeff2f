using Matching.Core.Activities;
using Matching.Core.Orders;

namespace Matching.Core.Tests.Activities;

internal sealed class ActivityLifeTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 5, 9, 0, 0, ChinaTime.Offset);

    [TestCase(OrderState.Issued, "Accept Complete", "Cancel")]
    [TestCase(OrderState.Acknowledged, "Accept Complete", "Cancel")]
    [TestCase(OrderState.Accepted, "Complete", "Cancel")]
    [TestCase(OrderState.Scheduled, "Complete", "Cancel")]
    [TestCase(OrderState.InService, "Complete", "Fail")]
    [TestCase(OrderState.Proposed, "", "Cancel")]
    [TestCase(OrderState.Completed, "", "")]
    [TestCase(OrderState.Reopened, "", "")]
    [TestCase(OrderState.Declined, "", "")]
    public void ActsFor_EachState_LeadsToServedOrToNotLive(OrderState state, string came, string absent)
    {
        Assert.That(string.Join(' ', ActivityLife.ActsFor(state, came: true)), Is.EqualTo(came));
        Assert.That(string.Join(' ', ActivityLife.ActsFor(state, came: false)), Is.EqualTo(absent));

        foreach (var hasCome in new[] { true, false })
        {
            var end = ActivityLife.ActsFor(state, hasCome).Aggregate(state, OrderLife.After);
            Assert.That(end == state || (hasCome ? OrderLife.IsServed(end) : !OrderLife.IsLive(end)), $"{state} → {end}");
        }
    }

    [TestCase(-121, false)]
    [TestCase(-120, true)]
    [TestCase(600, true)]
    public void Attendance_BeforeTheDoorsOpen_IsRefused(int minutes, bool allowed) =>
        Assert.That(() => ActivityLife.RefuseEarlyAttendance(ActivityState.Planned, Start, Start.AddMinutes(minutes)), allowed ? Throws.Nothing : Throws.TypeOf<RuleBrokenException>());

    [Test]
    public void SignUp_AtTheEnd_IsTooLate_AndNothingChangesWhatHasEnded()
    {
        Assert.That(() => ActivityLife.RefuseLateSignUp(ActivityState.Planned, Start, Start.AddSeconds(-1)), Throws.Nothing);
        Assert.That(() => ActivityLife.RefuseLateSignUp(ActivityState.Planned, Start, Start), Throws.TypeOf<RuleBrokenException>());
        Assert.That(() => ActivityLife.RefuseEnded(ActivityState.Held), Throws.TypeOf<RuleBrokenException>());
        Assert.That(() => ActivityLife.RefuseEnded(ActivityState.Cancelled), Throws.TypeOf<RuleBrokenException>());
    }

    [Test]
    public void PersonTimes_SomeUnticked_CountsOnlyWhatIsKnown() =>
        Assert.That(PersonTimes.Of([(3, 2), (1, 0), (5, null)]), Is.EqualTo(new PersonTimes(Came: 2, Expected: 9, N: 2, Unmarked: 1)));
}
