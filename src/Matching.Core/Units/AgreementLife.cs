namespace Matching.Core.Units;

/// <summary>How an agreement stands: drafted and waiting for the other side, signed, over, or taken back unsigned. Persisted: append only.</summary>
public enum AgreementState { Draft, Signed, Ended, Withdrawn }

/// <summary>What people and time do to an agreement. Persisted in events: append only.</summary>
public enum AgreementAct { Draft, Sign, Withdraw, End }

/// <summary>The two sides of an agreement, neither under the other (互不隶属). Persisted: append only.</summary>
public enum AgreementSide { Community, Unit }

/// <summary>An agreement's life (共建责任书): one side drafts, the other signs; it ends with its term or by either side's word.</summary>
public static class AgreementLife
{
    /// <exception cref="RuleBrokenException">The act is not allowed in this state: <c>agreement-act-not-allowed</c>.</exception>
    public static AgreementState After(AgreementState state, AgreementAct act) => (act, state) switch
    {
        (AgreementAct.Sign, AgreementState.Draft) => AgreementState.Signed,
        (AgreementAct.Withdraw, AgreementState.Draft) => AgreementState.Withdrawn,
        (AgreementAct.End, AgreementState.Signed) => AgreementState.Ended,
        _ => throw new RuleBrokenException("agreement-act-not-allowed", act, state),
    };

    /// <summary>Nobody signs for both sides: who signs is the side that did not draft, or the community that says where the paper with both
    /// signatures is kept.</summary>
    /// <param name="paper">Where the signed paper is kept; empty for none.</param>
    /// <exception cref="RuleBrokenException"><c>agreement-own-draft</c>.</exception>
    public static void RefuseOwnDraft(AgreementSide drafter, AgreementSide signer, string paper)
    {
        if (drafter == signer && (signer == AgreementSide.Unit || paper.Length == 0))
            throw new RuleBrokenException("agreement-own-draft");
    }
}
