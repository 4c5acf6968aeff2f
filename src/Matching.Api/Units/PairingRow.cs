using Matching.Api.Data;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>A unit paired with a community (结对), in one of its rings.</summary>
internal sealed record PairingRow
{
    private const string Select = "select p.unit, p.community, p.ring, p.agreement_until from unit_pairing p";

    private const string OfPair = Select + "\nwhere p.unit = @unit and p.community = @community";

    private const string Put = """
        insert into unit_pairing (unit, community, ring, agreement_until)
        values (@Unit, @Community, @RingName, @AgreementUntil)
        on conflict (unit, community) do update set ring = @RingName, agreement_until = @AgreementUntil
        """;

    private const string Delete = "delete from unit_pairing where unit = @Unit and community = @Community";

    public string Unit { get; init; } = "";

    public string Community { get; init; } = "";

    public Ring Ring { get; init; }

    /// <summary>The first instant after the agreement; null without one.</summary>
    public DateTimeOffset? AgreementUntil { get; init; }

    public string RingName => Ring.ToString();

    /// <summary>What its events are about: all pairings of a unit are one history.</summary>
    public static string SubjectOf(string unit) => $"unit/{unit}";

    public static IReadOnlyList<PairingRow> All(Session session) => session.Query<PairingRow>(Select + "\norder by p.unit, p.community");

    public static IReadOnlyList<PairingRow> Of(Session session, string unit) => session.Query<PairingRow>(Select + "\nwhere p.unit = @unit\norder by p.community", new { unit });

    public static PairingRow? Find(Session session, string unit, string community) => session.One<PairingRow>(OfPair, new { unit, community });

    /// <summary>Makes it, or changes it where it is.</summary>
    public void PutInto(Session session) => session.Execute(Put, this);

    public void DeleteFrom(Session session) => session.Execute(Delete, this);

    public UnitPairing ToCore() => new(Unit, new AreaCode(Community), Ring, AgreementUntil);
}
