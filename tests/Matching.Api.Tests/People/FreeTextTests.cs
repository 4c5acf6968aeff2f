using Matching.Api.People;

namespace Matching.Api.Tests.People;

internal sealed class FreeTextTests
{
    [TestCase("请打13812345678找我", "请打138****5678找我", "13812345678")]
    [TestCase("电话138 1234 5678", "电话138****5678", "138 1234 5678")]
    [TestCase("138-1234-5678", "138****5678", "138-1234-5678")]
    [TestCase("+86 13812345678", "138****5678", "+86 13812345678")]
    [TestCase("１３８１２３４５６７８", "138****5678", "13812345678")]
    [TestCase("座机0757-86543210晚上打", "座机757****3210晚上打", "0757-86543210")]
    [TestCase("身份证440605198803121234。", "身份证******。", "440605198803121234")]
    [TestCase("44060519880312123X", "******", "44060519880312123X")]
    [TestCase("440605 19880312 1234", "******", "440605 19880312 1234")]
    [TestCase("老证440605880312123", "老证******", "440605880312123")]
    public void Protect_PhoneOrIdentityNumber_IsMaskedAndMoved(string text, string shown, string number)
    {
        var kept = FreeText.Protect(text);

        Assert.That(kept.Text, Is.EqualTo(shown));
        Assert.That(kept.Numbers, Is.EqualTo(new[] { number }));
    }

    [TestCase("XQ-2026-000123 已办结")]
    [TestCase("在440605001001001，3栋502")]
    [TestCase("440605001001001001")]
    [TestCase("2026-12-05 14:00 到 16:00，共 12000 元")]
    [TestCase("请打 12345 或 110")]
    [TestCase("128123456789")]
    [TestCase("")]
    public void Protect_OtherNumbers_StayAsTheyAre(string text)
    {
        var kept = FreeText.Protect(text);

        Assert.That(kept.Text, Is.EqualTo(text));
        Assert.That(kept.Numbers, Is.Empty);
    }

    [Test]
    public void Protect_SeveralNumbers_HidesEach()
    {
        var kept = FreeText.Protect("13812345678 或 13987654321，证 440605198803121234");

        Assert.That(kept.Text, Is.EqualTo("138****5678 或 139****4321，证 ******"));
        Assert.That(kept.Numbers, Has.Count.EqualTo(3));
    }

    [TestCase("陈阿婆", "陈*")]
    [TestCase("𠮷田", "𠮷*")]
    [TestCase("", null)]
    [TestCase(null, null)]
    public void Name_Masked_KeepsTheFirstCharacterOnly(string? name, string? masked) => Assert.That(Masks.Name(name), Is.EqualTo(masked));

    [TestCase("13812340000", "138****0000")]
    [TestCase("+86 138-1234-0000", "138****0000")]
    [TestCase("86543210", "****10")]
    public void Phone_Masked_HidesTheMiddle(string phone, string masked) => Assert.That(Masks.Phone(phone), Is.EqualTo(masked));
}
