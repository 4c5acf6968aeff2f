using Matching.Core.Offers;
using Matching.Core.Offers.Lines;

namespace Matching.Core.Tests.Offers.Lines;

/// <summary>Monday, 23 November 2026, 09:00 in China; each table says what one part of a line is read as.</summary>
internal sealed class OfferLineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, ChinaTime.Offset);

    [TestCase("周三晚有80座会议室", "会议室", OfferKind.Venue, "80座", "2026-11-25", "19:00-21:00?")]
    [TestCase("下周六上午义诊，可以看50个人", "义诊", OfferKind.Activity, "50人次", "2026-12-05", "09:00-12:00?")]
    [TestCase("每周二四下午3点到5点 量血压 20人", "量血压", OfferKind.Skill, "20人次", "TU TH", "15:00-17:00")]
    [TestCase("捐20件棉衣", "捐棉衣", OfferKind.Goods, "20件", "-", "-")]
    [TestCase("每周末 羽毛球场 6小时", "羽毛球场", OfferKind.Venue, "6小时", "SA SU", "-")]
    [TestCase("赞助邻里节5000元", "赞助邻里节", OfferKind.Funds, "5000元", "-", "-")]
    [TestCase("明晚7点半放电影，１００个座位", "放电影", OfferKind.Activity, "100座", "2026-11-24", "19:30-")]
    [TestCase("工作日中午 食堂 可接待三十名老人", "食堂 老人", OfferKind.Venue, "30人次", "MO TU WE TH FR", "12:00-14:00?")]
    [TestCase("志愿者10人 陪老人看病", "志愿者 陪老人看病", OfferKind.People, "10人次", "-", "-")]
    public void Read_WholeLine_GivesItsParts(string line, string title, OfferKind kind, string capacity, string days, string hours)
    {
        var read = OfferLine.Read(line, Now);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Title?.Value, Is.EqualTo(title));
            Assert.That(read.Kind?.Value, Is.EqualTo(kind));
            Assert.That(Text(read.Capacity), Is.EqualTo(capacity));
            Assert.That(Text(read.Days), Is.EqualTo(days));
            Assert.That(Text(read.Hours), Is.EqualTo(hours));
        }
    }

    [TestCase("周一", "2026-11-23")]
    [TestCase("周日", "2026-11-29")]
    [TestCase("星期天", "2026-11-29")]
    [TestCase("礼拜三", "2026-11-25")]
    [TestCase("週三", "2026-11-25")]
    [TestCase("本周五", "2026-11-27")]
    [TestCase("这个星期五", "2026-11-27")]
    [TestCase("下周一", "2026-11-30")]
    [TestCase("下周日", "2026-12-06")]
    [TestCase("下下周二", "2026-12-08")]
    [TestCase("下个星期三", "2026-12-02")]
    [TestCase("周末", "2026-11-28 2026-11-29")]
    [TestCase("下周末", "2026-12-05 2026-12-06")]
    [TestCase("下周二四", "2026-12-01 2026-12-03")]
    [TestCase("下周一至周三", "2026-11-30 2026-12-01 2026-12-02")]
    [TestCase("今天", "2026-11-23")]
    [TestCase("明天", "2026-11-24")]
    [TestCase("后天", "2026-11-25")]
    [TestCase("大后天", "2026-11-26")]
    [TestCase("12月5日", "2026-12-05")]
    [TestCase("１２月５号", "2026-12-05")]
    [TestCase("十二月五日", "2026-12-05")]
    [TestCase("12月5", "2026-12-05")]
    [TestCase("1月2日", "2027-01-02")]
    [TestCase("明年1月2日", "2027-01-02")]
    [TestCase("2026年12月5日", "2026-12-05")]
    [TestCase("2026-12-05", "2026-12-05")]
    [TestCase("12/5", "2026-12-05")]
    [TestCase("28号", "2026-11-28")]
    [TestCase("5号", "2026-12-05")]
    [TestCase("下月5号", "2026-12-05")]
    [TestCase("12月1日至12月3日", "2026-12-01 2026-12-02 2026-12-03")]
    [TestCase("12月1日到3日", "2026-12-01 2026-12-02 2026-12-03")]
    [TestCase("12月30日-1月1日", "2026-12-30 2026-12-31 2027-01-01")]
    [TestCase("每周二四", "TU TH")]
    [TestCase("每周二、四", "TU TH")]
    [TestCase("每周二和周四", "TU TH")]
    [TestCase("每星期一三五", "MO WE FR")]
    [TestCase("每周一至五", "MO TU WE TH FR")]
    [TestCase("周一到周五", "MO TU WE TH FR")]
    [TestCase("每周1-5", "MO TU WE TH FR")]
    [TestCase("每周六日", "SA SU")]
    [TestCase("每周末", "SA SU")]
    [TestCase("逢周六", "SA")]
    [TestCase("每天", "MO TU WE TH FR SA SU")]
    [TestCase("工作日", "MO TU WE TH FR")]
    [TestCase("每周二三点", "TU")]
    [TestCase("每周六3小时", "SA")]
    [TestCase("2月30日", "-")]
    [TestCase("2026年11月22日", "-")]
    [TestCase("本月20号", "-")]
    [TestCase("每月第一个周六", "2026-11-28")]
    [TestCase("每周一次", "-")]
    [TestCase("随时都可以", "-")]
    public void Read_DayWords_GivesTheDays(string words, string days) => Assert.That(Text(OfferLine.Read($"{words} 理发服务", Now).Days), Is.EqualTo(days));

    [TestCase("下午3点到5点", "15:00-17:00")]
    [TestCase("下午三点到五点", "15:00-17:00")]
    [TestCase("下午3点-5点半", "15:00-17:30")]
    [TestCase("上午9点至11点一刻", "09:00-11:15")]
    [TestCase("上午9点到下午5点", "09:00-17:00")]
    [TestCase("上午9点到5点", "09:00-17:00?")]
    [TestCase("9-11点", "09:00-11:00")]
    [TestCase("9:00-11:30", "09:00-11:30")]
    [TestCase("９：００—１１：３０", "09:00-11:30")]
    [TestCase("14:00～16:00", "14:00-16:00")]
    [TestCase("晚上7点到9点", "19:00-21:00")]
    [TestCase("中午12点到1点", "12:00-13:00")]
    [TestCase("3点到5点", "15:00-17:00?")]
    [TestCase("晚上8点", "20:00-")]
    [TestCase("14点30分", "14:30-")]
    [TestCase("十点半", "10:30-")]
    [TestCase("上午", "09:00-12:00?")]
    [TestCase("下午", "14:00-17:00?")]
    [TestCase("晚上", "19:00-21:00?")]
    [TestCase("全天", "09:00-17:00?")]
    [TestCase("25点", "-")]
    [TestCase("晚上10点到12点", "-")]
    [TestCase("晚会", "-")]
    public void Read_HourWords_GivesTheHours(string words, string hours) => Assert.That(Text(OfferLine.Read($"周三{words} 理发服务", Now).Hours), Is.EqualTo(hours));

    [TestCase("20人", "20人次")]
    [TestCase("20人次", "20人次")]
    [TestCase("二十个人", "20人次")]
    [TestCase("可以看50个人", "50人次")]
    [TestCase("限30名", "30人次")]
    [TestCase("一百二十位", "120人次")]
    [TestCase("两百人", "200人次")]
    [TestCase("一百零五人", "105人次")]
    [TestCase("50个老人", "50人次")]
    [TestCase("30个家庭", "30户")]
    [TestCase("８０座", "80座")]
    [TestCase("80个座位", "80座")]
    [TestCase("5个车位", "5座")]
    [TestCase("20件", "20件")]
    [TestCase("200份", "200件")]
    [TestCase("1,000元", "1000元")]
    [TestCase("2万元", "20000元")]
    [TestCase("1.5万元", "15000元")]
    [TestCase("三千块钱", "3000元")]
    [TestCase("4小时", "4小时")]
    [TestCase("3个小时", "3小时")]
    [TestCase("两场", "2次")]
    [TestCase("10次", "10次")]
    [TestCase("15户", "15户")]
    [TestCase("约50人", "50人次?")]
    [TestCase("50人左右", "50人次?")]
    [TestCase("0人", "-")]
    [TestCase("第二次", "-")]
    [TestCase("很多人", "-")]
    public void Read_AmountWords_GivesTheCapacity(string words, string capacity) => Assert.That(Text(OfferLine.Read($"理发服务 {words}", Now).Capacity), Is.EqualTo(capacity));

    [TestCase("每周六上午义诊 到12月底", "2026-12-31")]
    [TestCase("每周六上午义诊，到年底为止", "2026-12-31")]
    [TestCase("每周六上午义诊至1月15日", "2027-01-15")]
    [TestCase("每周六上午义诊，截至2027年3月1日", "2027-03-01")]
    [TestCase("每周六上午义诊", null)]
    public void Read_WeeklyWithAnEnd_GivesItsLastDay(string line, string? last) =>
        Assert.That(OfferLine.Read(line, Now).LastDay?.Value.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(last));

    [Test]
    public void Read_WeeklyFromADay_GivesItsFirstDay()
    {
        var read = OfferLine.Read("从12月1日起每周六上午义诊 到年底", Now);

        Assert.That(read.FirstDay!.Value, Is.EqualTo(new DateOnly(2026, 12, 1)));
        Assert.That(read.LastDay!.Value, Is.EqualTo(new DateOnly(2026, 12, 31)));
        Assert.That(read.Title!.Value, Is.EqualTo("义诊"));
    }

    [TestCase("本月20号义诊", "本月20号", UnreadReason.Past)]
    [TestCase("2月30日义诊", "2月30日", UnreadReason.NoSuchTime)]
    [TestCase("每月义诊", "每月", UnreadReason.OtherRhythm)]
    [TestCase("周三义诊20人 礼品30件", "30件", UnreadReason.Second)]
    public void Read_WhatCanNotBeTaken_IsNamed(string line, string words, UnreadReason reason) =>
        Assert.That(OfferLine.Read(line, Now).Unread, Has.Some.Matches<UnreadStretch>(unread => unread.From.Text == words && unread.Reason == reason));

    [Test]
    public void Read_EveryPart_NamesTheWordsAsTheyWereTyped()
    {
        const string line = "週二下午３點到５點　量血壓　２０人";

        var read = OfferLine.Read(line, Now);

        TextStretch[] stretches = [read.Days!.From, read.Hours!.From, read.Capacity!.From, read.Title!.From];
        Assert.That(stretches.Select(stretch => stretch.Text), Is.EqualTo(new[] { "週二", "下午３點到５點", "２０人", "　量血壓　" }));
        Assert.That(stretches, Has.All.Matches<TextStretch>(stretch => line.Substring(stretch.Start, stretch.Length) == stretch.Text));
    }

    [TestCase("")]
    [TestCase("   ")]
    [TestCase("？？？")]
    [TestCase("𠮷𠮷")]
    [TestCase("2026-99-99 99:99-99:99 99999999999999999999人")]
    [TestCase("周周周每每每点点点到到到")]
    public void Read_Nonsense_LeavesItOpen(string line)
    {
        var read = OfferLine.Read(line, Now);

        Assert.That((read.Days, read.Hours, read.Capacity), Is.EqualTo(default((Found<ReadDays>?, Found<ReadHours>?, Found<ReadCapacity>?))));
    }

    [Test]
    public void Read_AnythingAtAll_NeverFailsAndNamesStretchesOfTheLine()
    {
        const string alphabet = "每周下一二三四五六日天上午晚点半到至月号年底0123456789:-/人座件元万百十零个约从起 理发有，捐";
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var line = string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => alphabet[random.Next(alphabet.Length)]));

            var read = OfferLine.Read(line, Now);

            var stretches = new[] { read.Title?.From, read.Kind?.From, read.Capacity?.From, read.Days?.From, read.Hours?.From, read.FirstDay?.From, read.LastDay?.From }.Concat(read.Unread.Select(part => (TextStretch?)part.From));
            Assert.That(stretches.OfType<TextStretch>(), Has.All.Matches<TextStretch>(stretch => line.Substring(stretch.Start, stretch.Length) == stretch.Text), line);
        }
    }

    [Test]
    public void Read_TooLong_IsRefused() => Assert.That(() => OfferLine.Read(new string('义', OfferLine.MostLength + 1), Now), Throws.ArgumentException);

    private static string Text(Found<ReadCapacity>? found) => found is null ? "-" : $"{found.Value.Amount}{found.Value.Unit}{Mark(found.IsUsual)}";

    private static string Text(Found<ReadDays>? found) => found is null ? "-"
        : string.Join(' ', found.Value.Dates.Select(day => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).Concat(found.Value.Weekdays.Select(WeeklyRule.CodeOf)));

    private static string Text(Found<ReadHours>? found) => found is null ? "-"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{found.Value.From:HH:mm}-{found.Value.Until:HH:mm}{Mark(found.IsUsual)}");

    private static string Mark(bool isUsual) => isUsual ? "?" : "";
}
