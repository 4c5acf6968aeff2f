using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>A resident files by themselves, looks, and has it erased; and photos that come with a demand.</summary>
[TestFixture]
internal sealed class OwnFilingFlows
{
    [Test]
    public async Task Resident_FilesLooksAndHasItErased([Values] bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, script: script);
        await visit.Go("/");
        await visit.Page.Locator("main").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "我要提需求" }).ClickAsync();
        await visit.Page.GetByLabel("一句话说明").FillAsync(FilingFlows.Sentence("窗外路灯整夜不亮"));
        await visit.Page.Locator("#area").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await visit.Page.GetByLabel("电话").FillAsync("13800000000");
        await visit.Page.Locator("[name='contact.consent']").CheckAsync();
        if (!script)
            await visit.Page.Locator("button.big").ClickAsync();
        await Expect(visit.Heading("提交前看一看")).ToBeVisibleAsync();
        await visit.Page.Locator("button.big").ClickAsync();

        await Expect(visit.Heading("已提交")).ToBeVisibleAsync();
        await IsAccessible(visit);
        var (code, lookUp) = (await visit.Page.Locator(".slip strong").InnerTextAsync(), await visit.Page.Locator(".slip .code").InnerTextAsync());
        await visit.Go("/look-up");
        await visit.Page.GetByLabel("需求编号").FillAsync(code);
        await visit.Page.GetByLabel("查询码").FillAsync(lookUp);
        await visit.Button("查看进度").ClickAsync();
        await Expect(visit.Page.Locator(".stand")).ToContainTextAsync("已登记");

        await visit.Link("撤回同意／删除我的信息").ClickAsync();
        await Expect(visit.Button("确认办理")).ToBeVisibleAsync();
        await IsAccessible(visit);
        await visit.Button("确认办理").ClickAsync();
        await Expect(visit.Page.Locator(".errors a")).ToHaveCountAsync(2);
        await visit.Page.Locator("input[value='Everything']").CheckAsync();
        await visit.Page.Locator("#sure").CheckAsync();
        await visit.Button("确认办理").ClickAsync();
        await Expect(visit.Page.Locator(".notice").First).ToContainTextAsync("已经删除");
    }

    /// <summary>The checks themselves are scripts.</summary>
    private static async Task IsAccessible(Visit visit)
    {
        if (!visit.HasScript)
            return;
        await visit.Page.WaitForLoadStateAsync(LoadState.Load);
        Assert.That(await CommonChecks.Violations(visit.Page), Is.Empty);
        Assert.That(await visit.Overflow(), Is.Zero);
    }

    [Test]
    public async Task Lead_FilesWithALargePhoto_ItIsShrunkOnTheDeviceAndShown()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Lead);
        await visit.Go("/demands/new");
        await visit.Page.Locator("summary", new PageLocatorOptions { HasText = "还要补充" }).ClickAsync();
        var noise = Convert.FromBase64String(await visit.Page.EvaluateAsync<string>("""
            () => { const c = document.createElement('canvas'); c.width = 1800; c.height = 1200; const g = c.getContext('2d'); const d = g.createImageData(1800, 1200); let s = 1;
                for (let i = 0; i < d.data.length; i++) { s = (s * 16807) % 2147483647; d.data[i] = i % 4 === 3 ? 255 : s >> 16; } g.putImageData(d, 0, 0); return c.toDataURL('image/png').split(',')[1]; }
            """));
        await visit.Page.Locator("#photos").SetInputFilesAsync(new FilePayload { Name = "楼道.png", MimeType = "image/png", Buffer = noise });
        await Expect(visit.Page.Locator("#photos-state")).ToContainTextAsync("楼道.jpg");

        await visit.Page.GetByLabel("一句话说明").FillAsync(FilingFlows.Sentence("楼道扶手松了"));
        await visit.Page.GetByLabel("一句话说明").BlurAsync();
        await Expect(visit.Heading("提交前看一看")).ToBeVisibleAsync();
        await visit.Page.Locator("button.big").ClickAsync();

        await Expect(visit.Page.Locator(".photos img")).ToHaveCountAsync(1);
        var sent = await visit.Page.EvaluateAsync<int[]>("async () => { const i = document.querySelector('.photos img'); i.loading = 'eager'; await i.decode(); const b = await (await fetch(i.src)).blob(); return [i.naturalWidth, b.size]; }");
        Assert.That(sent[0], Is.EqualTo(1600));
        Assert.That(sent[1], Is.LessThan(noise.Length));
    }
}
