using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Core.Tests.Demands;

internal sealed class CaseStageTests
{
    [TestCase(DemandState.Filed, CaseStage.Registered)]
    [TestCase(DemandState.Open, CaseStage.Registered)]
    [TestCase(DemandState.Matched, CaseStage.Registered, OrderState.Proposed)]
    [TestCase(DemandState.Matched, CaseStage.Dispatched, OrderState.Issued)]
    [TestCase(DemandState.PartlyMatched, CaseStage.Dispatched, OrderState.Acknowledged, OrderState.Proposed)]
    [TestCase(DemandState.PartlyMatched, CaseStage.Handling, OrderState.Issued, OrderState.Accepted)]
    [TestCase(DemandState.Matched, CaseStage.Handling, OrderState.Reopened)]
    [TestCase(DemandState.Served, CaseStage.Checking, OrderState.Completed)]
    [TestCase(DemandState.Confirmed, CaseStage.Closed, OrderState.Visited)]
    [TestCase(DemandState.Closed, CaseStage.Closed, OrderState.Closed)]
    [TestCase(DemandState.Rejected, CaseStage.Closed)]
    [TestCase(DemandState.Withdrawn, CaseStage.Closed)]
    [TestCase(DemandState.Escalated, CaseStage.Dispatched)]
    public void Of_StateAndOrders_IsTheStageSeenFromOutside(DemandState state, CaseStage stage, params OrderState[] orders) =>
        Assert.That(CaseStages.Of(state, orders), Is.EqualTo(stage));
}
