using Matching.Core.Grid;

namespace Matching.Core.Tests.Grid;

public class AreaCodeTests
{
    [TestCase("440605001", AreaLevel.Street)]
    [TestCase("440605001001", AreaLevel.Community)]
    [TestCase("440605001001001", AreaLevel.Estate)]
    [TestCase("440605001001001001", AreaLevel.Building)]
    public void AreaCode_Digits_GiveItsLevel(string code, AreaLevel level) => Assert.That(new AreaCode(code).Level, Is.EqualTo(level));

    [TestCase("")]
    [TestCase("44060500")]
    [TestCase("4406050010")]
    [TestCase("44060500A")]
    [TestCase("４４０６０５００１")]
    [TestCase(null)]
    public void AreaCode_OtherText_Throws(string? code) => Assert.That(() => new AreaCode(code!), Throws.ArgumentException);

    [Test]
    public void Parent_OfEachLevel_IsOneUp()
    {
        Assert.That(new AreaCode(Given.Building).Parent, Is.EqualTo(new AreaCode(Given.Estate)));
        Assert.That(new AreaCode(Given.Community).Parent, Is.EqualTo(new AreaCode(Given.Street)));
        Assert.That(new AreaCode(Given.Street).Parent, Is.Null);
    }

    [Test]
    public void At_LevelAboveOrBelow_IsTheAncestorOrNothing()
    {
        Assert.That(new AreaCode(Given.Building).At(AreaLevel.Community), Is.EqualTo(new AreaCode(Given.Community)));
        Assert.That(new AreaCode(Given.Community).At(AreaLevel.Community), Is.EqualTo(new AreaCode(Given.Community)));
        Assert.That(new AreaCode(Given.Street).At(AreaLevel.Community), Is.Null);
    }

    [TestCase(Given.Street, Given.Building, true)]
    [TestCase(Given.Building, Given.Building, true)]
    [TestCase(Given.Building, Given.Estate, false)]
    [TestCase(Given.Estate, Given.Community + "002001", false)]
    public void Contains_NodeBelow(string node, string other, bool contains) =>
        Assert.That(new AreaCode(node).Contains(new AreaCode(other)), Is.EqualTo(contains));
}
