using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class TextAgreementTests
{
    private static readonly ConceptLexicon Lexicon = ConceptLexicon.Read("驿站\t\t歇脚;驿站\n");

    [TestCase("家里水管漏水", "水管维修", "水管")]
    [TestCase("家里水管漏水，想修水管", "上门修水管，水管疏通", "修水管 水管")]
    [TestCase("水，管", "水管", "", TestName = "Of_BreakBetween_IsNoStretch")]
    [TestCase("量血壓", "免费量血压", "量血压", TestName = "Of_TraditionalWriting_IsTheSame")]
    [TestCase("书", "书", "", TestName = "Of_OneCharacter_IsTooLittle")]
    [TestCase("", "水管", "")]
    public void Of_SharedStretches_LongestFirst(string demand, string offer, string stretches) =>
        Assert.That(TextAgreement.Of(demand, offer, Lexicon).Stretches, Is.EqualTo(stretches.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Test]
    public void Of_ConceptThatBothCall_IsNamed()
    {
        var agreement = TextAgreement.Of("送外卖没处歇脚", "小哥驿站", Lexicon);

        Assert.That(agreement.Concepts, Is.EqualTo(new[] { "驿站" }));
        Assert.That(agreement.Stretches, Is.Empty);
    }
}
