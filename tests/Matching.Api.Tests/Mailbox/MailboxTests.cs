using System.Text.Json.Nodes;
using Matching.Api.Http;
using Matching.Api.People;
using Matching.Api.Tests.Escalation;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Mailbox;

/// <summary>Residents write to the lead without an account and read the answer by code; help that is taken up can serve demands.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MailboxTests<TStore> : NetTests<TStore> where TStore : IStore
{
    [Test]
    public async Task Entry_IsSealedToldToTheLeadAndAnsweredByCode()
    {
        var app = await Start();
        await app.Token(Lead);
        var (code, lookUp) = await Send(app, "Idea");

        Assert.That((await app.Get("/api/inbox", actingAs: Lead)).Expect(200).Body, Does.Contain(code));
        var seen = (await app.Get($"/api/mailbox/{code}", actingAs: Lead)).Expect(200);
        Assert.That(seen.Body, Does.Not.Contain("何师傅").And.Not.Contain("13800000000").And.Not.Contain("13911112222"));
        Assert.That((await app.Get("/api/mailbox", actingAs: Lead)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { code }));
        (await app.Get($"/api/mailbox/{code}", actingAs: OtherBranch)).Expect(404);
        (await app.Get($"/api/mailbox/{code}", actingAs: "unit/DW-0001")).Expect(403);
        (await app.Post($"/api/mailbox/{code}/answer", new JsonObject { ["text"] = "谢谢，已转给物业" }, actingAs: Lead)).Expect(200);

        var own = (await app.Post($"/api/mailbox/{code}/look-up", Code(lookUp), actingAs: "resident")).Expect(200);

        Assert.That($"{own.Text("state")} {own.Text("answer")}", Is.EqualTo("Answered 谢谢，已转给物业"));
        Assert.That((await app.Post($"/api/mailbox/{code}/look-up", Code("AAAAAAAAAA"), actingAs: "resident")).Expect(403).Code, Is.EqualTo("wrong-look-up-code"));
        ExpectSound();
    }

    [TestCase("Help", null)]
    [TestCase("Idea", "不给")]
    public async Task Send_WithoutWhatItNeeds_IsRefused(string kind, string? phone)
    {
        var app = await Start();
        var body = Body(kind);
        if (phone is null)
            body.Remove("contact");
        else
            body["contact"]!["phone"] = phone;

        Assert.That((await app.Post("/api/mailbox", body, actingAs: "resident")).Expect(400).Code, Is.EqualTo("invalid-fields"));
        Assert.That(Store.Count("select count(*) from person"), Is.Zero);
    }

    [Test]
    public async Task Help_TakenUp_IsAnOfferThatServesADemand()
    {
        var app = await Start(Given.Lists(units: [], offers: [], slots: []));
        var (code, _) = await Send(app, "Help");
        Assert.That((await TakeUp(app, code, "没有这一类")).Expect(400).Code, Is.EqualTo("invalid-fields"));
        var taken = (await TakeUp(app, code)).Expect(200);

        var demand = await File(app);
        await app.RunMatch();

        Assert.That(await app.LiveOrders(demand), Has.Count.EqualTo(1));
        Assert.That(Store.Query<string>("select u.kind || ' ' || o.code || ' ' || o.areas from unit u join offer o on o.unit = u.code"), Is.EqualTo(new[] { $"Other {taken.Text("offer")} {Given.Estate}" }));
        Assert.That(Store.Query<string>("select name from unit").Single(), Does.Not.Contain("何").And.Contain(code));
        Assert.That((await TakeUp(app, code)).Expect(409).Code, Is.EqualTo("mail-not-help"));
        ExpectSound();
    }

    [Test]
    public async Task TakeUp_OfAnIdea_IsRefused()
    {
        var app = await Start();
        Assert.That((await TakeUp(app, (await Send(app, "Idea")).Code)).Expect(409).Code, Is.EqualTo("mail-not-help"));
    }

    [Test]
    public async Task Reveal_IsOnRecord_AndForgetDestroys()
    {
        var app = await Start();
        var (code, lookUp) = await Send(app, "Thanks");
        Assert.That((await Reveal(app, code)).Expect(200).Text("value"), Is.EqualTo("13800000000"));
        Assert.That(Store.Query<string>("select who || ' ' || why from event where act = 'Reveal'"), Is.EqualTo(new[] { "lead/L-1 Phone" }));

        (await app.Post($"/api/mailbox/{code}/erase", Code(lookUp), actingAs: "resident")).Expect(200);

        Assert.That((await app.Get($"/api/mailbox/{code}", actingAs: Lead)).Expect(200).Text("text"), Is.Empty);
        Assert.That((await Reveal(app, code)).Expect(409).Code, Is.EqualTo("contact-closed"));
        Assert.That((await app.Post($"/api/mailbox/{code}/answer", new JsonObject { ["text"] = "谢谢您" }, actingAs: Lead)).Expect(409).Code, Is.EqualTo("already-erased"));
        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.Zero);
    }

    [Test]
    public async Task Retention_ForgetsAnAnsweredSenderInItsTime()
    {
        var app = await Start();
        var (answered, _) = await Send(app, "Idea");
        await Send(app, "Idea");
        (await app.Post($"/api/mailbox/{answered}/answer", new JsonObject { ["text"] = "谢谢您" }, actingAs: Lead)).Expect(200);
        Clock.Advance(TimeSpan.FromDays(181));
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        await scope.ServiceProvider.GetRequiredService<IMediator>().Send(new ApplyRetention());

        Assert.That(Store.Count("select count(*) from person where data_key is not null"), Is.EqualTo(1));
        Assert.That((await app.Get($"/api/mailbox/{answered}", actingAs: Lead)).Text("contact"), Is.Empty);
    }

    [Test]
    public async Task Pages_OfferTheFourKinds_AndTheLeadsAnswer()
    {
        var app = await Start();
        var (code, _) = await Send(app, "Help");

        Assert.That((await app.Get($"/mailbox?area={Given.Building}", actingAs: "resident")).Expect(200).Body, Does.Contain($"/file?area={Given.Building}").And.Contain("好点子").And.Contain("感谢").And.Contain("我能帮忙"));
        Assert.That((await app.Get($"/file?area={Given.Building}", actingAs: "resident")).Expect(200).Body, Does.Match($"value=\"{Given.Building}\"[^>]*selected"));
        Assert.That((await app.Get("/mail", actingAs: Lead)).Expect(200).Body, Does.Contain(code).And.Contain($"/mailbox?area={Given.Estate}").And.Not.Contain("何师傅"));
        Assert.That((await app.Get($"/mail/{code}", actingAs: Lead)).Expect(200).Body, Does.Contain("接受并发布资源"));
        Assert.That((await app.Get($"/mailbox/own/{code}", actingAs: "resident")).Status, Is.EqualTo(303));
    }

    private static JsonObject Body(string kind) => new()
    {
        ["area"] = Given.Building, ["kind"] = kind, ["text"] = "周末可以陪邻居老人聊天，电话 13911112222",
        ["contact"] = new JsonObject { ["name"] = "何师傅", ["phone"] = "13800000000", ["consent"] = true },
    };

    private static JsonObject Code(string lookUp) => new() { ["lookUpCode"] = lookUp };

    private static async Task<(string Code, string LookUp)> Send(App app, string kind)
    {
        var receipt = (await app.Post("/api/mailbox", Body(kind), actingAs: "resident")).Expect(200);
        return (receipt.Text("code"), receipt.Text("lookUpCode"));
    }

    private static Task<Answer> TakeUp(App app, string code, string category = Given.Visiting) => app.Post($"/api/mailbox/{code}/take-up",
        new JsonObject { ["title"] = "陪老人聊天", ["category"] = category, ["start"] = Given.TextAt(24), ["end"] = Given.TextAt(26), ["capacity"] = 2 }, actingAs: Lead);

    private static Task<Answer> Reveal(App app, string code) => app.Post($"/api/mailbox/{code}/reveal", new JsonObject { ["field"] = "Phone" }, actingAs: Lead);
}
