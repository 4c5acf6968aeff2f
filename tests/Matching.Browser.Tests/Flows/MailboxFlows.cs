using System.Text.RegularExpressions;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>The lead's mailbox: a resident writes on the phone, the lead answers and takes help up; with script and without.</summary>
[TestFixture]
[NonParallelizable]
internal sealed partial class MailboxFlows
{
    private const string Building = "440699001001001001";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Help_WrittenOnThePhone_IsAnsweredAndTakenUp(bool script)
    {
        await using var resident = await Site.Visit(Screen.Phone, role: null, script);
        await resident.Go($"/mailbox?area={Building}");
        await resident.Page.GetByLabel("我能帮忙").CheckAsync();
        await resident.Page.GetByLabel("内容").FillAsync("周末可以陪邻居老人聊天");
        await resident.Button("投进信箱").ClickAsync();
        await Expect(resident.Page.Locator("[id='contact.phone-error']")).ToBeVisibleAsync();
        await resident.Page.GetByLabel("称呼").FillAsync("何师傅");
        await resident.Page.GetByLabel("电话").FillAsync("13800000000");
        await resident.Page.Locator("[name='contact.consent']").CheckAsync();
        await resident.Button("投进信箱").ClickAsync();
        await Expect(resident.Page.Locator(".notice")).ToContainTextAsync("已投进信箱");
        Assert.That(await resident.Overflow(), Is.Zero);
        var code = NumberForm().Match(resident.Page.Url).Value;

        await using (var lead = await Site.Visit(Screen.Phone, Role.Lead, script))
        {
            await lead.Go($"/mail/{code}");
            await lead.Page.GetByLabel("回复", new PageGetByLabelOptions { Exact = true }).FillAsync("谢谢您，周五与您联系");
            await lead.Button("发出回复").ClickAsync();
            await Expect(lead.Page.Locator(".stand")).ToContainTextAsync("已回复");
            await lead.Page.GetByLabel("资源名称").FillAsync("陪老人聊天");
            await lead.Page.GetByLabel("类别").SelectOptionAsync(new SelectOptionValue { Index = 1 });
            await lead.Page.GetByLabel("开始").FillAsync($"{DateTime.UtcNow.Year + 1}-05-01T09:00");
            await lead.Page.GetByLabel("结束").FillAsync($"{DateTime.UtcNow.Year + 1}-05-01T11:00");
            await lead.Page.GetByLabel("可服务数量").FillAsync("2");
            await lead.Button("接受并发布资源").ClickAsync();
            await Expect(lead.Page.Locator(".stand")).ToContainTextAsync("已成为资源");
            Assert.That(await lead.Overflow(), Is.Zero);
        }

        await resident.Go($"/mailbox/own/{code}");
        await Expect(resident.Page.Locator("main")).ToContainTextAsync("谢谢您，周五与您联系");
        await resident.Button("删除来信").ClickAsync();
        await resident.Page.WaitForURLAsync("**/mailbox");
        Assert.That(resident.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    [GeneratedRegex(@"XX-\d{4}-\d{6}")]
    private static partial Regex NumberForm();
}
