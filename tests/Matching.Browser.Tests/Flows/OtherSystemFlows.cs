using Matching.Api.Access;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>The doors to other systems, as staff open and close them; with script and without.</summary>
[TestFixture]
internal sealed class OtherSystemFlows
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Webhook_Added_ShowsItsSecretOnce_AndIsStoppedAndStarted(bool script)
    {
        await using var visit = await Site.Visit(Screen.Desk, Role.Street, script);
        await visit.Go("/admin/webhooks");
        await visit.Button("添加推送").ClickAsync();
        await Expect(visit.Page.Locator(".errors")).ToContainTextAsync("接收地址");
        await visit.Page.Locator("#label").FillAsync("区平台");
        await visit.Page.Locator("#url").FillAsync("https://hooks.example.gov.cn/threelists");
        await visit.Page.GetByLabel("资源的全部事件").CheckAsync();
        await visit.Button("添加推送").ClickAsync();

        await Expect(visit.Page.Locator(".address")).ToContainTextAsync("whsec_");
        await visit.Button("停用").ClickAsync();
        await Expect(visit.Page.Locator(".tag").First).ToHaveTextAsync("已停用");
        await Expect(visit.Page.Locator(".address")).ToHaveCountAsync(0);
        await visit.Button("启用").ClickAsync();
        await Expect(visit.Page.Locator(".tag").First).ToHaveTextAsync("启用");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("还没有推送过");
        await visit.Button("停用").ClickAsync();
        await Expect(visit.Page.Locator(".tag").First).ToHaveTextAsync("已停用");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Mapping_OfAnotherSystem_IsKeptAsItWasWritten(bool script)
    {
        var name = script ? "区平台甲" : "区平台乙";
        await using var visit = await Site.Visit(Screen.Desk, Role.Street, script);
        await visit.Go("/admin/sheet-mappings");
        await visit.Page.Locator("#name").FillAsync(name);
        await visit.Page.GetByLabel("工单编号").FillAsync("流水号、编号");
        await visit.Page.GetByLabel("诉求类型对应的类别").FillAsync("借屋子 会议室");
        await visit.Button("保存对照").ClickAsync();
        await Expect(visit.Page.Locator(".errors")).ToContainTextAsync("这一行看不懂：借屋子 会议室");

        await visit.Page.GetByLabel("诉求类型对应的类别").FillAsync("借屋子＝会议室");
        await visit.Button("保存对照").ClickAsync();

        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("对照已保存");
        await Expect(visit.Page.Locator("#name")).ToHaveValueAsync(name);
        await Expect(visit.Page.GetByLabel("工单编号")).ToHaveValueAsync("流水号、编号");
        await Expect(visit.Page.GetByLabel("诉求类型对应的类别")).ToHaveValueAsync("借屋子=会议室");
        await Expect(visit.Link("对照：12345")).ToBeVisibleAsync();
    }
}
