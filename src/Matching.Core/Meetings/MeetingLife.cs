namespace Matching.Core.Meetings;

/// <summary>Whose meeting it is: a community's, an estate's (小区联席会议), or a joint committee's. Persisted: append only.</summary>
public enum MeetingKind { Community, Estate, Joint }

/// <summary>States of a joint meeting. Persisted: append only.</summary>
public enum MeetingState
{
    Planned, Frozen, InSession, Closed,
    /// <summary>Its time went by and it was never begun (未召开): what it was to talk about went to the next one.</summary>
    Lapsed,
}

/// <summary>What people and time do to a meeting. Persisted in events: append only.</summary>
public enum MeetingAct { Call, Move, Invite, Draft, Propose, Edit, Freeze, Begin, Attend, Claim, Decide, Close, Lapse }

/// <summary>Where an item of an agenda (议题) came from: the last meeting's results, a meeting before, a cluster of unserved demands,
/// or somebody's proposal. Persisted: append only.</summary>
public enum ItemKind { Report, Carried, Cluster, Proposal }

/// <summary>What a meeting made of an item: a resolution (决议), the next meeting, the street (提请街道), or no more than heard.
/// Persisted: append only.</summary>
public enum ItemOutcome { Resolved, Next, Street, Noted }

/// <summary>The part of a body in a resolution: the one that leads (牵头) or one that helps (配合). Persisted: append only.</summary>
public enum TaskPart { Lead, Helper }

/// <summary>A joint meeting's life: which act leads from which state to which.</summary>
public static class MeetingLife
{
    /// <summary>Nothing more will be talked about there.</summary>
    public static bool IsOver(MeetingState state) => state is MeetingState.Closed or MeetingState.Lapsed;

    /// <exception cref="RuleBrokenException">The act is not allowed in this state: <c>meeting-act-not-allowed</c>.</exception>
    public static MeetingState After(MeetingState state, MeetingAct act) => (act, state) switch
    {
        (MeetingAct.Move or MeetingAct.Invite, MeetingState.Planned or MeetingState.Frozen) => state,
        (MeetingAct.Draft or MeetingAct.Propose or MeetingAct.Edit, MeetingState.Planned) => state,
        (MeetingAct.Freeze, MeetingState.Planned) => MeetingState.Frozen,
        (MeetingAct.Begin, MeetingState.Frozen) => MeetingState.InSession,
        (MeetingAct.Attend or MeetingAct.Claim or MeetingAct.Decide or MeetingAct.Invite, MeetingState.InSession) => state,
        (MeetingAct.Close, MeetingState.InSession) => MeetingState.Closed,
        (MeetingAct.Lapse, MeetingState.Planned or MeetingState.Frozen) => MeetingState.Lapsed,
        (MeetingAct.Lapse, MeetingState.InSession) => state,
        _ => throw new RuleBrokenException("meeting-act-not-allowed", act, state),
    };
}
