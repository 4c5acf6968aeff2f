using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class TermsTests
{
    [TestCase("", "")]
    [TestCase("修", "修")]
    [TestCase("修水管", "修 水 修水 管 水管")]
    [TestCase("修，水", "修 水", TestName = "Of_PunctuationBetween_MakesNoPair")]
    [TestCase("修 水", "修 水", TestName = "Of_BlankBetween_MakesNoPair")]
    [TestCase("修　水", "修 水", TestName = "Of_WideBlankBetween_MakesNoPair")]
    [TestCase("WiFi", "wifi")]
    [TestCase("ＷｉＦｉ６", "wifi6", TestName = "Of_FullWidthLetters_AreHalfWidth")]
    [TestCase("5G信号差", "5g 信 5g信 号 信号 差 号差")]
    [TestCase("装12盏灯", "装 12 装12 盏 12盏 灯 盏灯")]
    [TestCase("a.b", "a b")]
    [TestCase("Straße", "straße")]
    [TestCase("𠮷田", "𠮷 田 𠮷田", TestName = "Of_CharacterBeyondTheBasicPlane_IsOneCharacter")]
    [TestCase("水😀管", "水 管")]
    [TestCase("水水水", "水 水 水水 水 水水", TestName = "Of_Repeats_AreKept")]
    [TestCase("…，。！", "")]
    public void Of_Text_CharactersRunsAndPairs(string text, string terms) =>
        Assert.That(Terms.Of(text), Is.EqualTo(terms.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Test]
    public void Of_HalfAndFullWidth_AreTheSame() =>
        Assert.That(Terms.Of("借Ａ４打印机（２台）"), Is.EqualTo(Terms.Of("借a4打印机(2台)")));
}
