using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class FeaturesTests
{
    [TestCase("", "")]
    [TestCase("修", "修")]
    [TestCase("修水管", "修 水 修水 管 水管")]
    [TestCase("修，水", "修 水", TestName = "Of_PunctuationBetween_MakesNoPair")]
    [TestCase("修 水", "修 水", TestName = "Of_BlankBetween_MakesNoPair")]
    [TestCase("修　水", "修 水", TestName = "Of_WideBlankBetween_MakesNoPair")]
    [TestCase("水水水", "水 水 水水 水 水水", TestName = "Of_Repeats_AreKept")]
    [TestCase("𠮷田", "𠮷 田 𠮷田", TestName = "Of_CharacterBeyondTheBasicPlane_IsOneCharacter")]
    [TestCase("水😀管", "水 管")]
    [TestCase("…，。！", "")]
    public void Of_Characters_AreTheirCodePointsAndPairsOfThem(string text, string features) =>
        Assert.That(Features.Of(text), Is.EqualTo(features.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)));

    [TestCase("WiFi", "wifi")]
    [TestCase("ＷｉＦｉ６", "wifi6", TestName = "Of_FullWidthLetters_AreHalfWidth")]
    [TestCase("借Ａ４打印机（２台）", "借a4打印机(2台)")]
    [TestCase("電動車充電樁", "电动车充电桩", TestName = "Of_TraditionalCharacters_AreSimplified")]
    [TestCase("乾淨、後門", "干净。后门")]
    public void Of_OtherWritings_AreTheSame(string text, string plain) => Assert.That(Features.Of(text), Is.EqualTo(Features.Of(plain)));

    [TestCase("5G信号", 5)]
    [TestCase("a.b", 2)]
    [TestCase("a b", 2)]
    [TestCase("装12盏灯", 7)]
    [TestCase("Straße", 1)]
    public void Of_RunsOfLettersAndDigits_AreOneUnit(string text, int features) => Assert.That(Features.Of(text), Has.Count.EqualTo(features));

    [TestCase("12", "21")]
    [TestCase("a", "b")]
    [TestCase("a", "aa")]
    [TestCase("wifi", "wifi6")]
    public void Of_DifferentRuns_AreDifferent(string one, string other) => Assert.That(Features.Of(one), Is.Not.EqualTo(Features.Of(other)));

    private static ulong Number(string feature)
    {
        var units = feature.EnumerateRunes().Select(rune => (ulong)rune.Value).ToList();
        return units.Count == 1 ? units[0] : units[0] << 32 | units[1];
    }
}
