using System.Text.RegularExpressions;
using Matching.Api.Access;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>Recruiting a lead: a resident nominates on the phone, the community appoints and prints the letter; with script and without.</summary>
[TestFixture]
[NonParallelizable]
internal sealed partial class LeadFlows
{
    private static int number;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nominate_OnThePhone_IsAppointedWithALetterAndForgotten(bool script)
    {
        await using var resident = await Site.Visit(Screen.Phone, role: null, script);
        await resident.Go("/leads/join");
        await resident.Button("提交推选").ClickAsync();
        await Expect(resident.Page.Locator("[id='contact.name-error']")).ToBeVisibleAsync();
        await resident.Page.GetByLabel("地点").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await resident.Page.GetByLabel("推荐邻居").CheckAsync();
        await resident.Page.GetByLabel("被推选人称呼").FillAsync("何师傅");
        await resident.Page.GetByLabel("被推选人电话").FillAsync("13800000000");
        await resident.Page.Locator("[name='contact.consent']").CheckAsync();
        await resident.Button("提交推选").ClickAsync();
        await Expect(resident.Page.Locator(".notice")).ToContainTextAsync("已提交");
        Assert.That(await resident.Overflow(), Is.Zero);
        var code = NumberForm().Match(resident.Page.Url).Value;

        await using (var staff = await Site.Visit(Screen.Desk, Role.Community, script))
        {
            await staff.Go($"/leads/{code}");
            await staff.Page.GetByLabel("理由").FillAsync("居民代表会议通过");
            await staff.Page.GetByLabel("账号").FillAsync($"L-9{Interlocked.Increment(ref number):00}");
            await staff.Page.GetByLabel("任期开始").FillAsync("2026-01-01");
            await staff.Page.GetByLabel("任期结束").FillAsync($"{DateTime.UtcNow.Year + 1}-01-01");
            await staff.Button("通过并聘任").ClickAsync();
            await Expect(staff.Page.Locator(".slip .code")).ToBeVisibleAsync();
            await staff.Go($"/leads/{code}");
            await staff.Button("打印聘书").ClickAsync();
            await Expect(staff.Page.Locator("main")).ToContainTextAsync("何师傅 同志");
        }

        await resident.Go($"/leads/own/{code}");
        await Expect(resident.Page.Locator(".stand")).ToContainTextAsync("已聘任");
        await resident.Button("删除推选资料").ClickAsync();
        await resident.Page.WaitForURLAsync("**/leads/join");
        Assert.That(resident.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    [GeneratedRegex(@"TX-\d{4}-\d{6}")]
    private static partial Regex NumberForm();
}
