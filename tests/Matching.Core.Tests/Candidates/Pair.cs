using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Scoring;
using Matching.Core.Units;

namespace Matching.Core.Tests.Candidates;

/// <summary>The rules that one demand and one slot break.</summary>
internal static class Pair
{
    /// <summary>More candidates than any small list has.</summary>
    public const int All = 1_000;

    public static CandidateSet Candidates(MatchLists lists) => CandidateFinder.Find(lists, new CandidateIndex(lists, new Scorer(lists)), All);

    public static HardRules Broken(
        Demand? demand = null, Offer? offer = null, Slot? slot = null, PartnerUnit? unit = null, CapUse? capUse = null, MatchPolicy? policy = null)
    {
        var input = Given.Input(
            demands: [demand ?? Given.Demand()], offers: [offer ?? Given.Offer()], slots: [slot ?? Given.Slot()],
            units: [unit ?? Given.Unit()], capUses: capUse is null ? [] : [capUse]);
        var rules = new RuleBook(new MatchLists(input, policy ?? Given.Policy()));
        return rules.OfOffer(0, 0) | rules.OfSlot(0, 0);
    }
}
