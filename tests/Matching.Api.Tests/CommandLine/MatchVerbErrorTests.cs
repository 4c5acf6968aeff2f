using System.Text;

namespace Matching.Api.Tests.CommandLine;

/// <summary>What is wrong with a list is said with file, line and column, on stderr, with exit code 1; nothing is written.</summary>
[NonParallelizable]
internal sealed class MatchVerbErrorTests
{
    private MatchVerb verb = default!;

    [SetUp]
    public void OpenFolder() => verb = new MatchVerb();

    [TearDown]
    public void CloseFolder() => verb.Dispose();

    [TestCase("demands", "001,1,次", "001,-1,次", "demands.csv:2: quantity:")]
    [TestCase("demands", "001,2,次", "001,1.5,次", "demands.csv:3: quantity:")]
    [TestCase("demands", "001,2,次", "001,,次", "demands.csv:3: quantity:")]
    [TestCase("demands", "001,2,次", "001,99999999999999999999,次", "demands.csv:3: quantity:")]
    [TestCase("demands", "次,yes,", "次,perhaps,", "demands.csv:3: divisible:")]
    [TestCase("demands", "urgent", "soon", "demands.csv:3: urgency:")]
    [TestCase("demands", "2026-11-21", "21.11.2026", "demands.csv:3: filedAt:")]
    [TestCase("demands", "yes,,,", "yes,2026-12-02,2026-12-01,", "demands.csv:3: until:")]
    [TestCase("demands", "D2,老伯独住,,探访,440605001001001", "D2,老伯独住,,探访,440605001001009", "demands.csv:3: area:")]
    [TestCase("demands", "D2,老伯独住,,探访,440605001001001", "D2,老伯独住,,探访,44060", "demands.csv:3: area:")]
    [TestCase("demands", "D2,老伯独住", "D1,老伯独住", "demands.csv:3: code:")]
    [TestCase("demands", "D2,老伯独住", "D2,", "demands.csv:3: title:")]
    [TestCase("demands", "D2,老伯独住", "D2,老伯\u0007独住", "demands.csv:3: title:")]
    [TestCase("demands", "D2,老伯独住", "D2,老伯\u202E独住", "demands.csv:3: title:")]
    [TestCase("slots", "O2,", "O9,", "slots.csv:3: offer:")]
    [TestCase("slots", "12:00,2", "12:00,-2", "slots.csv:2: capacity:")]
    [TestCase("slots", "2026-11-24T12:00,2", "2026-11-24T08:00,2", "slots.csv:2: end:")]
    [TestCase("slots", "O2,2026-11-28T09:00", "O1,2026-11-24T09:00", "slots.csv:3: start:")]
    [TestCase("slots", "O2,2026-11-28T09:00,", "O2,,", "slots.csv:3: start:")]
    [TestCase("slots", "offer,start,end,capacity", "offer,start,end,room", "slots.csv:1: capacity:")]
    [TestCase("slots", "offer,start,end,capacity", "offer,start,end,capacity,end", "slots.csv:1: end:")]
    [TestCase("slots", "2026-11-28T12:00,1", "2026-11-28T12:00", "slots.csv:3: ")]
    [TestCase("slots", "2026-11-28T12:00,1", "2026-11-28T12:00,1,more", "slots.csv:3: ")]
    [TestCase("offers", "O2,U2", "O2,U9", "offers.csv:3: unit:")]
    [TestCase("offers", "O2,U2", "O1,U2", "offers.csv:3: code:")]
    [TestCase("offers", "Skill,探访,440605001", "Magic,探访,440605001", "offers.csv:2: kind:")]
    [TestCase("offers", "探访,440605001,", "探访,440605009,", "offers.csv:2: areas:")]
    [TestCase("units", "U2,", "U1,", "units.csv:3: code:")]
    [TestCase("units", "440605001001,", "440605009,", "units.csv:2: area:")]
    [TestCase("grid", "440605001001001,望湖苑,estate", "440605001001001,望湖苑,street", "grid.csv:4: level:")]
    [TestCase("grid", "440605001001001,", "440605001001,", "grid.csv:4: code:")]
    public async Task Match_BadCell_IsNamedAndNothingIsWritten(string list, string before, string after, string place)
    {
        verb.Change(list, before, after);

        Assert.That(await verb.Run(), Is.EqualTo(1), () => verb.Errors);

        Assert.That(verb.Errors.Split('\n'), Has.Some.StartsWith(place), verb.Errors);
        Assert.That(verb.Errors, Does.Not.Contain("   at "));
        ExpectNothingWritten();
    }

    [Test]
    public async Task Match_ChineseHeader_IsNamedAsTheFileNamesIt()
    {
        verb.Change("slots", "offer,start,end,capacity", "资源,开始,结束,容量");
        verb.Change("slots", "12:00,2", "12:00,两个");

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("slots.csv:2: 容量:").And.Contain("两个"));
    }

    [Test]
    public async Task Match_BadCellBelowACellOfTwoLines_IsNamedByTheLineInTheFile()
    {
        verb.Change("demands", "D1,阿婆独住", "D1,\"阿婆\n独住\"");
        verb.Change("demands", "001,2,次", "001,many,次");

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("demands.csv:4: quantity:"), verb.Errors);
    }

    [Test]
    public async Task Match_ManyBadCells_AreAllNamedAtOnce()
    {
        verb.Change("demands", "001,2,次", "001,many,次");
        verb.Change("slots", "12:00,2", "12:00,few");
        verb.Change("units", "U2,", "U1,");

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("demands.csv:3:").And.Contain("slots.csv:2:").And.Contain("units.csv:3:"));
    }

    [Test]
    public async Task Match_BrokenUtf8_NamesTheLine()
    {
        var bytes = Encoding.UTF8.GetBytes(verb.Text("demands"));
        bytes[Array.IndexOf(bytes, (byte)'D', bytes.Length / 2) + 3] = 0xFF;
        verb.Write("demands", bytes);

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("demands.csv:3: ").And.Contain("UTF-8"));
        ExpectNothingWritten();
    }

    [Test]
    public async Task Match_FileInAnotherEncoding_SaysToSaveAsUtf8()
    {
        verb.Write("demands", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(verb.Text("demands"))).ToArray());

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("demands.csv:1: ").And.Contain("UTF-8"));
    }

    [Test]
    public async Task Match_UnbalancedQuote_NamesTheLine()
    {
        verb.Change("demands", "D2,老伯独住", "D2,\"老伯独住");

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Match(@"demands\.csv:[34]: "), verb.Errors);
        ExpectNothingWritten();
    }

    [TestCase("")]
    [TestCase("\n\n")]
    public async Task Match_EmptyFile_SaysSo(string text)
    {
        verb.Write("units", text);

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("units.csv:1: "));
        ExpectNothingWritten();
    }

    [Test]
    public async Task Match_MissingFile_NamesIt()
    {
        verb.Use("offers", Path.Combine(Path.GetTempPath(), "threelists-nowhere", "offers.csv"));

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("offers.csv").And.Not.Contain("   at "));
        ExpectNothingWritten();
    }

    [TestCase("yesterday")]
    [TestCase("2026-02-30")]
    public async Task Match_NowThatIsNoTime_SaysSo(string now)
    {
        Assert.That(await verb.Run(now), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain(now).And.Not.Contain("   at "));
        ExpectNothingWritten();
    }

    [Test]
    public async Task Match_QuantitiesBeyondSixtyFourBits_SaySo()
    {
        var demands = string.Concat(Enumerable.Range(1, 2000).Select(i => $"D{i},独住,,探访,440605001001001,100000000,次,yes,,,urgent,no,,2026-11-20\n"));
        verb.Write("demands", verb.Text("demands").Split('\n')[0] + "\n" + demands);
        verb.Change("slots", "12:00,2", "12:00,100000000");

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Not.Contain("   at "));
        ExpectNothingWritten();
    }

    [Test]
    public async Task Match_OutputThatCannotBeWritten_SaysSo()
    {
        Directory.CreateDirectory(verb.Orders);

        Assert.That(await verb.Run(), Is.EqualTo(1));

        Assert.That(verb.Errors, Does.Contain("orders.csv").And.Not.Contain("   at "));
    }

    private void ExpectNothingWritten() =>
        Assert.That(new[] { verb.Orders, verb.Report, verb.Pairs }.Where(File.Exists), Is.Empty);
}
