using System.Diagnostics;
using System.Text.RegularExpressions;
using Matching.Api.Meetings;

namespace Matching.Api.Tests.Meetings;

/// <summary>Agenda and minutes as documents: opened by LibreOffice, printed on A4, the tables' heads on every page.</summary>
[TestFixture]
internal sealed partial class MeetingDocumentTests
{
    private const string Office = "/usr/bin/soffice";
    private const int Rows = 120;

    private string folder = "";

    [SetUp]
    public void MakeFolder()
    {
        if (!File.Exists(Office) && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail($"{Office} is missing: apt-get install libreoffice-writer-nogui poppler-utils");
        if (!File.Exists(Office))
            Assert.Ignore($"{Office} is missing: apt-get install libreoffice-writer-nogui poppler-utils");
        folder = Directory.CreateTempSubdirectory("threelists-docx-").FullName;
    }

    [TearDown]
    public void DeleteFolder()
    {
        if (folder.Length > 0)
            Directory.Delete(folder, recursive: true);
    }

    [Test]
    public void Document_OfManyRows_PrintsOnA4WithEveryRowAndTheHeadOnEachPage()
    {
        var paper = new MeetingPaper("望湖社区联席会议议程", [("会议编号", "HY-2026-000001"), ("邀请", "业主委员会、湖畔社工站")],
            [new PaperTable("议程", ["表头序号", "时间", "议题", "依据", "建议牵头"], [7, 15, 34, 27, 17],
                [.. Enumerable.Range(1, Rows).Select(row => new[] { $"{row}", "09:30–09:45", $"R{row:000}E 共享单车停放，早晚高峰分片清运", "3 件需求，涉及 12 人\nXQ-2026-000001", "湖畔社工站" })])],
            "应到六家，实到五家。\n第二段。");
        File.WriteAllBytes(Path.Combine(folder, "agenda.docx"), MeetingDocument.Of(paper));

        Run(Office, $"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder, Path.Combine(folder, "agenda.docx"));
        var facts = Run("/usr/bin/pdfinfo", Path.Combine(folder, "agenda.pdf"));
        var pages = Run("/usr/bin/pdftotext", "-layout", Path.Combine(folder, "agenda.pdf"), "-").TrimEnd('\f').Split('\f');

        Assert.That(facts, Does.Match(@"Page size: +595\S* x 84[12]\S* pts \(A4\)"));
        Assert.That(pages, Has.Length.GreaterThan(3));
        Assert.That(Row().Matches(string.Concat(pages)).Select(match => match.Value).Distinct().Count(), Is.EqualTo(Rows), "every row is there, whole");
        Assert.That(pages.Where(page => Row().IsMatch(page)), Is.All.Contain("表头"), "the head stands on each page that the table runs over");
        Assert.That(pages[0], Does.Contain("望湖社区联席会议议程").And.Contain("HY-2026-000001"));
        Assert.That(pages[^1], Does.Contain("应到六家").And.Contain("第二段"));
    }

    /// <returns>What it wrote; it must succeed.</returns>
    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, () => $"{program}: {errors.Result}");
        return output;
    }

    [GeneratedRegex(@"R\d{3}E")]
    private static partial Regex Row();
}
