using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class ConceptLexiconTests
{
    private static readonly ConceptLexicon Lexicon = ConceptLexicon.Read("# comment\n充电桩\t电动车充电\t飞线;充电+电动车!充电宝\n驿站\t\t歇脚;充电宝;~工人\n");

    [TestCase("到处飞线", "充电桩")]
    [TestCase("到处飛線", "充电桩", TestName = "In_TraditionalWriting_IsTheSame")]
    [TestCase("电动车没处充电", "充电桩", TestName = "In_BothParts_InAnyOrder")]
    [TestCase("充电", "", TestName = "In_OnePartOfTwo_IsNotEnough")]
    [TestCase("骑电动车的想借充电宝充电", "驿站", TestName = "In_WhatMustBeAbsent_Forbids")]
    [TestCase("飞，线", "", TestName = "In_BreakWithin_IsNoHit")]
    [TestCase("飞线的没处歇脚", "充电桩 驿站")]
    [TestCase("工人", "", TestName = "In_WhatIsOnlyTaught_CallsNothing")]
    [TestCase("", "")]
    public void In_Text_CallsConcepts(string text, string names) =>
        Assert.That(Lexicon.In(text).Select(c => Lexicon.Concepts[c].Name), Is.EqualTo(names.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [TestCase("充电桩\t\t飞线\n充电桩\t\t充电\n")]
    [TestCase("充电桩\t\t\n")]
    [TestCase("充电桩\t\t飞线+\n")]
    [TestCase("充电桩\t\t!飞线\n")]
    public void Read_ImpossibleTable_IsRefused(string table) => Assert.That(() => ConceptLexicon.Read(table), Throws.ArgumentException);

    [Test]
    public void Read_RowWithoutExpressions_IsRefused() => Assert.That(() => ConceptLexicon.Read("充电桩\t\n"), Throws.TypeOf<FormatException>());

    [Test]
    public void Shipped_EveryCategoryOfAConcept_IsInTheTrainingText()
    {
        var known = StartingModel.Sentences().Select(sentence => sentence.Category).ToHashSet();

        Assert.That(TextModel.Shipped.Lexicon.Concepts.SelectMany(concept => concept.Categories).Distinct(), Is.SubsetOf(known));
    }

    [Test]
    public void Shipped_EveryExpressionThatCalls_CallsItsConcept()
    {
        var lexicon = TextModel.Shipped.Lexicon;

        Assert.That(lexicon.Concepts.SelectMany((concept, c) => concept.Expressions.Where(ConceptLexicon.Calls).Where(expression => !lexicon.In(ConceptLexicon.WordsOf(expression)).Contains(c))), Is.Empty);
    }
}
