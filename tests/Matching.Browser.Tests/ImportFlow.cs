using Matching.Api.Access;
using Matching.Api.Lists;
using Microsoft.Playwright;

namespace Matching.Browser.Tests;

/// <summary>A community worker brings a list in: checked first, saved only when confirmed, wrong rows given back.</summary>
internal sealed class ImportFlow
{
    private const string Estate = "440699001001001";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Import_AListWithOneBadRow_IsShownThenSavedThenToldSo(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Community, script);
        var file = Workbook(script ? "有脚本" : "无脚本");

        await Send(visit, file);
        await Assertions.Expect(visit.Page.GetByText("已检查，还没有保存")).ToBeVisibleAsync();
        await Assertions.Expect(visit.Page.Locator(".tag.green").First).ToHaveTextAsync("新增");
        await visit.Link("有错 1").ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("数量：“很多”不是")).ToBeVisibleAsync();
        Assert.That(await visit.Overflow(), Is.Zero);
        await visit.Button("确认导入 2 行").ClickAsync();
        await Assertions.Expect(visit.Page.GetByText("已导入：新增 2 行，改动 0 行")).ToBeVisibleAsync();

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Link("下载有错的 1 行（.xlsx）").ClickAsync());
        var wrong = UploadedSheets.Workbook(await File.ReadAllBytesAsync((await download.PathAsync())!))[0].Rows;
        Assert.That((wrong.Count, wrong[0].Cells[^1]), Is.EqualTo((2, "错误")));

        await Send(visit, file);
        await Assertions.Expect(visit.Page.Locator(".errors")).ToContainTextAsync("同一个文件已于");
        await Assertions.Expect(visit.Page.GetByLabel("我知道这个文件导入过，确实要再导一次")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Import_NothingChosen_NamesBothFields()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Community);
        await visit.Go("/import");

        await visit.Button("检查文件").ClickAsync();

        await Assertions.Expect(visit.Page.Locator(".errors li")).ToHaveCountAsync(2);
        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));
    }

    [Test]
    public async Task Exports_AWorkbook_IsDownloaded()
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street);
        await visit.Go("/exports");

        var download = await visit.Page.RunAndWaitForDownloadAsync(() => visit.Link("需求清单.xlsx").ClickAsync());

        Assert.That(UploadedSheets.Workbook(await File.ReadAllBytesAsync((await download.PathAsync())!))[0].Rows, Has.Count.GreaterThan(100));
    }

    private static async Task Send(Visit visit, byte[] file)
    {
        await visit.Go("/import");
        await visit.Page.GetByLabel("需求清单", new PageGetByLabelOptions { Exact = true }).CheckAsync();
        await visit.Page.GetByLabel("文件").SetInputFilesAsync(new FilePayload { Name = "需求.xlsx", MimeType = WorkbookWriter.ContentType, Buffer = file });
        await visit.Button("检查文件").ClickAsync();
    }

    private static byte[] Workbook(string who)
    {
        using var bytes = new MemoryStream();
        using (var workbook = new WorkbookWriter(bytes))
        {
            workbook.AddSheet("需求清单", [.. new[] { "标题", "类别", "区域", "数量", "数量单位" }.Select(head => new SheetColumn(head, []))],
            [
                [$"{who}的阿婆想有人常来看看", "独居探访", Estate, "1", "次"], [$"{who}的阿公想有人常来看看", "独居探访", Estate, "1", "次"], [$"{who}的一家想有人常来看看", "独居探访", Estate, "很多", "次"],
            ]);
        }
        return bytes.ToArray();
    }
}
