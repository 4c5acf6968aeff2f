using Matching.Core.Grid;

namespace Matching.Core.Tests.Grid;

internal sealed class StreetShardTests
{
    /// <summary>Persisted by its meaning: another hash would deal the streets of every store anew.</summary>
    [TestCase("440699001", 16, 12)]
    [TestCase("440699002", 16, 5)]
    [TestCase("440605124", 64, 49)]
    [TestCase("440699001", 1, 0)]
    public void NumberOf_AStreet_IsTheSameForEver(string street, int count, int number) => Assert.That(StreetShard.NumberOf(new AreaCode(street), count), Is.EqualTo(number));

    [Test]
    public void NumberOf_ABuilding_IsThatOfItsStreet() =>
        Assert.That(StreetShard.NumberOf(new AreaCode("440699001002001003"), 16), Is.EqualTo(StreetShard.NumberOf(new AreaCode("440699001"), 16)));

    [Test]
    public void Holds_AnyPlace_IsTrueOfExactlyOneShare()
    {
        for (var street = 0; street < 200; street++)
        {
            var place = new AreaCode($"440699{street:000}001");
            Assert.That(Enumerable.Range(0, 7).Count(number => new StreetShard(number, 7).Holds(place)), Is.EqualTo(1), place.Value);
        }
    }

    [Test]
    public void IsServedBy_AnOfferOfTwoStreets_ReachesBothShares()
    {
        var (one, other) = (new AreaCode("440699001"), new AreaCode("440699002001"));
        var touched = Enumerable.Range(0, 16).Where(number => new StreetShard(number, 16).IsServedBy([one, other]));

        Assert.That(touched, Is.EquivalentTo(new[] { StreetShard.NumberOf(one, 16), StreetShard.NumberOf(other, 16) }));
        Assert.That(new StreetShard(5, 16).IsServedBy([]), Is.True);
    }
}
