using Matching.Core.Grid;

namespace Matching.Core.Tests.Grid;

public class TileLayoutTests
{
    private static readonly string[] Five = ["E", "B", "A", "D", "C"];

    [Test]
    public void Of_NobodyPlacedAny_FillsRowByRowInTheOrderOfCodes() =>
        Assert.That(Text(TileLayout.Of(Five, [])), Is.EqualTo("A1,1 B1,2 C1,3 D2,1 E2,2"));

    [Test]
    public void Of_SomePlaced_PutsTheOthersAroundThem() =>
        Assert.That(Text(TileLayout.Of(Five, [new("C", 1, 1), new("gone", 1, 2), new("D", 9, 9), new("E", 1, 1)])), Is.EqualTo("A1,2 B1,3 C1,1 D9,9 E2,1"));

    [Test]
    public void Moved_OntoAnother_TheTwoChangePlaces()
    {
        var places = TileLayout.Of(Five, []);

        Assert.That(Text(TileLayout.Moved(places, new TilePlace("A", 2, 2))), Is.EqualTo("A2,2 E1,1"));
        Assert.That(Text(TileLayout.Moved(places, new TilePlace("A", 7, 1))), Is.EqualTo("A7,1"));
        Assert.That(TileLayout.Moved(places, new TilePlace("A", 1, 1)), Is.Empty);
    }

    private static string Text(IEnumerable<TilePlace> places) => string.Join(' ', places.Select(place => $"{place.Community}{place.Row},{place.Column}"));
}
