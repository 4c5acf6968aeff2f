using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Posts;

/// <summary>A team's post is staffed by shifts: never more members than places, somebody else marks who came, and that brings points.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ShiftTests<TStore> : PostTestBase<TStore> where TStore : IStore
{
    private const string Lead1 = $"lead/L-1@{Given.Estate}";

    [Test]
    public async Task Take_ByAHundredAtOnce_FillsItsPlacesAndNoMore()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post, places: 7))[0];
        var members = Enumerable.Range(0, 100).Select(n => $"member/M-{n}@{Given.Community}").ToArray();
        await Task.WhenAll(members.Select(app.Token));

        var answers = await Task.WhenAll(members.Select(member => Shift(app, post, shift, "take", member)));

        Assert.That(answers.Count(answer => answer.Status == 200), Is.EqualTo(7));
        Assert.That(answers.Where(answer => answer.Status != 200).Select(answer => $"{answer.Status} {answer.Code}").Distinct(), Is.EqualTo(new[] { "409 shift-full" }));
        Assert.That(Store.Count("select count(*) from shift_place where left_at is null"), Is.EqualTo(7));
        ExpectSound();
    }

    [Test]
    public async Task Leave_BeforeItBegins_FreesThePlaceForAnother()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post, places: 1))[0];
        (await Shift(app, post, shift, "take", Member)).Expect(200);
        Assert.That((await Shift(app, post, shift, "take", Member)).Expect(409).Code, Is.EqualTo("shift-yours"));
        Assert.That((await Shift(app, post, shift, "leave", OtherMember)).Expect(409).Code, Is.EqualTo("shift-not-yours"));

        (await Shift(app, post, shift, "leave", Member)).Expect(200);

        (await Shift(app, post, shift, "take", OtherMember)).Expect(200);
        Assert.That((await IsMine(app, post, OtherMember), await IsMine(app, post, Member)), Is.EqualTo((true, false)));
        await At(app, 49);
        Assert.That((await Shift(app, post, shift, "leave", OtherMember)).Expect(409).Code, Is.EqualTo("shift-begun"));
        ExpectSound();
    }

    [Test]
    public async Task Take_OfTwoThatOverlap_IsRefused()
    {
        var (app, post) = await Team();
        var (first, second, third) = ((await Add(app, post, start: 48))[0], (await Add(app, post, start: 49))[1], (await Add(app, post, start: 50))[2]);
        (await Shift(app, post, first, "take", Member)).Expect(200);

        Assert.That((await Shift(app, post, second, "take", Member)).Expect(409).Code, Is.EqualTo("shift-overlaps"));
        (await Shift(app, post, third, "take", Member)).Expect(200);
    }

    [Test]
    public async Task Mark_BySomebodyElse_BringsPointsOnceAndTakesThemBack()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post))[0];
        (await Shift(app, post, shift, "take", Member)).Expect(200);
        Assert.That((await Mark(app, post, shift, "M-1", "Present", Lead1)).Expect(409).Code, Is.EqualTo("shift-not-begun"));
        await At(app, 49);

        (await Mark(app, post, shift, "M-1", "Present", Lead1)).Expect(200);
        (await Mark(app, post, shift, "M-1", "Present", Committee)).Expect(200);

        Assert.That(await Balance(app), Is.EqualTo(3));
        (await Mark(app, post, shift, "M-1", "Absent", Committee)).Expect(200);
        Assert.That(await Balance(app), Is.Zero);
        (await Mark(app, post, shift, "M-1", "Present", Committee)).Expect(200);
        Assert.That(await Balance(app), Is.EqualTo(3));
        var sheet = (await app.Get("/api/points/sheets/Account/M-1", actingAs: Member)).Expect(200);
        Assert.That(sheet.Texts("entries", "deed").Distinct(), Is.EqualTo(new[] { "ShiftServed" }));
        Assert.That(sheet.Texts("entries", "path").Distinct(), Is.EqualTo(new[] { $"/posts/{post}" }));
        ExpectSound();
    }

    [Test]
    public async Task Mark_OnesOwnOrFromElsewhereOrNobodys_IsRefused()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post))[0];
        var double1 = $"lead/M-1@{Given.Estate}";
        await app.Token(double1);
        (await Shift(app, post, shift, "take", Member)).Expect(200);
        await At(app, 49);

        Assert.That((await Mark(app, post, shift, "M-1", "Present", double1)).Expect(403).Code, Is.EqualTo("own-shift"));
        Assert.That((await Mark(app, post, shift, "M-1", "Present", $"lead/L-9@{Given.OtherEstate}")).Expect(403).Code, Is.EqualTo("outside-your-area"));
        (await Mark(app, post, shift, "M-1", "Present", OtherMember)).Expect(403);
        (await Mark(app, post, shift, "M-2", "Present", Committee)).Expect(404);
        (await Mark(app, post, shift + 99, "M-1", "Present", Committee)).Expect(404);
        Assert.That(await Balance(app), Is.Zero);
    }

    [Test]
    public async Task Add_EveryWeek_StaysWithinTheTermAndIsNotDoubled()
    {
        var (app, post) = await Team();

        Assert.That(await Add(app, post, weeks: 3), Has.Count.EqualTo(3));

        Assert.That((await TryAdd(app, post)).Expect(409).Code, Is.EqualTo("shift-twice"));
        Assert.That((await TryAdd(app, post, start: 24 * 7 * 5, weeks: 26)).Expect(409).Code, Is.EqualTo("shift-outside-term"));
        (await TryAdd(app, post, places: 0)).Expect(400);
        (await TryAdd(app, post, start: -5)).Expect(400);
        (await TryAdd(app, post, actingAs: $"community/C-9@{Given.Street}002")).Expect(403);
        var single = await Publish(app);
        Assert.That((await TryAdd(app, single)).Expect(409).Code, Is.EqualTo("post-not-by-shifts"));
        Assert.That((await Do(app, post, "claim", Member)).Expect(409).Code, Is.EqualTo("post-by-shifts"));
    }

    [Test]
    public async Task Withdraw_OfThePost_CallsItsShiftsOffAndTellsWhoHadAPlace()
    {
        var (app, post) = await Team();
        var shifts = await Add(app, post, weeks: 2);
        (await Shift(app, post, shifts[0], "take", Member)).Expect(200);
        (await app.Post($"/api/posts/{post}/shifts/{shifts[1]}/cancel", Given.Reason("台风停课"), actingAs: Committee)).Expect(200);

        (await Do(app, post, "withdraw", Committee, "并入护学岗")).Expect(200);

        Assert.That(Store.Query<string>("select distinct state from shift"), Is.EqualTo(new[] { "Cancelled" }));
        Assert.That((await app.Get("/api/inbox", actingAs: Member)).Expect(200).Body, Does.Contain("班次已取消"));
        Assert.That((await Shift(app, post, shifts[0], "take", OtherMember)).Expect(409).Code, Is.EqualTo("post-over"));
        ExpectSound();
    }

    [Test]
    public async Task Pages_OfAShift_TellNamesOnlyToWhoAnswersForThePlace()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post))[0];
        (await Shift(app, post, shift, "take", Member)).Expect(200);

        Assert.That((await app.Get($"/posts/{post}/shifts/{shift}", actingAs: Committee)).Expect(200).Body, Does.Contain("M-1"));
        Assert.That((await app.Get($"/posts/{post}/shifts/{shift}", actingAs: OtherMember)).Expect(200).Body, Does.Not.Contain("M-1").And.Contain("报名"));
        Assert.That((await app.Get($"/posts/{post}/roster", actingAs: Lead1)).Expect(200).Body, Does.Contain("排班表").And.Contain("M-1"));
        (await app.Get($"/posts/{post}/roster", actingAs: Member)).Expect(403);
        Assert.That((await app.Get("/api/posts?tab=Mine", actingAs: Member)).Expect(200).Texts("items", "code"), Is.EqualTo(new[] { post }));
    }

    [Test]
    public async Task Verify_OfPlacesThatDoNotAddUp_NamesTheShift()
    {
        var (app, post) = await Team();
        var shift = (await Add(app, post))[0];
        (await Shift(app, post, shift, "take", Member)).Expect(200);

        Store.Execute("update shift set taken = 0");

        Assert.That(Matching.Api.Invariants.StoreInvariants.Check(Matching.Api.Data.Database.At(Store.Name), mostRuns: 0, _ => { }).Select(found => found.Invariant), Does.Contain("shift places"));
    }

    private async Task<(App App, string Post)> Team()
    {
        var app = await Start();
        return (app, await Publish(app, "Team", until: "2027-03-31"));
    }

    /// <summary>The post's shifts in the order of time.</summary>
    private static async Task<IReadOnlyList<long>> Add(App app, string post, double start = 48, int places = 2, int weeks = 1) =>
        [.. (await TryAdd(app, post, start, places, weeks)).Expect(200).Json.AsArray().Select(shift => (long)shift!["id"]!)];

    private static Task<Answer> TryAdd(App app, string post, double start = 48, int places = 2, int weeks = 1, string actingAs = Committee) => app.Post($"/api/posts/{post}/shifts",
        new JsonObject { ["start"] = Given.TextAt(start), ["end"] = Given.TextAt(start + 2), ["places"] = places, ["weeks"] = weeks }, actingAs: actingAs);

    private static Task<Answer> Shift(App app, string post, long shift, string act, string actingAs) => app.Post($"/api/posts/{post}/shifts/{shift}/{act}", actingAs: actingAs);

    private static Task<Answer> Mark(App app, string post, long shift, string account, string presence, string actingAs) =>
        app.Post($"/api/posts/{post}/shifts/{shift}/mark", new JsonObject { ["account"] = account, ["presence"] = presence }, actingAs: actingAs);

    private static async Task<bool> IsMine(App app, string post, string actingAs) => (bool)(await Post(app, post, actingAs)).List("shifts")[0]!["isMine"]!;

    private static async Task<long> Balance(App app) => (await app.Get("/api/points/sheets/Account/M-1", actingAs: Member)).Expect(200).Number("balance");
}
