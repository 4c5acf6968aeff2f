namespace Matching.Core.Orders;

/// <summary>How a mediation (调解) ended: agreement reached, in part, not reached, referred to the court or the police, or the parties took it
/// back. Persisted: append only.</summary>
public enum MediationOutcome { Agreed, PartlyAgreed, NotAgreed, Referred, TakenBack }

/// <summary>An order of a category that mediates ends with one of the outcomes; no other has any.</summary>
public static class MediationRule
{
    /// <param name="mediates">Whether the demand's category is one of mediation.</param>
    /// <exception cref="RuleBrokenException"><c>mediation-outcome-wanted</c>; <c>mediation-outcome-elsewhere</c>.</exception>
    public static void Check(bool mediates, MediationOutcome? outcome)
    {
        if (mediates && outcome is null)
            throw new RuleBrokenException("mediation-outcome-wanted");
        if (!mediates && outcome is not null)
            throw new RuleBrokenException("mediation-outcome-elsewhere");
    }
}
