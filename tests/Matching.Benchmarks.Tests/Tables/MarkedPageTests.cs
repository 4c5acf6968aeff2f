using Matching.Benchmarks.Tables;

namespace Matching.Benchmarks.Tests.Tables;

public class MarkedPageTests
{
    private const string Page = "text\n<!-- a -->\nold\n<!-- /a -->\nmore\n<!-- b -->\n<!-- /b -->\n";

    [Test]
    public void With_Marks_OnlyWhatStandsBetweenThemChanges() =>
        Assert.That(MarkedPage.With(MarkedPage.With(Page, "a", "one\ntwo\n"), "b", "new\n"),
            Is.EqualTo("text\n<!-- a -->\none\ntwo\n<!-- /a -->\nmore\n<!-- b -->\nnew\n<!-- /b -->\n"));

    [TestCase("c")]
    [TestCase("A")]
    public void With_MissingMark_Throws(string name) =>
        Assert.That(() => MarkedPage.With(Page, name, "x"), Throws.TypeOf<InvalidDataException>().With.Message.Contains($"<!-- {name} -->"));

    [Test]
    public void With_EnginePage_HasAPlaceForEveryTable()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root(), "docs", "engine.md"));

        Assert.That(WriteTables.Parts, Is.All.Matches<string>(name => MarkedPage.With(page, name, "x").Length > 0));
    }
}
