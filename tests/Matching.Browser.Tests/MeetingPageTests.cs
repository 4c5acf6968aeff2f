using System.IO.Compression;
using System.Text.Json;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>A joint meeting as people prepare, hold and close it.</summary>
[TestFixture]
internal sealed class MeetingPageTests
{
    [Test]
    public async Task Agenda_ByKeyboardAlone_IsOrderedAndItsTimesFollow()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street, script: false);
        var meeting = await Call(visit, 40);
        foreach (var title in new[] { "甲议题", "乙议题" })
            await Post(visit, $"/api/meetings/{meeting}/items", new { title, minutes = 20 });
        await visit.Go($"/meetings/{meeting}");

        await visit.Button("上移 乙议题").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visit.Page.Locator(".agenda h3")).ToHaveTextAsync(["1. 乙议题", "2. 甲议题"]);
        Assert.That(visit.Page.Url, Does.Contain("#item-"));
        await Assertions.Expect(visit.Page.Locator(".agenda li").Nth(1)).ToContainTextAsync("09:50–10:10");
        await visit.Button("下移 乙议题").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visit.Page.Locator(".agenda h3")).ToHaveTextAsync(["1. 甲议题", "2. 乙议题"]);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Meeting_FromCallingToTheTask_OnAPhone(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Street, script);
        var meeting = await Call(visit, 50);
        await visit.Go($"/meetings/{meeting}");
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "添加议题" }).ClickAsync();
        await visit.Page.Locator("#itemTitle").FillAsync("地铁口单车清运");
        await visit.Button("添加议题").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".agenda h3")).ToHaveTextAsync(["1. 地铁口单车清运"]);
        await visit.Button("议程定稿").ClickAsync();
        await visit.Button("开会").ClickAsync();
        await visit.Link("作决议 地铁口单车清运").ClickAsync();
        await visit.Page.Locator("#text").FillAsync("分片包干");
        await visit.Page.Locator("[name='lead.body']").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await visit.Page.Locator("[name='lead.what']").FillAsync("早晚各清运一次");
        await visit.Button("形成决议").ClickAsync();

        await visit.Button("闭会").ClickAsync();
        await Assertions.Expect(visit.Page.Locator(".errors")).ToContainTextAsync("还没有责任人");
        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));

        await visit.Link("早晚各清运一次").ClickAsync();
        await visit.Page.Locator("#owner").FillAsync("运维主管");
        await visit.Page.Locator("#dueOn").FillAsync(DateTime.UtcNow.AddDays(30).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await visit.Button("保存").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dl.detail")).ToContainTextAsync("运维主管");
        await visit.Go($"/meetings/{meeting}");
        await visit.Page.Locator("#minutes").FillAsync("一致同意。");
        await visit.Button("闭会").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dl.detail")).ToContainTextAsync("已闭会");

        await visit.Go("/desk?queue=Tasks");
        await visit.Link("销号 早晚各清运一次").First.ClickAsync();
        await visit.Page.Locator("#result").FillAsync("已清运两周");
        await visit.Button("销号").ClickAsync();
        await Assertions.Expect(visit.Page.Locator("dl.detail")).ToContainTextAsync("已销号");
        Assert.That(await visit.Overflow(), Is.Zero);
    }

    [Test]
    public async Task Agenda_AsADocument_IsDownloaded()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        var list = JsonDocument.Parse(await (await visit.Context.APIRequest.GetAsync("/api/meetings")).TextAsync()).RootElement;
        var bikes = list.GetProperty("meetings").EnumerateArray().First(meeting => meeting.GetProperty("title").GetString() == "共享单车停放联席会议").GetProperty("code").GetString();
        await visit.Go($"/meetings/{bikes}");

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Link("议程（文档）").ClickAsync());

        Assert.That(download.SuggestedFilename, Is.EqualTo($"{bikes}-agenda.docx"));
        using var archive = ZipFile.OpenRead((await download.PathAsync())!);
        using var document = new StreamReader(archive.GetEntry("word/document.xml")!.Open());
        Assert.That(await document.ReadToEndAsync(), Does.Contain("12000").And.Contain("tblHeader"));
    }

    [Test]
    public async Task Rules_PublishedWithAReason_AreShownAsTheNextVersion()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/admin/meetings");
        await visit.Page.GetByLabel("任务到期前几天提醒").FillAsync("很多");
        await visit.Page.GetByLabel("通常几点开会").FillAsync("14:30");
        await visit.Page.Locator("#reason").FillAsync("下午开会，人齐一些");
        await visit.Button("发布新版本").ClickAsync();
        await Expect(visit.Page.Locator(".errors")).ToContainTextAsync("任务到期前几天提醒");

        await visit.Page.GetByLabel("任务到期前几天提醒").FillAsync("５天");
        await visit.Button("发布新版本").ClickAsync();

        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("已公布为规则第");
        await Expect(visit.Page.GetByLabel("任务到期前几天提醒")).ToHaveValueAsync("5");
        await Expect(visit.Page.GetByLabel("通常几点开会")).ToHaveValueAsync("14:30");
    }

    /// <summary>A meeting of the first community at half past nine, that many days ahead; gives its code.</summary>
    private static async Task<string> Call(Visit visit, int days)
    {
        var day = Matching.Core.ChinaTime.Local(DateTimeOffset.UtcNow).AddDays(days).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var called = await Post(visit, "/api/meetings", new { area = "440699001001", startsAt = $"{day}T09:30", place = "议事厅" });
        return called.GetProperty("meeting").GetProperty("code").GetString()!;
    }

    private static async Task<JsonElement> Post(Visit visit, string path, object body)
    {
        var answer = await visit.Context.APIRequest.PostAsync(path, new APIRequestContextOptions { DataObject = body, Headers = new Dictionary<string, string> { ["Origin"] = Site.Address } });
        Assert.That(answer.Status, Is.EqualTo(200), await answer.TextAsync());
        return JsonDocument.Parse(await answer.TextAsync()).RootElement;
    }
}
