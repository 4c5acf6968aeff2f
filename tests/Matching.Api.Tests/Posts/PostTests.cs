using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Posts;

/// <summary>A post has one holder, whose claim the community confirms; what is handed back is open again.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class PostTests<TStore> : PostTestBase<TStore> where TStore : IStore
{
    private const int Many = 70;
    private const int Members = 500;

    [Test]
    public async Task Claim_SeventyPostsByFiveHundredMembersAtOnce_HaveSeventyHolders()
    {
        var lists = Given.Lists();
        var buildings = Enumerable.Range(1, Many).Select(n => $"{Given.OtherEstate}{n:000}").ToArray();
        var app = await Start(lists with { Areas = [.. lists.Areas, .. buildings.Select(code => new Core.Grid.Area(new Core.Grid.AreaCode(code), $"{code[^3..]}栋"))] });
        var posts = (await app.Post("/api/posts", Posts("Lead", areas: buildings), actingAs: Committee)).Expect(200).Json.AsArray().Select(post => (string)post!["code"]!).ToList();
        var members = Enumerable.Range(0, Members).Select(n => $"member/M-{n}@{Given.Community}").ToArray();
        await Task.WhenAll(members.Select(app.Token));

        var answers = await Task.WhenAll(members.Select((member, n) => Do(app, posts[n % Many], "claim", member)));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(Many));
        Assert.That(answers.Where(answer => answer.Status != 200).Select(answer => $"{answer.Status} {answer.Code}").Distinct(), Is.EqualTo(new[] { "409 post-taken" }));
        Assert.That(Store.Count("select count(distinct account) from post_claim where ended_at is null"), Is.EqualTo(Many));
        Assert.That(Store.Count("select count(distinct post) from post_claim"), Is.EqualTo(Many));
        Assert.That(Store.Count("select count(*) from post where state = 'Claimed'"), Is.EqualTo(Many));
        Assert.That((await app.Get("/api/posts", actingAs: Member)).Expect(200).List("items"), Is.Empty);
        ExpectSound();
    }

    [Test]
    public async Task Claim_ByOneWhoHoldsTheMost_IsRefused()
    {
        var app = await Start();
        var posts = new[] { await Publish(app), await Publish(app), await Publish(app) };
        (await Do(app, posts[0], "claim", Member)).Expect(200);
        (await Do(app, posts[1], "claim", Member)).Expect(200);

        Assert.That((await Do(app, posts[2], "claim", Member)).Expect(409).Code, Is.EqualTo("post-too-many"));
        (await Do(app, posts[2], "claim", "unit/DW-0001")).Expect(200);
        Assert.That((await Post(app, posts[2])).Text("post.unitName"), Is.EqualTo("湖畔社工站"));
        (await Do(app, posts[2], "claim", Committee)).Expect(403);
    }

    [Test]
    public async Task HandBack_OpensThePostAgain_WithItsHistory()
    {
        var app = await Start();
        var post = await Publish(app);
        (await Do(app, post, "claim", Member)).Expect(200);
        Assert.That((await Do(app, post, "hand-back", OtherMember, "不是我的")).Expect(403).Code, Is.EqualTo("post-not-yours"));
        (await Do(app, post, "hand-back", Member, "")).Expect(400);
        (await Do(app, post, "hand-back", Member, "搬家了，电话 13800000000")).Expect(200);
        (await Do(app, post, "claim", OtherMember)).Expect(200);

        var told = await Post(app, post);

        Assert.That(told.Texts("history", "act"), Is.EqualTo(new[] { "Publish", "Claim", "HandBack", "Claim" }));
        Assert.That(told.Body, Does.Not.Contain("13800000000"));
        Assert.That(told.Text("post.holder"), Is.EqualTo("M-2"));
        ExpectSound();
    }

    [Test]
    public async Task Post_ShownToOthers_HidesItsHolderAndHistory()
    {
        var app = await Start();
        var post = await Publish(app);
        (await Do(app, post, "claim", Member)).Expect(200);

        var seen = await Post(app, post, OtherMember);

        Assert.That(seen.Body, Does.Not.Contain("M-1"));
        Assert.That(seen.List("history"), Is.Empty);
        Assert.That((await Post(app, post, Member)).Flag("post.isMine"));
        (await app.Get($"/api/posts/{post}", actingAs: "resident")).Expect(401);
    }

    [Test]
    public async Task Release_OfAFreshClaim_WaitsForThePolicysDays()
    {
        var app = await Start();
        var post = await Publish(app);
        (await Do(app, post, "claim", Member)).Expect(200);
        Assert.That((await Do(app, post, "release", Committee, "联系不上")).Expect(409).Code, Is.EqualTo("post-claim-fresh"));
        Assert.That((await Do(app, post, "release", $"community/C-9@{Given.Street}002", "联系不上")).Expect(403).Code, Is.EqualTo("outside-your-area"));
        await At(app, 7 * 24);

        (await Do(app, post, "release", Committee, "联系不上")).Expect(200);

        (await Do(app, post, "claim", OtherMember)).Expect(200);
        Assert.That(Store.Query<string>("select outcome from post_claim where ended_at is not null"), Is.EqualTo(new[] { "Released" }));
        Assert.That((await app.Get("/api/inbox", actingAs: Member)).Expect(200).Body, Does.Contain("PostReleased"));
        ExpectSound();
    }

    [Test]
    public async Task Confirm_OfALeadsPost_BringsTheRoleForItsTerm()
    {
        var app = await Start();
        var post = await Publish(app, "Lead", until: "2026-12-31");
        (await Do(app, post, "claim", Member)).Expect(200);
        (await app.Get("/api/demands", actingAs: Member)).Expect(403);

        (await Do(app, post, "confirm", Committee)).Expect(200);

        Assert.That(Store.Query<string>("select ends_at from role_grant where account = 'M-1' and role = 'Lead'"), Is.EqualTo(new[] { "2026-12-31T16:00:00.000Z" }));
        (await app.FileDemand(actingAs: Member)).Expect(201);
        Assert.That((await Do(app, post, "confirm", Committee)).Expect(409).Code, Is.EqualTo("post-act-not-allowed"));
    }

    [Test]
    public async Task Confirm_ByTheHolder_IsRefused()
    {
        var app = await Start();
        var post = await Publish(app);
        await app.Token($"community/X-1@{Given.Community}");
        (await Do(app, post, "claim", $"member/X-1@{Given.Community}")).Expect(200);

        Assert.That((await Do(app, post, "confirm", $"community/X-1@{Given.Community}")).Expect(403).Code, Is.EqualTo("own-claim"));
    }

    [Test]
    public async Task Term_Over_EndsTheRoleAndHandsDemandsUpTheLadder()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Branch);
        var post = await Publish(app, "Lead", until: "2026-11-25");
        (await Do(app, post, "claim", Member)).Expect(200);
        (await Do(app, post, "confirm", Committee)).Expect(200);
        var demand = await File(app, Member);
        (await Act(app, demand, "charge", Member)).Expect(200);
        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));

        await At(app, 63.1);

        Assert.That((await Post(app, post)).Text("post.state"), Is.EqualTo("Ended"));
        Assert.That(await Standing(app, demand), Is.EqualTo("Escalated Branch"));
        Assert.That(Store.Count("select count(*) from demand where taker is not null"), Is.Zero);
        (await app.Get("/api/demands", actingAs: Member)).Expect(403);
        ExpectSound();
    }

    [Test]
    public async Task HandBack_OfALeadsPost_HandsWhatWasTakenToTheOtherLead()
    {
        var app = await Start(Given.Lists(slots: []));
        await app.Token(Lead);
        var post = await Publish(app, "Lead");
        (await Do(app, post, "claim", Member)).Expect(200);
        (await Do(app, post, "confirm", Committee)).Expect(200);
        var demand = await File(app, Member);
        (await Act(app, demand, "charge", Member)).Expect(200);

        (await Do(app, post, "hand-back", Member, "工作调动")).Expect(200);

        Assert.That(await Standing(app, demand), Is.EqualTo("Open Lead"));
        Assert.That(Store.Query<string>("select taker from demand"), Is.EqualTo(new[] { "L-1" }));
        ExpectSound();
    }

    [TestCase("Lead", Given.Community, "2027-01-01")]
    [TestCase("Volunteer", Given.Street, "2027-01-01")]
    [TestCase("Volunteer", "440605001009", "2027-01-01")]
    [TestCase("Volunteer", Given.Estate, "2026-11-19")]
    [TestCase("Volunteer", Given.Estate, "2030-01-01")]
    public async Task Publish_WithWhatCannotBe_SaysWhich(string kind, string area, string until)
    {
        var app = await Start();
        Assert.That((await app.Post("/api/posts", Posts(kind, until: until, areas: area), actingAs: Committee)).Expect(400).Code, Is.EqualTo("invalid-fields"));
    }

    [Test]
    public async Task Publish_OutsideOnesArea_IsRefused()
    {
        var app = await Start();
        Assert.That((await app.Post("/api/posts", Posts(areas: Given.FarEstate), actingAs: Committee)).Expect(403).Code, Is.EqualTo("outside-your-area"));
        Assert.That(Store.Count("select count(*) from post"), Is.Zero);
    }

    [Test]
    public async Task Withdraw_OfAnOpenPost_TakesItFromTheList()
    {
        var app = await Start();
        var post = await Publish(app);
        (await Do(app, post, "withdraw", Committee, "岗位合并")).Expect(200);

        Assert.That((await app.Get("/api/posts", actingAs: Member)).Expect(200).List("items"), Is.Empty);
        Assert.That((await Do(app, post, "claim", Member)).Expect(409).Code, Is.EqualTo("post-act-not-allowed"));
        await At(app, 400 * 24);
        Assert.That((await Post(app, post)).Text("post.state"), Is.EqualTo("Withdrawn"));
    }

    [Test]
    public async Task Pages_ShowOneButtonForEachPost_AndWhatHolderAndCommitteeMayDo()
    {
        var app = await Start();
        var post = await Publish(app);

        Assert.That((await app.Get("/posts", actingAs: Member)).Expect(200).Body, Does.Contain($"/posts/{post}/claim").And.Contain("望湖苑"));
        Assert.That((await app.Get($"/posts?area={Given.Street}002", actingAs: Member)).Expect(200).Body, Does.Not.Contain(post));
        Assert.That((await app.Get($"/posts/{post}/claim", actingAs: Member)).Expect(200).Body, Does.Contain("确认认领"));
        (await Do(app, post, "claim", Member)).Expect(200);
        (await app.Get($"/posts/{post}/claim", actingAs: OtherMember)).Expect(409);
        Assert.That((await app.Get($"/posts/{post}", actingAs: Member)).Expect(200).Body, Does.Contain("退岗"));
        Assert.That((await app.Get($"/posts/{post}", actingAs: Committee)).Expect(200).Body, Does.Contain("确认到岗").And.Contain("M-1"));
        Assert.That((await app.Get($"/posts/{post}", actingAs: OtherMember)).Expect(200).Body, Does.Not.Contain("M-1").And.Not.Contain("退岗</button>"));
        (await app.Get("/posts/new", actingAs: Member)).Expect(403);
    }
}
