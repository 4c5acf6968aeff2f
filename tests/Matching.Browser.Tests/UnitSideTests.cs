using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matching.Api.Access;
using Matching.Api.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Matching.Browser.Tests;

/// <summary>A partner unit publishes, takes on, answers and reports, on a phone, with and without script.</summary>
internal sealed partial class UnitSideTests
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task NewOffer_FromOneLine_IsReadShownAndPublished(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await visit.Go("/offers/new");

        await visit.Page.GetByLabel("一句话说说能提供什么").FillAsync("周三晚有80座会议室");
        await visit.Button("读一读，帮我填表").ClickAsync();

        Assert.That(await visit.Page.Locator(".read").InnerTextAsync(), Does.Contain("80 座").And.Contain("原话：周三").And.Contain("请核对"));
        Assert.That(await visit.Page.Locator("#capacity").InputValueAsync(), Is.EqualTo("80"));
        Assert.That(await visit.Page.Locator("#categories").InputValueAsync(), Is.EqualTo(Acts.Room));
        Assert.That(await visit.Page.Locator("#from").InputValueAsync(), Is.EqualTo("19:00"));

        await visit.Button("看看能帮到谁").ClickAsync();
        Assert.That(await visit.Page.Locator(".notice").InnerTextAsync(), Does.Contain("需求"));

        await visit.Button("发布资源").ClickAsync();
        Assert.That(await visit.Page.Locator(".notice").InnerTextAsync(), Does.Contain("已发布，编号 ZY-"));
        Assert.That(await visit.Page.Locator("h1").InnerTextAsync(), Does.Contain("会议室"));
        Assert.That(visit.Complaints, Is.Empty);
    }

    [Test]
    public async Task NewOffer_NothingFilledIn_NamesEachFieldAndKeepsTheRest()
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit);
        await visit.Go("/offers/new?form=1");
        await visit.Page.Locator("#title").FillAsync("周末会议室");

        await visit.Button("发布资源").ClickAsync();

        Assert.That(await visit.Page.TitleAsync(), Does.StartWith("错误："));
        Assert.That(await visit.Page.Locator(".errors li").AllInnerTextsAsync(), Has.Some.Contains("资源类型").And.Some.Contains("类别").And.Some.Contains("日期").And.Some.Contains("开始时间"));
        Assert.That(await visit.Page.Locator("#title").InputValueAsync(), Is.EqualTo("周末会议室"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task NewOffer_SeveralCategoriesAndAreas_StandOnItsPageAndInItsCopy(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await visit.Go("/offers/new?line=周三晚有80座会议室");
        await visit.Page.GetByText("还能用于别的类别").ClickAsync();
        var (also, first, second) = (visit.Page.Locator("input[name='moreCategories'][value='0501']"), visit.Page.Locator("input[name='areas']").Nth(1), visit.Page.Locator("input[name='areas']").Nth(2));
        await also.CheckAsync();
        await first.CheckAsync();
        await second.CheckAsync();
        await visit.Page.Locator("#validUntil").FillAsync("2027-06-30");
        await visit.Page.Locator("#audience").FillAsync("老人 儿童");
        await visit.Button("发布资源").ClickAsync();

        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("已发布，编号 ZY-");
        await Expect(visit.Page.Locator(".detail")).ToContainTextAsync("老人 儿童");
        await Expect(visit.Page.Locator("#validUntil")).ToHaveValueAsync("2027-06-30");

        await visit.Page.Locator("#validUntil").FillAsync("2027-07-31");
        await visit.Button("保存有效期").ClickAsync();
        await Expect(visit.Page.Locator("#validUntil")).ToHaveValueAsync("2027-07-31");

        await visit.Link("再发一次").ClickAsync();
        await Expect(also).ToBeCheckedAsync();
        await Expect(first).ToBeCheckedAsync();
        await Expect(second).ToBeCheckedAsync();
        await Expect(visit.Page.Locator("#audience")).ToHaveValueAsync("老人 儿童");
        Assert.That(visit.Complaints, Is.Empty);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Calendar_MadeRenewedAndRevoked_ShowsTheAddressOnce(bool script)
    {
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await visit.Go("/orders");
        await visit.Link("订阅日历").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new Regex("生成订阅地址|换一个新地址") }).ClickAsync();
        await Expect(visit.Page.Locator(".address")).ToContainTextAsync("/api/calendar/");
        var address = (await visit.Page.Locator(".address").InnerTextAsync()).Trim();

        Assert.That((await visit.Page.APIRequest.GetAsync(address)).Status, Is.EqualTo(200));
        await visit.Go("/orders/calendar");
        await Expect(visit.Page.Locator(".address")).ToHaveCountAsync(0);

        await visit.Link("作废订阅地址").ClickAsync();
        await visit.Button("确认作废").ClickAsync();
        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("订阅地址已作废");
        Assert.That((await visit.Page.APIRequest.GetAsync(address)).Status, Is.EqualTo(404));
        Assert.That(visit.Complaints, Is.Empty);
    }

    [Test]
    public async Task Take_OnAPhone_AsksOnceMoreAndThenCapacityCanNotGoBelowIt()
    {
        await Acts.Offer();
        var demand = await Acts.Demand("业主大会想借能坐下四十人的屋子", 40);
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit);
        await visit.Go("/orders");

        var button = visit.Page.Locator($"a[href='/demands/{demand}/take']");
        var box = await button.BoundingBoxAsync();
        Assert.That(box!.Height, Is.GreaterThanOrEqualTo(44));
        Assert.That(box.Width, Is.GreaterThan(280), "as wide as its card");
        Assert.That(await button.GetAttributeAsync("aria-label"), Does.Contain(demand).And.Contain("业主大会想借能坐下四十人的屋子"));
        await button.ClickAsync();

        var facts = await visit.Page.Locator(".detail").InnerTextAsync();
        var offer = OfferCode().Match(facts).Value;
        Assert.That(facts, Does.Contain(demand).And.Contain("40 座").And.Contain("地点").And.Contain("时间"));
        await visit.Button("确认接单").ClickAsync();
        Assert.That(await visit.Page.Locator(".notice").First.InnerTextAsync(), Does.Contain("已接单"));

        await visit.Go($"/offers/{offer}");
        await visit.Page.Locator("#capacity").FillAsync("３９");
        await visit.Button("保存容量").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("已答应 40"));
    }

    [Test]
    public async Task Take_AnotherUnitWasFaster_IsToldWhoAndShownSimilarOnes()
    {
        var (unit, _) = await Acts.Offer();
        var demand = await Acts.Demand("党小组想借间屋子开会", 12);
        await Acts.Demand("读书会想借会议室", 10);
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit);
        await visit.Go($"/demands/{demand}/take");

        var (_, winner) = await Acts.TakenByAnother(unit, demand);
        await visit.Button("确认接单").ClickAsync();

        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain($"已被 {winner} 接单"));
        Assert.That(await visit.Page.Locator("table.cards a.button").CountAsync(), Is.InRange(1, 3));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Order_AcceptedStartedAndCompletedWithAPhoto_ShowsIt(bool script)
    {
        var order = await Acts.Issued();
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit, script);
        await visit.Go($"/orders/{order}");
        await visit.Link("接单").ClickAsync();
        await visit.Button("确认接单").ClickAsync();
        await visit.Button("开始办理").ClickAsync();
        await visit.Link("上报办结").ClickAsync();
        await visit.Page.Locator("#note").FillAsync("会场借用完毕，桌椅已归位");
        await visit.Page.Locator("#photos").SetInputFilesAsync(new FilePayload { Name = "现场.jpg", MimeType = "image/jpeg", Buffer = await Photo() });
        if (script)
            Assert.That(await visit.Page.Locator("#photos-state:has-text('现场.jpg')").InnerTextAsync(), Does.Match(@" ([12]?\d?\d|300) kB"), "shrunk on the device");

        await visit.Button("确认办结").ClickAsync();

        Assert.That(await visit.Page.Locator(".tag").First.InnerTextAsync(), Is.EqualTo("已办结"));
        var picture = visit.Page.Locator(".photos img");
        await picture.ScrollIntoViewIfNeededAsync();
        if (script)
            Assert.That(await picture.EvaluateAsync<int>("async image => { await image.decode(); return image.naturalWidth; }"), Is.InRange(1, 1600));
        Assert.That(visit.Complaints, Is.Empty);
    }

    [Test]
    public async Task Order_OtherTimeProposedAndAgreed_IsScheduledThen()
    {
        var order = await Acts.Issued();
        await using var unit = await Site.Visit(Screen.Phone, Role.Unit);
        await unit.Go($"/orders/{order}/other-time");
        await unit.Page.Locator("#day").FillAsync("2027-03-06");
        await unit.Page.Locator("#from").FillAsync("09:00");
        await unit.Page.Locator("#until").FillAsync("11:00");
        await unit.Button("提出改约").ClickAsync();
        Assert.That(await unit.Page.Locator(".notice.amber").InnerTextAsync(), Does.Contain("2027-03-06 09:00–11:00"));

        await using var street = await Site.Visit(Screen.Desk, Role.Street);
        await street.Go($"/orders/{order}");
        await street.Button("同意改约").ClickAsync();

        Assert.That(await street.Page.Locator(".tag").First.InnerTextAsync(), Is.EqualTo("已排期"));
        Assert.That(await street.Page.Locator(".detail").InnerTextAsync(), Does.Contain("2027-03-06 09:00–11:00"));
    }

    [Test]
    public async Task Order_DeclinedWithoutAReason_SaysSo_ThenWithOne()
    {
        var order = await Acts.Issued();
        await using var visit = await Site.Visit(Screen.Phone, Role.Unit);
        await visit.Go($"/orders/{order}/decline");
        await visit.Button("确认婉拒").ClickAsync();
        Assert.That(await visit.Page.Locator(".errors").InnerTextAsync(), Does.Contain("请填写原因"));

        await visit.Page.GetByLabel("时间冲突").CheckAsync();
        await visit.Button("确认婉拒").ClickAsync();

        Assert.That(await visit.Page.Locator(".tag").First.InnerTextAsync(), Is.EqualTo("拒单"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task PrintedOrder_OpensWithoutAnAccountAndIsAccepted(bool script)
    {
        var order = await Acts.Issued();
        await using var unit = await Site.Visit(Screen.Desk, Role.Unit, script);
        await unit.Go($"/orders/{order}");
        await unit.Button("打印服务单").ClickAsync();
        Assert.That(await unit.Page.Locator("svg.qr").IsVisibleAsync());
        await unit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.That(await unit.Page.Locator("svg.qr").IsVisibleAsync());
        var path = (await Acts.Api(Role.Unit, $"/api/orders/{order}/link", new JsonObject()))["path"]!.ToString();

        await using var visitor = await Site.Visit(Screen.Phone, script: script);
        await visitor.Go(path);
        Assert.That(new Uri(visitor.Page.Url).AbsolutePath, Is.EqualTo("/order-link"), "the secret does not stay in the address");
        await visitor.Button("确认接单").ClickAsync();
        Assert.That(await visitor.Page.Locator(".tag").First.InnerTextAsync(), Is.EqualTo("已接单"));

        await visitor.Page.Locator("#done").FillAsync("活动室借用完毕，钥匙已交回");
        await visitor.Button("确认办结").ClickAsync();
        Assert.That(await visitor.Page.Locator(".tag").First.InnerTextAsync(), Is.EqualTo("已办结"));
    }

    [GeneratedRegex(@"ZY-\d{4}-\d{6}")]
    private static partial Regex OfferCode();

    /// <summary>A picture of a phone's size, from this browser itself.</summary>
    private static async Task<byte[]> Photo()
    {
        await using var visit = await Site.Visit(Screen.Desk);
        await visit.Go("/help");
        return Convert.FromBase64String(await visit.Page.EvaluateAsync<string>("""
            async () => {
              const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1800 });
              const pen = canvas.getContext('2d');
              for (let i = 0; i < 4000; i++) { pen.fillStyle = `hsl(${i * 37 % 360} 70% 50%)`; pen.fillRect(i * 97 % 2400, i * 61 % 1800, 90, 60); }
              return canvas.toDataURL('image/jpeg', 0.95).split(',')[1];
            }
            """));
    }
}
