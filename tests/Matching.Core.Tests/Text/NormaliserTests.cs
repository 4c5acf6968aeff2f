using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class NormaliserTests
{
    [TestCase("", "")]
    [TestCase("  ", "")]
    [TestCase("水管！！坏了。", "水管 坏了")]
    [TestCase("ＷＩＦＩ　断线", "wifi 断线")]
    [TestCase("電腦壞咗", "电脑坏了")]
    [TestCase("冇人睇細路，諗唔到辦法", "没人看细路 想不到办法", TestName = "Of_CantoneseCharacters_AreWrittenOnes")]
    [TestCase("苧薴", "苎苎", TestName = "Of_ChainOfVariants_EndsAtTheSimplest")]
    [TestCase("\u0000水\u202E管", "水 管", TestName = "Of_ControlCharacters_AreBreaks")]
    [TestCase("\uD800水", "水", TestName = "Of_HalfACharacter_IsABreak")]
    public void Of_Text_IsAsItIsCompared(string text, string plain) => Assert.That(Normaliser.Of(text), Is.EqualTo(plain));

    [Test]
    public void Of_ItsOwnAnswer_ChangesNothing()
    {
        var every = string.Concat(Enumerable.Range(0x20, 0xFFFF - 0x20).Where(value => value is < 0xD800 or > 0xDFFF).Select(value => (char)value));

        Assert.That(Normaliser.Of(Normaliser.Of(every)), Is.EqualTo(Normaliser.Of(every)));
    }
}
