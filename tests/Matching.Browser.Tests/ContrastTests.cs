using System.Globalization;
using System.Text.RegularExpressions;

namespace Matching.Browser.Tests;

/// <summary>Contrast of the colours as the style sheet has them, by the formula of WCAG 2.2.</summary>
[TestFixture]
internal sealed partial class ContrastTests
{
    private static readonly Dictionary<string, string> Colours = Variable().Matches(File.ReadAllText(Path.Combine(Site.Repository, "src/Matching.Api/wwwroot/site.css")))
        .DistinctBy(match => match.Groups[1].Value) // the first; what stands dark, such as the wall, sets its own below
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    [TestCase("text", "panel", 7)]
    [TestCase("text", "page", 7)]
    [TestCase("dim", "panel", 7)]
    [TestCase("dim", "page", 7)]
    [TestCase("border", "panel", 3)]
    [TestCase("border", "page", 3)]
    [TestCase("link", "panel", 4.5)]
    [TestCase("link", "page", 4.5)]
    [TestCase("link", "blue-bg", 4.5)]
    [TestCase("panel", "link", 4.5)]
    [TestCase("panel", "head", 7)]
    [TestCase("error", "panel", 4.5)]
    [TestCase("error", "red-bg", 4.5)]
    [TestCase("grey", "grey-bg", 4.5)]
    [TestCase("amber", "amber-bg", 4.5)]
    [TestCase("blue", "blue-bg", 4.5)]
    [TestCase("green", "green-bg", 4.5)]
    [TestCase("red", "red-bg", 4.5)]
    [TestCase("focus", "text", 3)]
    [TestCase("s1", "panel", 3)]
    [TestCase("s2", "panel", 3)]
    [TestCase("s3", "panel", 3)]
    [TestCase("s1", "s2", 3)]
    [TestCase("s2", "s3", 3)]
    [TestCase("on1", "s1", 4.5)]
    [TestCase("on2", "s2", 4.5)]
    [TestCase("on3", "s3", 4.5)]
    [TestCase("text", "m0", 4.5)]
    [TestCase("text", "m1", 4.5)]
    [TestCase("text", "m2", 4.5)]
    [TestCase("panel", "m3", 4.5)]
    public void Colours_OneOnTheOther_Contrast(string one, string other, double least) => Assert.That(Ratio(Colours[one], Colours[other]), Is.GreaterThanOrEqualTo(least));

    private static double Ratio(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var hex = colour.Length == 4 ? string.Concat(colour[1..].Select(c => $"{c}{c}")) : colour[1..];
        double Channel(int at)
        {
            var share = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * Channel(0) + 0.7152 * Channel(2) + 0.0722 * Channel(4);
    }

    [GeneratedRegex(@"--([a-z0-9-]+): (#[0-9a-f]{3,6});")]
    private static partial Regex Variable();
}
