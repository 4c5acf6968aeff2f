using System.Globalization;
using System.Text.RegularExpressions;
using Matching.Api.Access;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests.Flows;

/// <summary>A unit is paired, an agreement drafted, signed on paper, printed and ended; with script and without. What longer hours would bring is tried out.</summary>
[TestFixture]
[NonParallelizable]
internal sealed partial class UnitFlows
{
    private const string Unit = "/units/DW-0090";

    [TestCase(true)]
    [TestCase(false)]
    public async Task Pair_ThenAgree_IsSignedPrintedAndEnded(bool script)
    {
        await using var staff = await Site.Visit(Screen.Desk, Role.Street, script);
        await staff.Go(Unit);
        await staff.Button("保存结对").ClickAsync();
        await Expect(staff.Page.Locator("#community-error")).ToBeVisibleAsync();
        await staff.Page.Locator("#community").SelectOptionAsync("440699001005");
        await staff.Page.GetByLabel("次核心圈").CheckAsync();
        await staff.Button("保存结对").ClickAsync();
        await Expect(staff.Page.Locator("main")).ToContainTextAsync("结对记录");

        await staff.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "起草共建责任书" }).ClickAsync();
        await staff.Page.Locator("#community").SelectOptionAsync("440699001005");
        await staff.Page.Locator("#title").FillAsync("充电共建");
        await staff.Page.Locator("#from").FillAsync(Day(0));
        await staff.Page.Locator("#until").FillAsync(Day(300));
        await staff.Page.Locator("#lines").FillAsync("加装充电柜；两次");
        await staff.Button("提交对方签订").ClickAsync();
        await Expect(staff.Page.Locator("#lines-error")).ToContainTextAsync("加装充电柜");
        await staff.Page.Locator("#lines").FillAsync("加装充电柜；２次\n参加联席会议");
        await staff.Button("提交对方签订").ClickAsync();
        await staff.Page.WaitForURLAsync(NumberForm());
        Assert.That(await staff.Overflow(), Is.Zero);

        await staff.Button("登记纸质签订").ClickAsync();
        await Expect(staff.Page.Locator(".error-summary, [role=alert]").First).ToContainTextAsync("不能替双方签字");
        await staff.Page.Locator("#paper").FillAsync("社区档案柜 1 号");
        await staff.Button("登记纸质签订").ClickAsync();
        await Expect(staff.Page.Locator(".stand")).ToContainTextAsync("已签订");
        await staff.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "打印责任书" }).ClickAsync();
        await Expect(staff.Page.Locator("main")).ToContainTextAsync("互不隶属");
        await staff.Page.GoBackAsync();
        await staff.Page.Locator("#reason").FillAsync("单位搬迁");
        await staff.Button("提前终止").ClickAsync();
        await Expect(staff.Page.Locator(".stand")).ToContainTextAsync("已终止");
        Assert.That(staff.Complaints.Where(complaint => !complaint.Contains("422")), Is.Empty);
    }

    [Test]
    public async Task Offer_TriedWithLongerHours_SaysHowManyMore()
    {
        await using var unit = await Site.Visit(Screen.Phone, Role.Street, script: false);
        await unit.Go("/offers/ZY-2026-000001");
        await unit.Page.Locator("#until").FillAsync("22:30");
        await unit.Button("试算").ClickAsync();
        await Expect(unit.Page.Locator("main")).ToContainTextAsync("若开放到 22:30 还可多服务");
        Assert.That(await unit.Overflow(), Is.Zero);
    }

    private static string Day(int fromToday) => DateTime.UtcNow.AddDays(fromToday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"/agreements/ZR-\d{4}-\d{6}$")]
    private static partial Regex NumberForm();
}
