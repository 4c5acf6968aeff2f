using Matching.Core.Orders;
using static Matching.Core.Orders.OrderAct;
using static Matching.Core.Orders.OrderState;

namespace Matching.Core.Tests.Orders;

public class OrderLifeTests
{
    /// <summary>Everything that is allowed; all else is refused.</summary>
    private static readonly (OrderState From, OrderAct Act, OrderState To)[] Allowed =
    [
        (Proposed, Issue, Issued),
        (Proposed, Cancel, Cancelled),

        (Issued, Acknowledge, Acknowledged),
        (Issued, Accept, Accepted),
        (Issued, Decline, Declined),
        (Issued, Expire, Expired),
        (Issued, Cancel, Cancelled),

        (Acknowledged, Accept, Accepted),
        (Acknowledged, Decline, Declined),
        (Acknowledged, Expire, Expired),
        (Acknowledged, Cancel, Cancelled),

        (Accepted, Schedule, Scheduled),
        (Accepted, Start, InService),
        (Accepted, Complete, Completed),
        (Accepted, Fail, Failed),
        (Accepted, Cancel, Cancelled),
        (Accepted, OrderAct.Release, OrderState.Expired),

        (Scheduled, Schedule, Scheduled),
        (Scheduled, Start, InService),
        (Scheduled, Complete, Completed),
        (Scheduled, Fail, Failed),
        (Scheduled, Cancel, Cancelled),

        (InService, Complete, Completed),
        (InService, Fail, Failed),

        (Completed, ReturnVisit, Visited),
        (Completed, Close, Closed),
        (Completed, Reopen, Reopened),

        (Visited, Close, Closed),
        (Visited, Reopen, Reopened),

        (Closed, Reopen, Reopened),

        (Reopened, Schedule, Scheduled),
        (Reopened, Fail, Failed),
    ];

    private static IEnumerable<TestCaseData> EveryPair =>
        from state in Enum.GetValues<OrderState>()
        from act in Enum.GetValues<OrderAct>()
        select new TestCaseData(state, act) { TestName = $"After_{act}_From{state}" };

    [TestCaseSource(nameof(EveryPair))]
    public void After_EveryActInEveryState_IsAsTheTableSays(OrderState state, OrderAct act)
    {
        var row = Allowed.Where(row => row.From == state && row.Act == act).ToList();

        if (row.Count == 1)
            Assert.That(OrderLife.After(state, act), Is.EqualTo(row[0].To));
        else
            Assert.That(() => OrderLife.After(state, act), Throws.TypeOf<RuleBrokenException>()
                .With.Property("Rule").EqualTo("order-act-not-allowed").And.Property("Arguments").EqualTo(new object[] { act, state }));
    }

    [TestCase(Proposed, true, false, false, false)]
    [TestCase(Issued, true, false, false, false)]
    [TestCase(Acknowledged, true, false, false, false)]
    [TestCase(Accepted, true, true, false, false)]
    [TestCase(Scheduled, true, true, false, false)]
    [TestCase(InService, true, true, false, false)]
    [TestCase(Completed, true, true, true, false)]
    [TestCase(Visited, true, true, true, false)]
    [TestCase(Closed, true, true, true, true)]
    [TestCase(Reopened, true, true, false, false)]
    [TestCase(Declined, false, false, false, true)]
    [TestCase(Expired, false, false, false, true)]
    [TestCase(Failed, false, false, false, true)]
    [TestCase(Cancelled, false, false, false, true)]
    public void State_WhetherLivePinnedServedEnded(OrderState state, bool live, bool pinned, bool served, bool ended)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(OrderLife.IsLive(state), Is.EqualTo(live));
            Assert.That(OrderLife.IsPinned(state), Is.EqualTo(pinned));
            Assert.That(OrderLife.IsServed(state), Is.EqualTo(served));
            Assert.That(OrderLife.IsEnded(state), Is.EqualTo(ended));
        }
    }

    [TestCase(DeclineReason.NoCapacity, false)]
    [TestCase(DeclineReason.OutOfArea, true)]
    [TestCase(DeclineReason.NotEligible, true)]
    [TestCase(DeclineReason.NotOurDuty, true)]
    [TestCase(DeclineReason.TimeConflict, false)]
    [TestCase(DeclineReason.MissingInformation, false)]
    [TestCase(DeclineReason.CouldNotContact, false)]
    [TestCase(DeclineReason.DemandWithdrawn, false)]
    [TestCase(DeclineReason.Unreasonable, true)]
    [TestCase(DeclineReason.Duplicate, false)]
    [TestCase(DeclineReason.Other, false)]
    public void BarsUnit_ByReason(DeclineReason reason, bool bars) => Assert.That(OrderLife.BarsUnit(reason), Is.EqualTo(bars));

    [Test]
    public void PersistedNumbers_StayWhatTheyAre()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Enum.GetNames<OrderState>(), Is.EqualTo(new[]
            {
                "Proposed", "Issued", "Acknowledged", "Accepted", "Scheduled", "InService", "Completed", "Visited", "Closed",
                "Declined", "Expired", "Failed", "Cancelled", "Reopened",
            }));
            Assert.That(Enum.GetNames<DeclineReason>(), Is.EqualTo(new[]
            {
                "NoCapacity", "OutOfArea", "NotEligible", "NotOurDuty", "TimeConflict", "MissingInformation", "CouldNotContact",
                "DemandWithdrawn", "Unreasonable", "Duplicate", "Other",
            }));
        }
    }
}
