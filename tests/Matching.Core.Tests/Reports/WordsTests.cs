using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Matching.Core.Candidates;
using Matching.Core.Demands;

namespace Matching.Core.Tests.Reports;

public class WordsTests
{
    private static readonly CultureInfo Chinese = new("zh-CN");
    private static readonly CultureInfo English = new("en");

    private static readonly Dictionary<string, string> InChinese = TextsOf(CultureInfo.InvariantCulture);
    private static readonly Dictionary<string, string> InEnglish = TextsOf(English);

    [Test]
    public void Texts_BothLanguages_HoldTheSameKeys() => Assert.That(InEnglish.Keys, Is.EquivalentTo(InChinese.Keys));

    [Test]
    public void Texts_BothLanguages_HaveTheSamePlaces()
    {
        using (Assert.EnterMultipleScope())
        {
            foreach (var (key, text) in InChinese.Where(pair => !pair.Key.StartsWith("Change.", StringComparison.Ordinal)))
                Assert.That(PlacesOf(InEnglish[key]), Is.EqualTo(PlacesOf(text)), key);
        }
    }

    [Test]
    public void Texts_Languages_AreNotMixed()
    {
        Assert.That(InEnglish.Where(pair => Regex.IsMatch(pair.Value, @"\p{IsCJKUnifiedIdeographs}")), Is.Empty);
        Assert.That(InChinese.Where(pair => Regex.IsMatch(pair.Value, "[a-z]")), Is.Empty);
    }

    [Test]
    public void Of_EveryHardRuleAndUrgency_HasItsName()
    {
        foreach (var language in new[] { Chinese, English })
        {
            foreach (var rule in Enum.GetValues<HardRules>().Where(rule => rule != HardRules.None))
                Assert.That(Words.Of(language, rule), Is.Not.Empty, $"{language} {rule}");
            foreach (var urgency in Enum.GetValues<Urgency>())
                Assert.That(Words.Of(language, urgency), Is.Not.Empty, $"{language} {urgency}");
        }
    }

    [Test]
    public void Texts_EveryHardRule_HasItsReasonAndItsChange()
    {
        var rules = Enum.GetNames<HardRules>().Where(rule => rule != nameof(HardRules.None)).ToArray();

        foreach (var texts in new[] { InChinese, InEnglish })
        {
            Assert.That(rules.Select(rule => $"Why.{rule}"), Is.SubsetOf(texts.Keys));
            Assert.That(rules.Select(rule => $"Change.{rule}"), Is.SubsetOf(texts.Keys));
        }
    }

    [Test]
    public void Texts_EveryMeritOfAScoreFactor_HasItsSentence()
    {
        string[] merits =
        [
            "Merit.SameCategory", "Merit.LikeCategory", "Merit.GuessedCategory", "Merit.Text", "Merit.Closeness0", "Merit.Closeness1", "Merit.Closeness2",
            "Merit.Closeness3", "Merit.Closeness4", "Merit.Closeness5", "Merit.Time", "Merit.Capacity", "Merit.Record", "Merit.Dormant", "Merit.Waiting", "Merit.Level",
        ];

        Assert.That(merits, Is.SubsetOf(InChinese.Keys));
        Assert.That(merits, Is.SubsetOf(InEnglish.Keys));
    }

    [Test]
    public void Get_UnknownKey_Throws() => Assert.That(() => Words.Get(Chinese, "No.Such"), Throws.TypeOf<MissingManifestResourceException>());

    [TestCase("zh-CN", "已等 35 天")]
    [TestCase("en", "waiting 35 days")]
    [TestCase("en-GB", "waiting 35 days")]
    [TestCase("fr", "已等 35 天", TestName = "Get_OtherLanguage_FallsBackToChinese")]
    public void Get_Language_FillsThePlaces(string language, string text) => Assert.That(Words.Get(new(language), "Merit.Waiting", 35), Is.EqualTo(text));

    private static string[] PlacesOf(string text) => [.. Regex.Matches(text, @"\{\d\}").Select(match => match.Value).Distinct().Order()];

    private static Dictionary<string, string> TextsOf(CultureInfo language) =>
        new ResourceManager("Matching.Core.Words", typeof(Words).Assembly).GetResourceSet(language, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);
}
