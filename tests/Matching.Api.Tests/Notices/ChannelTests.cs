using System.Text.Json.Nodes;
using Matching.Api.Notices;
using Matching.Api.Outbox;
using Matching.Api.Tests.Webhooks;
using Matching.Core.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Notices;

/// <summary>Notices go out to mailboxes and chat groups: put together, outside the quiet hours, at least once, and of nobody's name.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ChannelTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Street = "440699001";
    private const string Community = Street + "001";
    private const string Committee = $"community/C-91@{Community}";
    private const string Person = "钿丙娴";
    private const string Phone = "13800138000";

    [Test]
    public async Task Digest_OfAnHour_IsOneMessageAtItsEnd()
    {
        await using var robot = new Receiver { Status = 200, Words = """{"errcode":0,"errmsg":"ok"}""" };
        var app = await Start(seed: true);
        await Channel(app, robot, "WeCom");
        var demands = new List<string> { await Withdrawn(app), await Withdrawn(app) };
        await Deliver(app);
        var early = robot.Taken.Count;
        Clock.Advance(TimeSpan.FromHours(1));

        await Deliver(app);
        await Deliver(app);

        Assert.That(early, Is.Zero);
        var body = JsonNode.Parse(robot.Taken.Single().Body)!;
        Assert.That(body["msgtype"]!.ToString(), Is.EqualTo("text"));
        var text = body["text"]!["content"]!.ToString();
        Assert.That(text, Does.StartWith("【三单】2 条消息").And.Contain($"需求 {demands[0]}（").And.Contain($"需求 {demands[1]}（").And.Contain(robot.Taken.Single().Id));
        Assert.That(text, Does.Not.Contain(Person).And.Not.Contain(Phone).And.Not.Contain("阿婆"));
        Assert.That(Store.Count("select count(*) from notice_item where delivery is null"), Is.Zero);
    }

    [Test]
    public async Task Digest_AtNight_WaitsForTheMorningButAnEmergencyDoesNot()
    {
        await using var robot = new Receiver { Status = 200, Words = """{"errcode":0}""" };
        var app = await Start(seed: true);
        await Channel(app, robot, "WeCom", pace: "AtOnce");
        Clock.Advance(TimeSpan.FromHours(14));
        var usual = await Withdrawn(app);
        var urgent = await File(app, "Emergency");

        await Deliver(app);

        Assert.That(robot.Taken.Single().Body, Does.Contain($"特急需求 {urgent}").And.Not.Contain(usual));
        Clock.Advance(TimeSpan.FromHours(8));
        await Deliver(app);
        Assert.That(robot.Taken.Last().Body, Does.Contain(usual).And.Not.Contain(urgent));
    }

    [Test]
    public async Task Robots_DingTalkAndFeishu_AreSignedAsTheirMakersSay()
    {
        await using var ding = new Receiver { Status = 200, Words = """{"errcode":0}""" };
        await using var fei = new Receiver { Status = 200, Words = """{"code":0,"msg":"success"}""" };
        var app = await Start(seed: true);
        await Channel(app, ding, "DingTalk", secret: "SECding");
        await Channel(app, fei, "Feishu", secret: "SECfei");
        var now = Clock.Now;

        await File(app, "Emergency");
        await Deliver(app);

        var signature = Uri.EscapeDataString(RobotSignature.DingTalk("SECding", now.ToUnixTimeMilliseconds()));
        Assert.That(ding.Paths.Single(), Is.EqualTo($"/hook/?timestamp={now.ToUnixTimeMilliseconds()}&sign={signature}"));
        var body = JsonNode.Parse(fei.Taken.Single().Body)!;
        Assert.That((body["timestamp"]!.ToString(), body["sign"]!.ToString(), body["msg_type"]!.ToString()), Is.EqualTo(($"{now.ToUnixTimeSeconds()}", RobotSignature.Feishu("SECfei", now.ToUnixTimeSeconds()), "text")));
        Assert.That(body["content"]!["text"]!.ToString(), Does.Contain("特急需求"));
        Assert.That(Store.Query<string>("select answer from delivery order by answer"), Is.EqualTo(new[] { "code 0", "errcode 0" }));
    }

    [Test]
    public async Task Delivery_TheRobotRefuses_IsRetriedGivenUpAndSentAgainUnderTheSameId()
    {
        await using var robot = new Receiver { Status = 200, Words = """{"errcode":310000,"errmsg":"sign not match"}""" };
        var app = await Start(seed: true);
        var channel = await Channel(app, robot, "DingTalk", secret: "wrong");
        await File(app, "Emergency");
        await Deliver(app);
        foreach (var pause in new[] { 10.0, 60, 300, 1800, 7200, 21_600, 43_200, 86_400 })
        {
            Clock.Advance(TimeSpan.FromSeconds(pause));
            await Deliver(app);
        }
        var dead = (await app.Get($"/api/notice-channels/{channel}/deliveries", actingAs: Committee)).List("items").Single()!;
        Assert.That((robot.Taken.Count, (string)dead["state"]!, (string)dead["answer"]!), Is.EqualTo((9, "Failed", "errcode 310000")));
        Assert.That((await app.Get($"/inbox/channels/{channel}", actingAs: Committee)).Expect(200).Body, Does.Contain("未送达").And.Contain("重新发送"));
        robot.Words = """{"errcode":0}""";

        (await app.Post($"/api/notice-channels/{channel}/deliveries/{dead["id"]}/resend", actingAs: "unit/DW-0001")).Expect(404);
        (await app.Post($"/api/notice-channels/{channel}/deliveries/{dead["id"]}/resend", actingAs: Committee)).Expect(200);
        await Deliver(app);

        Assert.That(robot.Taken.Select(taken => taken.Id).Distinct().ToList(), Has.Count.EqualTo(1));
        Assert.That(Store.Query<string>("select state from delivery"), Is.EqualTo(new[] { "Delivered" }));
        (await app.Post($"/api/notice-channels/{channel}/deliveries/{dead["id"]}/resend", actingAs: Committee)).Expect(404);
    }

    [TestCase("redirected", 302, "", "HTTP 302")]
    [TestCase("no json", 200, "<html>", "NoJson")]
    [TestCase("no code", 200, "{}", "NoCode")]
    public async Task Delivery_AnAnswerThatSaysNothing_IsNoDelivery(string _, int status, string words, string answer)
    {
        await using var robot = new Receiver { Status = status, Words = words, Location = status == 302 ? "http://127.0.0.1:9/" : null };
        var app = await Start(seed: true);
        await Channel(app, robot, "WeCom");

        await File(app, "Emergency");
        await Deliver(app);

        Assert.That(Store.Query<string>("select state || ' ' || answer from delivery"), Is.EqualTo(new[] { $"Waiting {answer}" }));
    }

    [Test]
    public async Task Delivery_TheProcessEndsBetweenCommitAndDispatch_ComesAtLeastOnceUnderOneId()
    {
        await using var robot = new Receiver { Status = 200, Words = """{"errcode":0}""" };
        var app = await Start(seed: true);
        await Channel(app, robot, "WeCom");
        await File(app, "Emergency");

        var second = await App.Start(Store.Name, Clock, seed: true);
        Own(second);
        await second.Services.GetRequiredService<ComposeDigests>().Once();
        var third = await App.Start(Store.Name, Clock, seed: true);
        Own(third);
        await Deliver(third);
        Assert.That(robot.Taken, Has.Count.EqualTo(1), "told in one process, put together in another, sent by a third");

        Store.Execute("update delivery set state = 'Waiting', delivered_at = null");
        Clock.Advance(TimeSpan.FromMinutes(21));
        await Deliver(third);

        Assert.That(robot.Taken, Has.Count.EqualTo(2), "what was sent and not written down comes again");
        Assert.That(robot.Taken.Select(taken => taken.Id).Distinct().ToList(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Delivery_TwoProcessesAtOnce_SendEachMessageOnce()
    {
        await using var robot = new Receiver { Status = 200, Words = """{"errcode":0}""" };
        var app = await Start(seed: true);
        var second = await App.Start(Store.Name, Clock, seed: true);
        Own(second);
        await Channel(app, robot, "WeCom");
        for (var round = 0; round < 5; round++)
        {
            await File(app, "Emergency");
            await Task.WhenAll(Deliver(app), Deliver(second), Deliver(app), Deliver(second));
        }

        Assert.That(robot.Taken.Select(taken => taken.Id), Is.Unique);
        Assert.That(robot.Taken, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Mail_OfAUnit_IsALetterWithAStableIdAndTheDigest()
    {
        await using var post = new PostOffice();
        var app = await Start(seed: true);
        var unit = Store.Query<string>("select code from unit order by code").First();
        var actor = $"unit/{unit}";
        await app.Token(actor);
        Assert.That((await app.Post("/api/notice-channels", MailBody("Unit", unit), actingAs: actor)).Expect(409).Code, Is.EqualTo("mail-not-set-up"));
        await SetServer(app, post);
        (await app.Post("/api/notice-channels", MailBody("Unit", unit), actingAs: actor)).Expect(201);
        (await app.Post("/api/surge/begin", new JsonObject { ["street"] = Street, ["reason"] = $"{Person} {Phone}" }, actingAs: "street/S-1")).Expect(200);

        await Deliver(app);

        var (to, whole, text) = post.Letters.Single();
        Assert.That((to, text), Is.EqualTo(("desk@example.cn", text)));
        Assert.That(text, Does.Contain("已启动应急").And.Not.Contain(Person).And.Not.Contain(Phone));
        Assert.That(whole, Does.Contain($"Message-ID: <{Store.Query<string>("select id from delivery").Single()}@example.cn>").And.Contain("Auto-Submitted: auto-generated"));
    }

    [Test]
    public async Task Mail_TheServerRefuses_IsToldAndTriedAgain()
    {
        await using var post = new PostOffice { Greeting = "550 no" };
        var app = await Start(seed: true);
        await SetServer(app, post);
        var made = (await app.Post("/api/notice-channels", MailBody("Area", Community), actingAs: Committee)).Expect(201);

        (await app.Post($"/api/notice-channels/{made.Text("id")}/test", actingAs: Committee)).Expect(200);
        await Deliver(app);
        post.Greeting = "250 OK";
        Clock.Advance(TimeSpan.FromSeconds(10));
        await Deliver(app);

        Assert.That(post.Letters.Single().Text, Does.Contain("这是一条测试消息"));
        Assert.That(Store.Query<string>("select state || ' ' || attempts || ' ' || answer from delivery"), Is.EqualTo(new[] { "Delivered 2 SMTP 250" }));
    }

    [Test]
    public async Task Secrets_OfRobotsAndMail_AreSealedAndNotShownAgain()
    {
        await using var post = new PostOffice();
        await using var robot = new Receiver();
        var app = await Start(seed: true);
        await SetServer(app, post, password: "open-sesame");
        await Channel(app, robot, "DingTalk", secret: "SECabc", query: "?access_token=tokenabc");
        (await app.Post("/api/notice-channels", MailBody("Account", ""), actingAs: Committee)).Expect(201);

        var stored = Store.Query<string>("select target || ' ' || secret || ' ' || hint from notice_channel union all select password from mail_server");
        var shown = (await app.Get("/api/notice-channels", actingAs: Committee)).Body + (await app.Get("/inbox/channels", actingAs: Committee)).Body
            + (await app.Get($"/api/mail-server?street={Street}", actingAs: "street/S-1")).Body + (await app.Get("/admin/mail", actingAs: "street/S-1")).Expect(200).Body;

        foreach (var secret in new[] { "open-sesame", "SECabc", "tokenabc", "desk@example.cn" })
            Assert.That(string.Join(' ', stored) + shown, Does.Not.Contain(secret));
        Assert.That(shown, Does.Contain("d***@example.cn").And.Contain("127.0.0.1"));
        await SetServer(app, post, password: "");
        Assert.That((await app.Get($"/api/mail-server?street={Street}", actingAs: "street/S-1")).Flag("hasPassword"), "left empty, it stays");
        await SetServer(app, post, password: "", host: "localhost");
        Assert.That((await app.Get($"/api/mail-server?street={Street}", actingAs: "street/S-1")).Flag("hasPassword"), Is.False, "another server is not sent it");
    }

    [TestCase("http://qyapi.weixin.qq.com/a")]
    [TestCase("https://10.1.2.3/a")]
    [TestCase("https://[::1]/a")]
    [TestCase("https://169.254.169.254/latest")]
    [TestCase("nothing")]
    public async Task MakeChannel_OutsideTheDemo_RefusesWhatIsNotPublic(string url)
    {
        var app = await Start();

        Assert.That((await app.Post("/api/notice-channels", RobotBody(url, "WeCom", "", "Hourly", Given.Community))).Expect(400).Body, Does.Contain("https://"));
    }

    [Test]
    public async Task Mail_ToAServerOfTheHouse_NeedsTheOperatorsLeave()
    {
        await using var post = new PostOffice();
        foreach (var allowed in new[] { false, true })
        {
            using var store = TStore.Open();
            await using var app = await App.Start(store.Name, Clock, Given.Lists(), settings: allowed ? new Dictionary<string, string?> { ["Outgoing:AllowedNetworks:0"] = "127.0.0.0/8" } : null);
            await SetServer(app, post, street: Given.Street);
            var made = (await app.Post("/api/notice-channels", MailBody("Area", Given.Community))).Expect(201);
            (await app.Post($"/api/notice-channels/{made.Text("id")}/test")).Expect(200);

            await Deliver(app);

            Assert.That(store.Query<string>("select answer from delivery"), Is.EqualTo(new[] { allowed ? "SMTP 250" : "AddressRefused" }));
        }
    }

    [Test]
    public async Task MakeChannel_ForOthers_IsRefused()
    {
        await using var robot = new Receiver();
        var app = await Start(seed: true);

        (await app.Post("/api/notice-channels", RobotBody(robot.Url, "WeCom", "", "Hourly", Street + "002"), actingAs: Committee)).Expect(403);
        (await app.Post("/api/notice-channels", MailBody("Unit", "DW-0001"), actingAs: Committee)).Expect(403);
        var own = RobotBody(robot.Url, "WeCom", "", "Hourly", "");
        own["ownerKind"] = "Account";
        (await app.Post("/api/notice-channels", own, actingAs: Committee)).Expect(400);
    }

    private static async Task<string> Channel(App app, Receiver robot, string kind, string secret = "", string pace = "Hourly", string query = "") =>
        (await app.Post("/api/notice-channels", RobotBody(robot.Url + query, kind, secret, pace, Community), actingAs: Committee)).Expect(201).Text("id");

    private static JsonObject RobotBody(string url, string kind, string secret, string pace, string area) =>
        new() { ["ownerKind"] = "Area", ["owner"] = area, ["kind"] = kind, ["target"] = url, ["secret"] = secret, ["pace"] = pace };

    private static JsonObject MailBody(string ownerKind, string owner) => new() { ["ownerKind"] = ownerKind, ["owner"] = owner, ["kind"] = "Mail", ["target"] = "desk@example.cn", ["pace"] = "Hourly" };

    private static async Task SetServer(App app, PostOffice post, string password = "", string host = "127.0.0.1", string street = Street) => (await app.Post("/api/mail-server", new JsonObject
    {
        ["street"] = street, ["host"] = host, ["port"] = post.Port, ["encrypted"] = false, ["sender"] = "jiceng@example.cn", ["userName"] = "", ["password"] = password,
    }, actingAs: "street/S-1")).Expect(200);

    /// <summary>With a person's name and number in its words and its contact.</summary>
    private static async Task<string> File(App app, string urgency = "Normal")
    {
        var demand = Given.Demand($"{Person}阿婆要人陪，电话 {Phone}", category: "独居探访", area: Community + "001", urgency: urgency);
        demand["contact"] = new JsonObject { ["name"] = Person, ["phone"] = Phone, ["consent"] = true };
        return (await app.Post("/api/demands", demand, actingAs: "street/S-1")).Expect(201).Text("code");
    }

    private static async Task<string> Withdrawn(App app)
    {
        var demand = await File(app);
        (await app.Post($"/api/demands/{demand}/withdraw", new JsonObject { ["reason"] = $"{Person}说不用了" }, actingAs: "street/S-1")).Expect(200);
        return demand;
    }

    private static async Task Deliver(App app)
    {
        await app.Services.GetRequiredService<ComposeDigests>().Once();
        while (await app.Services.GetRequiredService<DeliverOutbox>().Once(CancellationToken.None) > 0)
        {
        }
    }
}
