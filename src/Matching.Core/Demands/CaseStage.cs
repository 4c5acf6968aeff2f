using Matching.Core.Orders;

namespace Matching.Core.Demands;

/// <summary>The stages that city management systems exchange cases in (GB/T 30428.8): 立案 派遣 处置 核查 结案.</summary>
public enum CaseStage { Registered, Dispatched, Handling, Checking, Closed }

/// <summary>Which stage a demand is in, seen from outside.</summary>
public static class CaseStages
{
    /// <param name="orders">States of the demand's live orders, in any order.</param>
    public static CaseStage Of(DemandState state, IReadOnlyCollection<OrderState> orders) => state switch
    {
        DemandState.Confirmed or DemandState.Closed or DemandState.Merged or DemandState.Rejected or DemandState.Withdrawn => CaseStage.Closed,
        DemandState.Served => CaseStage.Checking,
        DemandState.Filed => CaseStage.Registered,
        _ when orders.Any(order => OrderLife.IsPinned(order)) => CaseStage.Handling,
        _ when orders.Any(order => order != OrderState.Proposed) => CaseStage.Dispatched,
        DemandState.Escalated or DemandState.OnAgenda or DemandState.Resolved => CaseStage.Dispatched,
        _ => CaseStage.Registered,
    };
}
