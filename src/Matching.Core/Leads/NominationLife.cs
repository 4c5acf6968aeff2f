namespace Matching.Core.Leads;

/// <summary>Who proposes a lead, oneself or neighbours; or a serving member or volunteer who reports in to a community (报到), which is always
/// by oneself. Persisted: append only.</summary>
public enum NominationKind { Self, Neighbour, ReportIn }

/// <summary>How a nomination stands: waiting for the committee, in office, refused, or the term is over. Persisted: append only.</summary>
public enum NominationState { Waiting, Appointed, Refused, Ended }

/// <summary>What people and time do to a nomination. Persisted in events: append only.</summary>
public enum NominationAct { Nominate, Approve, Refuse, End }

/// <summary>A nomination's life (推选楼长): the committee's word, a term, its end.</summary>
public static class NominationLife
{
    /// <exception cref="RuleBrokenException">The act is not allowed in this state: <c>nomination-act-not-allowed</c>.</exception>
    public static NominationState After(NominationState state, NominationAct act) => (act, state) switch
    {
        (NominationAct.Approve, NominationState.Waiting) => NominationState.Appointed,
        (NominationAct.Refuse, NominationState.Waiting) => NominationState.Refused,
        (NominationAct.End, NominationState.Appointed) => NominationState.Ended,
        _ => throw new RuleBrokenException("nomination-act-not-allowed", act, state),
    };
}
