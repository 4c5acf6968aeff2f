using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class PinyinInitialsTests
{
    [TestCase("电梯", "dt")]
    [TestCase("電梯", "dt", TestName = "Of_TraditionalWriting_IsTheSame")]
    [TestCase("啊座", "az", TestName = "Of_FirstAndLastOfTheOrder_AreAAndZ")]
    [TestCase("澳芭", "ab", TestName = "Of_LastOfOneLetterAndFirstOfTheNext_ArePartedRight")]
    [TestCase("昔压", "xy")]
    [TestCase("三栋A座2楼", "sdaz2l")]
    [TestCase("水管，坏了", "sg hl")]
    [TestCase("龘", "?", TestName = "Of_RareCharacter_HasNone")]
    [TestCase("", "")]
    public void Of_Text_FirstLetterOfEach(string text, string initials) => Assert.That(PinyinInitials.Of(text), Is.EqualTo(initials));
}
