using Matching.Core.Demands;
using static Matching.Core.Demands.DemandState;

namespace Matching.Core.Tests.Demands;

public class DemandLifeTests
{
    /// <summary>Everything that is allowed, with or without a live order unless said; all else is refused.</summary>
    private static readonly (DemandState From, DemandAct Act, DemandState To, bool OnlyWithoutOrders)[] Allowed =
    [
        (Filed, DemandAct.Open, Open, false),
        (Filed, DemandAct.Reject, Rejected, true),
        (Filed, DemandAct.Merge, Merged, true),
        (Filed, DemandAct.Withdraw, Withdrawn, false),
        (Filed, DemandAct.Support, Filed, false),
        (Filed, DemandAct.Return, Filed, false),

        (Open, DemandAct.Reject, Rejected, true),
        (Open, DemandAct.Merge, Merged, true),
        (Open, DemandAct.Withdraw, Withdrawn, false),
        (Open, DemandAct.Support, Open, false),

        (PartlyMatched, DemandAct.Withdraw, Withdrawn, false),
        (PartlyMatched, DemandAct.Support, PartlyMatched, false),
        (Matched, DemandAct.Withdraw, Withdrawn, false),
        (Matched, DemandAct.Support, Matched, false),

        (Served, DemandAct.Confirm, Confirmed, false),
        (Served, DemandAct.Support, Served, false),
        (Confirmed, DemandAct.Support, Confirmed, false),

        (Escalated, DemandAct.Support, Escalated, false),
        (Escalated, DemandAct.Reject, Rejected, true),
        (Escalated, DemandAct.Merge, Merged, true),
        (Escalated, DemandAct.Withdraw, Withdrawn, false),
        (OnAgenda, DemandAct.Support, OnAgenda, false),
        (OnAgenda, DemandAct.Withdraw, Withdrawn, false),
        (OnAgenda, DemandAct.Resolve, Resolved, false),
        (Resolved, DemandAct.Support, Resolved, false),
        (Resolved, DemandAct.Withdraw, Withdrawn, false),

        (Merged, DemandAct.Split, Open, false),

        (Open, DemandAct.PutOnAgenda, OnAgenda, true),
        (Escalated, DemandAct.PutOnAgenda, OnAgenda, true),
    ];

    private static IEnumerable<TestCaseData> EveryPair =>
        from state in Enum.GetValues<DemandState>()
        from act in Enum.GetValues<DemandAct>()
        from hasLiveOrders in new[] { false, true }
        select new TestCaseData(state, act, hasLiveOrders) { TestName = $"After_{act}_From{state}{(hasLiveOrders ? "_WithLiveOrders" : "")}" };

    [TestCaseSource(nameof(EveryPair))]
    public void After_EveryActInEveryState_IsAsTheTableSays(DemandState state, DemandAct act, bool hasLiveOrders)
    {
        var row = Allowed.Where(row => row.From == state && row.Act == act && !(row.OnlyWithoutOrders && hasLiveOrders)).ToList();

        if (row.Count == 1)
            Assert.That(DemandLife.After(state, act, hasLiveOrders), Is.EqualTo(row[0].To));
        else
            Assert.That(() => DemandLife.After(state, act, hasLiveOrders), Throws.TypeOf<RuleBrokenException>()
                .With.Property("Rule").EqualTo("demand-act-not-allowed").And.Property("Arguments").EqualTo(new object[] { act, state }));
    }

    [TestCase(OnAgenda, false, Open)]
    [TestCase(OnAgenda, true, Escalated)]
    [TestCase(Resolved, true, Escalated)]
    public void OffAgenda_AfterAMeeting_GoesOnWhereItStood(DemandState state, bool isRaised, DemandState after) => Assert.That(DemandLife.OffAgenda(state, isRaised), Is.EqualTo(after));

    [Test]
    public void OffAgenda_OnNone_IsRefused() =>
        Assert.That(() => DemandLife.OffAgenda(Matched, true), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("demand-act-not-allowed"));

    [TestCase(Open, 0, 0, 0, Open)]
    [TestCase(Open, 1, 0, 0, PartlyMatched)]
    [TestCase(Open, 3, 0, 0, PartlyMatched)]
    [TestCase(Open, 4, 0, 0, Matched)]
    [TestCase(Matched, 0, 0, 0, Open, TestName = "FromOrders_OnlyOrderDeclined_OpensAgain")]
    [TestCase(Matched, 3, 0, 0, PartlyMatched, TestName = "FromOrders_OneOfTwoDeclined_IsPartlyMatched")]
    [TestCase(Matched, 4, 3, 0, Matched, TestName = "FromOrders_PartServed_IsNotYetServed")]
    [TestCase(Matched, 4, 4, 0, Served)]
    [TestCase(Matched, 4, 4, 3, Served)]
    [TestCase(Served, 4, 4, 4, Closed)]
    [TestCase(Confirmed, 4, 4, 0, Confirmed)]
    [TestCase(Confirmed, 4, 4, 3, Confirmed)]
    [TestCase(Confirmed, 4, 4, 4, Closed)]
    [TestCase(Confirmed, 4, 3, 0, Matched, TestName = "FromOrders_ReopenedAfterConfirming_IsMatchedAgain")]
    [TestCase(Closed, 4, 3, 3, Matched, TestName = "FromOrders_ReopenedAfterClosing_IsMatchedAgain")]
    [TestCase(Closed, 0, 0, 0, Open, TestName = "FromOrders_ReopenedAndFailed_OpensAgain")]
    [TestCase(PartlyMatched, 3, 3, 3, PartlyMatched)]
    public void FromOrders_QuantityFour(DemandState state, int held, int served, int closed, DemandState after) =>
        Assert.That(DemandLife.FromOrders(state, 4, held, served, closed, isRaised: false), Is.EqualTo(after));

    [TestCase(Matched)]
    [TestCase(PartlyMatched)]
    [TestCase(Closed)]
    public void FromOrders_RaisedAndNothingHeld_IsEscalatedAgain(DemandState state) =>
        Assert.That(DemandLife.FromOrders(state, 4, held: 0, served: 0, closed: 0, isRaised: true), Is.EqualTo(Escalated));

    [TestCase(Open, true, Escalated)]
    [TestCase(Escalated, true, Escalated)]
    [TestCase(Escalated, false, Open)]
    [TestCase(PartlyMatched, true, PartlyMatched)]
    [TestCase(Matched, true, Matched)]
    [TestCase(Filed, true, Filed)]
    public void OnRung_OfAnUnservedDemand_FollowsTheRung(DemandState state, bool isRaised, DemandState after) =>
        Assert.That(DemandLife.OnRung(state, isRaised), Is.EqualTo(after));

    [TestCase(Served)]
    [TestCase(Withdrawn)]
    [TestCase(Closed)]
    public void OnRung_OfAServedOrEndedDemand_Throws(DemandState state) =>
        Assert.That(() => DemandLife.OnRung(state, isRaised: true), Throws.TypeOf<RuleBrokenException>().With.Property("Rule").EqualTo("demand-not-on-ladder"));

    [TestCase(Filed)]
    [TestCase(Escalated)]
    [TestCase(OnAgenda)]
    [TestCase(Resolved)]
    public void FromOrders_StateSetByPeople_StaysUntilAnOrderHoldsSomething(DemandState state)
    {
        Assert.That(DemandLife.FromOrders(state, 4, held: 0, served: 0, closed: 0, isRaised: false), Is.EqualTo(state));
        Assert.That(DemandLife.FromOrders(state, 4, held: 4, served: 0, closed: 0, isRaised: false), Is.EqualTo(Matched));
    }

    [TestCase(Merged)]
    [TestCase(Rejected)]
    [TestCase(Withdrawn)]
    public void FromOrders_EndedByPeople_Stays(DemandState state)
    {
        Assert.That(DemandLife.FromOrders(state, 4, held: 0, served: 0, closed: 0, isRaised: false), Is.EqualTo(state));
        Assert.That(DemandLife.FromOrders(state, 4, held: 4, served: 4, closed: 4, isRaised: false), Is.EqualTo(state));
    }

    [Test]
    public void IsSeeking_OpenPartlyMatchedAndEscalatedOnly() =>
        Assert.That(Enum.GetValues<DemandState>().Where(DemandLife.IsSeeking), Is.EqualTo(new[] { Open, PartlyMatched, Escalated }));

    [Test]
    public void IsEnded_FourStates() =>
        Assert.That(Enum.GetValues<DemandState>().Where(DemandLife.IsEnded), Is.EqualTo(new[] { Closed, Merged, Rejected, Withdrawn }));

    [Test]
    public void PersistedNumbers_StayWhatTheyAre()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Enum.GetNames<DemandState>(), Is.EqualTo(new[]
            {
                "Filed", "Open", "PartlyMatched", "Matched", "Served", "Confirmed", "Closed",
                "Merged", "Rejected", "Withdrawn", "Escalated", "OnAgenda", "Resolved",
            }));
            Assert.That(Enum.GetNames<Urgency>(), Is.EqualTo(new[] { "Normal", "Urgent", "Emergency" }));
        }
    }
}
