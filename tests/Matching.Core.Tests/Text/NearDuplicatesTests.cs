using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class NearDuplicatesTests
{
    [Test]
    public void Groups_SameMatterInOtherWords_IsOneGroupOfItsFirst()
    {
        IReadOnlyList<TextField>[] texts =
        [
            [new("丽水小区三栋电梯又坏了")], [new("学校门口没有斑马线")], [new("三栋电梯坏了一周没人修，丽水小区")], [new("丽水小区三栋的电梯坏了")], [new("广场舞太吵")],
        ];

        Assert.That(NearDuplicates.Groups(texts, NearDuplicates.Threshold, TextModel.Plain), Is.EqualTo(new[] { 0, 1, 0, 0, 4 }));
    }

    [Test]
    public void Groups_LinkedThroughAThird_AreOneGroup()
    {
        IReadOnlyList<TextField>[] texts = [[new("甲乙丙丁")], [new("丙丁戊己")], [new("戊己庚辛")]];

        Assert.That(NearDuplicates.Groups(texts, 100_000, TextModel.Plain), Is.EqualTo(new[] { 0, 0, 0 }));
    }

    [Test]
    public void Groups_EmptyTexts_StandAlone()
    {
        IReadOnlyList<TextField>[] texts = [[new("")], [new("")]];

        Assert.That(NearDuplicates.Groups(texts, 1, TextModel.Plain), Is.EqualTo(new[] { 0, 1 }));
    }
}
