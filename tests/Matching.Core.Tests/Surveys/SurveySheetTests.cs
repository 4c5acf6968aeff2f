using Matching.Core.Surveys;

namespace Matching.Core.Tests.Surveys;

internal sealed class SurveySheetTests
{
    private static readonly SheetQuestion[] Questions =
        [new(1, QuestionKind.Single, Required: true, [11, 12]), new(2, QuestionKind.Multiple, Required: false, [21, 22]), new(3, QuestionKind.Text, Required: false, [])];

    [TestCase("1:11", "")]
    [TestCase("1:11 2:21,22 3:w", "")]
    [TestCase("", "1 Missing")]
    [TestCase("1:", "1 Missing")]
    [TestCase("1:11,12", "1 OneOnly")]
    [TestCase("1:21", "1 NotAnOption")]
    [TestCase("1:11w", "1 NotAnOption")]
    [TestCase("1:11 2:21,21", "2 Twice")]
    [TestCase("1:11 1:12", "1 Twice")]
    [TestCase("1:11 3:11", "3 NotAnOption")]
    [TestCase("1:11 9:11", "9 NotAQuestion")]
    public void Faults_OfAnAnswer_NameEachQuestionToMend(string replies, string faults) =>
        Assert.That(string.Join(' ', SurveySheet.Faults(Questions, [.. replies.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Reply)]).Select(fault => $"{fault.Question} {fault.Fault}")), Is.EqualTo(faults));

    [Test]
    public void Counts_AnAnswerThatNamesAnOptionTwice_CountsOnce() =>
        Assert.That(SurveySheet.Counts([(1, 11), (1, 11), (2, 11), (2, 12)]), Is.EquivalentTo(new Dictionary<long, int> { [11] = 2, [12] = 1 }));

    /// <summary>Such as 2:21,22 for options, w for words.</summary>
    private static SheetReply Reply(string text)
    {
        var (question, rest) = (long.Parse(text[..text.IndexOf(':')], System.Globalization.CultureInfo.InvariantCulture), text[(text.IndexOf(':') + 1)..]);
        return new SheetReply(question, [.. rest.TrimEnd('w').Split(',', StringSplitOptions.RemoveEmptyEntries).Select(option => long.Parse(option, System.Globalization.CultureInfo.InvariantCulture))], rest.EndsWith('w') ? "上门量血压" : "");
    }
}
