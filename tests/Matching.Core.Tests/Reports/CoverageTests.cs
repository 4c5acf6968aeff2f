using Matching.Core.Grid;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class CoverageTests
{
    private const string Community = "440605001001";
    private const string Estate = Community + "001";
    private const string Other = Community + "002";

    [TestCase(Estate + "001", Estate + "001", TestName = "Leads_OfABuilding_AreItsOwn")]
    [TestCase(Estate, Estate + "001 " + Estate + "002", TestName = "Leads_OfAnEstate_AreAllItsBuildings")]
    [TestCase(Community, "", TestName = "Leads_OfACommunity_AreNoBuildings")]
    public void Leads(string grant, string covered) => Assert.That(Covered(CoverageGap.NoLead, leads: [grant]), Is.EqualTo(covered));

    [TestCase(Estate + "002", Estate + "002", TestName = "Quiet_ADemandOfABuilding_MakesItHeard")]
    [TestCase(Estate, "", TestName = "Quiet_ADemandOfTheEstate_MakesNoBuildingHeard")]
    public void Quiet(string filed, string covered) => Assert.That(Covered(CoverageGap.Quiet, filed: [filed]), Is.EqualTo(covered));

    [TestCase(Estate, Estate, TestName = "Branches_OfAnEstate_AreItsOwn")]
    [TestCase(Community, "", TestName = "Branches_OfACommunity_AreNoEstates")]
    [TestCase(Other + "001", "", TestName = "Branches_OfABuilding_AreNoEstates")]
    public void Branches(string grant, string covered) => Assert.That(Covered(CoverageGap.NoBranch, branches: [grant]), Is.EqualTo(covered));

    [Test]
    public void ServicePoints_WithinAnEstate_AreItsOwn() => Assert.That(Covered(CoverageGap.NoServicePoint, points: [Other + "001", Community]), Is.EqualTo(Other));

    [Test]
    public void Units_WithoutAnOrder_AreMissingWhereTheyStand()
    {
        var units = Coverage.Of(Facts([], [], [], [], [new CoverageUnit("DW-2", Community, false), new CoverageUnit("DW-1", Estate, true)]), CoverageGap.UnusedUnit);

        Assert.That(units, Is.EqualTo(new[] { new CoverageSubject("DW-1", Estate, false), new CoverageSubject("DW-2", Community, true) }));
    }

    private static string Covered(CoverageGap gap, string[]? leads = null, string[]? branches = null, string[]? points = null, string[]? filed = null) =>
        string.Join(' ', Coverage.Of(Facts(leads ?? [], branches ?? [], points ?? [], filed ?? [], []), gap).Where(subject => !subject.IsMissing).Select(subject => subject.Code));

    private static CoverageFacts Facts(string[] leads, string[] branches, string[] points, string[] filed, CoverageUnit[] units) =>
        new([.. new[] { Community, Estate, Estate + "001", Estate + "002", Other, Other + "001" }.Select(code => new AreaCode(code))], leads, branches, points, filed, units);
}
