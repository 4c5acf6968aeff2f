using System.Text;
using Matching.Core.Notices;

namespace Matching.Core.Tests.Notices;

/// <summary>What goes to a chat group: its signature, and how much of it fits.</summary>
public class MessageTests
{
    /// <summary>Computed apart from this code, with Python's hmac and base64 over the makers' published formulas.</summary>
    [Test]
    public void Signatures_OfKnownSecrets_AreThoseComputedElsewhere()
    {
        Assert.That(RobotSignature.DingTalk("SEC0a1b2c3d4e5f6", 1_795_392_000_123), Is.EqualTo("I7staS8NIC+DFTcZz+3KvBmfc9LA3xTY1YpQ9fMh8KE="));
        Assert.That(RobotSignature.Feishu("fs0a1b2c3d4e5f6", 1_795_392_000), Is.EqualTo("m7VvczLZPDSAmj3d29TiYqv7LUFoSzqFNLRHGP5D1BY="));
    }

    [Test]
    public void Compose_AllFits_HoldsHeadLinesAndFoot() => Assert.That(DigestText.Compose("头", ["一", "二"], _ => "more", "尾", 100), Is.EqualTo("头\n一\n二\n尾"));

    [Test]
    public void Compose_TooMuch_LeavesWholeLinesOutAndSaysHowMany()
    {
        var lines = Enumerable.Range(1, 50).Select(i => $"· 需求 {i:000} 待对接").ToList();

        var text = DigestText.Compose("头", lines, count => $"另有 {count} 条", "尾", 200);

        var shown = text.Split('\n');
        Assert.That(Encoding.UTF8.GetByteCount(text), Is.LessThanOrEqualTo(200));
        Assert.That(shown[0], Is.EqualTo("头"));
        Assert.That(shown[^1], Is.EqualTo("尾"));
        Assert.That(shown[^2], Is.EqualTo($"另有 {50 - (shown.Length - 3)} 条"));
        Assert.That(shown[1..^2], Is.EqualTo(lines.Take(shown.Length - 3)));
        Assert.That(Encoding.UTF8.GetByteCount(text) + Encoding.UTF8.GetByteCount(lines[0]) + 1, Is.GreaterThan(200), "one more would not fit");
    }
}
