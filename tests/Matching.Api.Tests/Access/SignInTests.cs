using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matching.Api.Access;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Access;

/// <summary>Signing in, and attacks on it.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class SignInTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Password = "twelve-brown-owls";
    private const string Admin = "administrator/AD-1";

    [Test]
    public async Task SignIn_ActivatedBySlip_ReachesTheirPagesAndSignOutEndsIt()
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);
        Assert.That((await browser.Get("/demands")).Expect(302).ETag, Does.StartWith("/sign-in"));

        Assert.That((await browser.SignIn("L-0012", Password)).Expect(303).ETag, Is.EqualTo("/"));
        (await browser.Get("/demands")).Expect(200);

        (await browser.Send("/account", "/sign-out")).Expect(303);
        (await browser.Get("/demands")).Expect(302);
    }

    [Test]
    public async Task Activate_SlipUsedTwiceOrWrongOrWeakPassword_IsRefused()
    {
        var app = await Start();
        var slip = await Slip(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);

        (await Activate(browser, "AAAA-BBBB-CCCC", Password)).Expect(422);
        foreach (var weak in new[] { "short", "password1234", "1234567890", "aaaaaaaaaaaa", "xL-0012-L-0012", "5201314520" })
            (await Activate(browser, slip, weak)).Expect(422);
        (await Activate(browser, slip, Password)).Expect(303);
        (await Activate(browser, slip, "another-good-one-77")).Expect(422);
        (await browser.SignIn("L-0012", Password)).Expect(303);
    }

    [Test]
    public async Task Activate_SlipOutOfDate_IsRefused()
    {
        var app = await Start();
        var slip = await Slip(app, "L-0012");
        Clock.Advance(TimeSpan.FromDays(31));
        using var browser = new Browser(app.Http.BaseAddress!);

        (await Activate(browser, slip, Password)).Expect(422);
    }

    /// <summary>Wrong password, unknown name, locked name: the same words, so that nobody learns which accounts there are.</summary>
    [Test]
    public async Task SignIn_Wrong_SaysTheSameWhetherOrNotThereIsSuchAnAccount()
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);

        var answers = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            answers.Add(Fault((await browser.SignIn("L-0012", $"wrong-{i}-wrong-{i}")).Expect(422).Body));
            answers.Add(Fault((await browser.SignIn("nobody-here", $"wrong-{i}-wrong-{i}")).Expect(422).Body));
        }

        Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
        Assert.That(Store.Count("select count(*) from sign_in_failure where failures >= 5"), Is.EqualTo(2), "both names are locked alike");
    }

    [Test]
    public async Task SignIn_AfterFiveFailures_IsLockedForAWhileEvenWithTheRightPassword()
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);
        for (var i = 0; i < 5; i++)
            (await browser.SignIn("l-0012", $"wrong-{i}-wrong-{i}")).Expect(422);

        (await browser.SignIn("L-0012", Password)).Expect(422);
        Clock.Advance(TimeSpan.FromSeconds(61));
        (await browser.SignIn("L-0012", Password)).Expect(303);

        Assert.That(Store.Count("select count(*) from event where subject = 'account/L-0012' and act = 'Lock'"), Is.EqualTo(1));
    }

    [Test]
    public async Task Session_PasswordChangedRoleEndedAccountDisabledOrTimeUp_IsDeadAtOnce()
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);
        using var other = new Browser(app.Http.BaseAddress!);
        await browser.SignIn("L-0012", Password);
        await other.SignIn("L-0012", Password);

        (await browser.Send("/account/password", "/account/password", ("old", Password), ("password", "a-fine-new-one-77"))).Expect(303);
        (await other.Get("/demands")).Expect(302);
        (await browser.Get("/demands")).Expect(200);

        var grant = (await app.Get("/api/accounts/L-0012", actingAs: Admin)).Expect(200).List("grants")[0]!["id"]!.GetValue<long>();
        (await app.Post($"/api/accounts/L-0012/grants/{grant}/end", actingAs: Admin)).Expect(200);
        Assert.That((await browser.Get("/demands")).Expect(403).Code, Is.EqualTo("not-your-role"));

        (await app.Post("/api/accounts/L-0012/disable", actingAs: Admin)).Expect(200);
        (await browser.Get("/demands")).Expect(302);
        (await browser.SignIn("L-0012", "a-fine-new-one-77")).Expect(422);
    }

    [Test]
    public async Task Session_AfterTwelveHours_IsOver()
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);
        await browser.SignIn("L-0012", Password);

        Clock.Advance(TimeSpan.FromHours(12));

        (await browser.Get("/demands")).Expect(302);
    }

    [TestCase("cross-site")]
    [TestCase("same-site")]
    [TestCase("")]
    public async Task Form_FromAnotherSite_IsRefusedThoughTheCookieCame(string site)
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);
        await browser.SignIn("L-0012", Password);
        browser.Site = site;

        Assert.That((await browser.Send("/account", "/sign-out")).Expect(403).Code, Is.EqualTo("cross-site"));
        (await browser.Get("/demands")).Expect(200);
    }

    [Test]
    public async Task Form_WithoutItsTokenOrWithAnothers_IsRefused()
    {
        var app = await Start();
        using var browser = new Browser(app.Http.BaseAddress!);
        using var other = new Browser(app.Http.BaseAddress!);
        var token = Regex.Match((await other.Get("/sign-in")).Body, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

        Assert.That((await browser.SendWith("", "/sign-in", ("name", "x"), ("password", "y"))).Expect(400).Body, Does.Contain("页面已过期"));
        Assert.That((await browser.SendWith(token, "/sign-in", ("name", "x"), ("password", "y"))).Expect(400).Body, Does.Contain("页面已过期"));
    }

    [TestCase("//evil.example/")]
    [TestCase("https://evil.example/")]
    [TestCase("/\\evil.example")]
    public async Task SignIn_ThenElsewhere_StaysHere(string then)
    {
        var app = await Start();
        await Activated(app, "L-0012");
        using var browser = new Browser(app.Http.BaseAddress!);

        Assert.That((await browser.Send("/sign-in", "/sign-in", ("name", "L-0012"), ("password", Password), ("then", then))).Expect(303).ETag, Is.EqualTo("/"));
    }

    [Test]
    public async Task FirstAdministrator_ByTheOneTimeLink_IsMadeOnceAndNeedsASecondFactor()
    {
        var app = await Start();
        var code = app.Services.GetRequiredService<FirstAdministrator>().Code!;
        using var browser = new Browser(app.Http.BaseAddress!);
        Task<Answer> Make(string by) => browser.Send($"/first-administrator?code={by}", "/first-administrator", ("code", by), ("name", "Chief"), ("password", Password));

        (await Make("AAAA-BBBB-CCCC")).Expect(422);
        (await Make(code)).Expect(303);
        (await Make(code)).Expect(422);

        Assert.That((await browser.SignIn("Chief", Password)).Expect(303).ETag, Is.EqualTo("/account/second-factor"));
        (await browser.Get("/accounts")).Expect(403);
        await Enrol(browser);
        (await browser.Get("/accounts")).Expect(200);
    }

    [Test]
    public async Task SecondFactor_Wrong_UsedTwice_OrNotGiven_OpensNothing()
    {
        var app = await Start();
        var code = app.Services.GetRequiredService<FirstAdministrator>().Code!;
        using var browser = new Browser(app.Http.BaseAddress!);
        await browser.Send($"/first-administrator?code={code}", "/first-administrator", ("code", code), ("name", "Chief"), ("password", Password));
        await browser.SignIn("Chief", Password);
        var secret = await Enrol(browser);
        using var thief = new Browser(app.Http.BaseAddress!);

        Assert.That((await thief.SignIn("Chief", Password)).Expect(303).ETag, Is.EqualTo("/second-factor"));
        (await thief.Get("/accounts")).Expect(403);
        (await thief.Send("/second-factor", "/second-factor", ("code", "000000"))).Expect(422);
        (await thief.Send("/second-factor", "/second-factor", ("code", Totp.CodeAt(secret, Totp.StepAt(Clock.Now))))).Expect(422);
        (await thief.Get("/accounts")).Expect(403);

        Clock.Advance(TimeSpan.FromSeconds(30));
        (await thief.Send("/second-factor", "/second-factor", ("code", Totp.CodeAt(secret, Totp.StepAt(Clock.Now))))).Expect(303);
        (await thief.Get("/accounts")).Expect(200);
    }

    [Test]
    public async Task SecondFactor_TriedOutFiveTimes_Locks()
    {
        var app = await Start();
        var code = app.Services.GetRequiredService<FirstAdministrator>().Code!;
        using var browser = new Browser(app.Http.BaseAddress!);
        await browser.Send($"/first-administrator?code={code}", "/first-administrator", ("code", code), ("name", "Chief"), ("password", Password));
        await browser.SignIn("Chief", Password);
        var secret = await Enrol(browser);
        Clock.Advance(TimeSpan.FromSeconds(30));
        using var thief = new Browser(app.Http.BaseAddress!);
        await thief.SignIn("Chief", Password);
        for (var i = 0; i < 5; i++)
            (await thief.Send("/second-factor", "/second-factor", ("code", $"00000{i}"))).Expect(422);

        (await thief.Send("/second-factor", "/second-factor", ("code", Totp.CodeAt(secret, Totp.StepAt(Clock.Now))))).Expect(422);
    }

    /// <summary>The test vectors of RFC 6238, appendix B, to six digits.</summary>
    [TestCase(59, "287082")]
    [TestCase(1111111109, "081804")]
    [TestCase(20000000000, "353130")]
    public void Totp_OfTheStandardsExamples_IsTheirs(long second, string code) =>
        Assert.That(Totp.CodeAt("12345678901234567890"u8.ToArray(), second / 30), Is.EqualTo(code));

    private static async Task<byte[]> Enrol(Browser browser)
    {
        var page = (await browser.Get("/account/second-factor")).Expect(200).Body;
        var secret = FromBase32(Regex.Match(page, "[A-Z2-7]{32}").Value);
        var proposal = Regex.Match(page, "name=\"sealed\" value=\"([^\"]+)\"").Groups[1].Value;
        var step = Totp.StepAt(Given.Now);
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        (await browser.SendWith(token, "/account/second-factor", ("sealed", System.Net.WebUtility.HtmlDecode(proposal)), ("code", Totp.CodeAt(secret, step)))).Expect(303);
        return secret;
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
    }

    private static string Fault(string page) => Regex.Match(page, "<li>([^<]+)</li>").Groups[1].Value;

    private static Task<Answer> Activate(Browser browser, string slip, string password) => browser.Send("/activate", "/activate", ("code", slip), ("password", password));

    private static async Task<string> Slip(App app, string name) => (await app.Post("/api/accounts", new JsonObject
    {
        ["name"] = name, ["display"] = "望湖苑楼长", ["grants"] = new JsonArray(new JsonObject { ["role"] = "Lead", ["area"] = Given.Estate }),
    }, actingAs: Admin)).Expect(200).Text("code");

    private static async Task Activated(App app, string name)
    {
        using var browser = new Browser(app.Http.BaseAddress!);
        (await Activate(browser, await Slip(app, name), Password)).Expect(303);
    }
}
