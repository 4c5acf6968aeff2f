using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Core.Escalation;

/// <summary>Who answers for a demand: lead, estate branch, community committee, its joint meeting (or the joint committee of several
/// communities), street. Persisted: append only.</summary>
public enum Rung { Lead, Branch, Community, Meeting, Street, JointCommittee }

/// <summary>Somebody who answers at a rung for a node of the grid and all below it.</summary>
public sealed record RungHolder(string Account, Rung Rung, AreaCode Node);

/// <summary>What decides the next rung.</summary>
/// <param name="HasBranch">A branch answers for the demand's estate.</param>
/// <param name="HasLead">A lead answers for the demand's place.</param>
/// <param name="IsShared">Communities of one joint committee have the same matter on their hands.</param>
public sealed record LadderFacts(Urgency Urgency, bool HasLead, bool HasBranch, bool IsShared);

/// <summary>The ladder of demands (逐级上报): a demand that is not served climbs one rung at a time, and the street is its end.</summary>
public static class Ladder
{
    /// <summary>How high a rung stands; the meeting and the joint committee stand side by side.</summary>
    public static int HeightOf(Rung rung) => rung switch
    {
        Rung.Lead => 0,
        Rung.Branch => 1,
        Rung.Community => 2,
        Rung.Meeting or Rung.JointCommittee => 3,
        Rung.Street => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(rung), rung, "Not a rung."),
    };

    public static bool IsAbove(Rung rung, Rung other) => HeightOf(rung) > HeightOf(other);

    /// <summary>The next rung up, or null at the street. A rung that nobody holds is passed over; an emergency does not wait for a
    /// meeting; what several communities share goes to their joint committee.</summary>
    public static Rung? Above(Rung rung, LadderFacts facts) => rung switch
    {
        Rung.Lead => facts.HasBranch ? Rung.Branch : Rung.Community,
        Rung.Branch => Rung.Community,
        Rung.Community when facts.Urgency == Urgency.Emergency => Rung.Street,
        Rung.Community => facts.IsShared ? Rung.JointCommittee : Rung.Meeting,
        Rung.Meeting or Rung.JointCommittee => Rung.Street,
        _ => null,
    };

    /// <summary>The rung that a demand is given back to, or null where nobody stands below. Meeting, joint committee and street give
    /// back to the community.</summary>
    public static Rung? Below(Rung rung, LadderFacts facts) => rung switch
    {
        Rung.Street or Rung.Meeting or Rung.JointCommittee => Rung.Community,
        Rung.Community when facts.HasBranch => Rung.Branch,
        Rung.Community or Rung.Branch when facts.HasLead => Rung.Lead,
        _ => null,
    };

    /// <summary>Who owns a demand at a rung: of those who hold it for a node around the place, the nearest.</summary>
    public static IReadOnlyList<string> Owners(Rung rung, AreaCode place, IEnumerable<RungHolder> holders)
    {
        var holding = rung == Rung.Meeting ? Rung.Community : rung;
        var around = holders.Where(holder => holder.Rung == holding && holder.Node.Contains(place)).ToList();
        var nearest = around.Select(holder => (int)holder.Node.Level).DefaultIfEmpty(0).Max();
        return [.. around.Where(holder => (int)holder.Node.Level == nearest).Select(holder => holder.Account).Distinct().Order(StringComparer.Ordinal)];
    }
}
