using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Access;

/// <summary>Tokens, limits, accounts by workbook: what they allow, and attacks on them.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class TokenAndLimitTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private const string Admin = "administrator/AD-1";

    [TestCase("Bearer tl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("Bearer ")]
    [TestCase("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJTLTEifQ.")]
    [TestCase("Basic UzE6eA==")]
    public async Task Token_Unknown_Is401(string authorization)
    {
        var app = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/demands");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var response = await app.Http.SendAsync(request);

        Assert.That((int)response.StatusCode, Is.EqualTo(401));
    }

    [Test]
    public async Task Token_InTheStore_IsNotInClear()
    {
        var app = await Start();
        var token = (await app.Token(Actors.Street))!;

        Assert.That(Store.Query<string>("select hash from access_token"), Has.None.Contains(token));
        Assert.That(Store.Query<string>("select hash from access_token").Single(), Has.Length.EqualTo(64));
    }

    [Test]
    public async Task MintToken_ByAToken_IsRefused()
    {
        var app = await Start();

        Assert.That((await app.Post("/api/tokens", new JsonObject { ["label"] = "more" })).Expect(403).Code, Is.EqualTo("token-by-token"));
    }

    [Test]
    public async Task Account_OfTheAdministrator_IsNotTheirOwnToChange()
    {
        var app = await Start();

        Assert.That((await app.Post("/api/accounts/AD-1/grants", new JsonObject { ["role"] = "Street", ["area"] = Given.Street }, actingAs: Admin)).Expect(403).Code, Is.EqualTo("own-account"));
    }

    [TestCase("Lead", null, null, "grant-needs-area")]
    [TestCase("Lead", "440605009", null, "grant-unknown-area")]
    [TestCase("Unit", null, "DW-9999", "grant-needs-unit")]
    [TestCase("Unit", Given.Estate, "DW-0001", "grant-too-much")]
    [TestCase("System", null, null, "role-not-granted")]
    [TestCase("Studio", Given.Estate, null, "grant-needs-theme")]
    public async Task AddAccount_GrantThatCannotBe_IsRefusedWhole(string role, string? area, string? unit, string rule)
    {
        var app = await Start();
        var grant = new JsonObject { ["role"] = role, ["area"] = area, ["unit"] = unit };

        var answer = await app.Post("/api/accounts", new JsonObject { ["name"] = "new-one", ["display"] = "新账号", ["grants"] = new JsonArray(grant) }, actingAs: Admin);

        Assert.That(answer.Expect(409).Code, Is.EqualTo(rule));
        Assert.That(Store.Count("select count(*) from account where name = 'new-one'"), Is.Zero);
    }

    [Test]
    public async Task HandOverRole_AtAnInstant_EndsForTheOneAndBeginsForTheOther()
    {
        var app = await Start();
        var (old, successor) = ($"lead/L-0012@{Given.Estate}", $"lead/L-0013@{Given.OtherEstate}");
        await app.Get("/api/me", actingAs: old);
        await app.Get("/api/me", actingAs: successor);
        var demand = (await app.FileDemand()).Text("code");
        var grant = (await app.Get("/api/accounts/L-0012", actingAs: Admin)).List("grants")[0]!["id"]!.GetValue<long>();

        (await app.Post($"/api/accounts/L-0012/grants/{grant}/hand-over", new JsonObject { ["to"] = "L-0013", ["at"] = Given.TextAt(24) }, actingAs: Admin)).Expect(200);

        (await app.Get($"/api/demands/{demand}", actingAs: old)).Expect(200);
        (await app.Get($"/api/demands/{demand}", actingAs: successor)).Expect(404);
        Clock.Advance(TimeSpan.FromHours(24));
        (await app.Get($"/api/demands/{demand}", actingAs: old)).Expect(403);
        (await app.Get($"/api/demands/{demand}", actingAs: successor)).Expect(200);
    }

    [Test]
    public async Task Limits_EachPace_Is429WithATimeToWaitAndThenGoesOn()
    {
        var app = await Limited(("Limits:FilingPerAddress", "3"), ("Limits:LookUpPerAddress", "3"), ("Limits:SignInPerAddress", "3"));
        var wrong = new JsonObject { ["lookUpCode"] = "AAAAAAAAAA" };
        var acts = new (int Status, Func<Task<Answer>> Act)[]
        {
            (201, () => app.Post("/api/demands", Given.Demand(source: "Resident"), actingAs: "resident")),
            (403, () => app.Post("/api/demands/XQ-2026-000001/look-up", wrong.DeepClone(), actingAs: "resident")),
            (404, () => app.Post("/api/demo/tokens", new JsonObject { ["role"] = "Street" }, actingAs: "resident")),
        };
        foreach (var (status, act) in acts)
        {
            for (var i = 0; i < 3; i++)
                (await act()).Expect(status);
            var refused = (await act()).Expect(429);
            Assert.That(refused.Code, Is.EqualTo("too-many-requests"));
            Assert.That(refused.Text("title"), Does.Contain("20"), "seconds until the next one");
        }

        Clock.Advance(TimeSpan.FromSeconds(21));

        foreach (var (status, act) in acts)
            (await act()).Expect(status);
    }

    /// <summary>An attacker with many addresses still has only so many tries at one demand's code.</summary>
    [Test]
    public async Task LookUp_OfOneDemand_IsLimitedWhateverTheAddress()
    {
        var app = await Limited(("Limits:LookUpPerDemand", "2"), ("Access:TrustedProxies:0", "127.0.0.1"));
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/demands/XQ-2026-000001/look-up") { Content = new StringContent("{\"lookUpCode\":\"AAAAAAAAAA\"}", Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var response = await app.Http.SendAsync(request);
            statuses.Add((int)response.StatusCode);
        }

        Assert.That(statuses, Is.EqualTo(new[] { 403, 403, 429, 429 }));
    }

    [Test]
    public async Task Limits_ForwardedAddressOfAnUnlistedProxy_IsNotBelieved()
    {
        var app = await Limited(("Limits:LookUpPerAddress", "1"));
        var statuses = new List<int>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/demands/XQ-2026-00000{i}/look-up") { Content = new StringContent("{\"lookUpCode\":\"AAAAAAAAAA\"}", Encoding.UTF8, "application/json") };
            request.Headers.Add("X-Forwarded-For", $"198.51.100.{i}");
            using var response = await app.Http.SendAsync(request);
            statuses.Add((int)response.StatusCode);
        }

        Assert.That(statuses, Is.EqualTo(new[] { 403, 429 }));
    }

    [Test]
    public async Task Jwt_OfTheConfiguredIssuer_IsBelievedAndAForgedOneIsNot()
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var app = await Limited(("Access:Jwt:Issuer", "https://id.example"), ("Access:Jwt:Key", Convert.ToBase64String(key)));
        await app.Get("/api/me", actingAs: "lead/L-0012");
        var now = DateTimeOffset.UtcNow;

        Assert.That(await Status(app, Token(key, "https://id.example", "L-0012", now.AddHours(1))), Is.EqualTo(200));
        Assert.That(await Status(app, Token(RandomNumberGenerator.GetBytes(32), "https://id.example", "L-0012", now.AddHours(1))), Is.EqualTo(401), "another's key");
        Assert.That(await Status(app, Token(key, "https://other.example", "L-0012", now.AddHours(1))), Is.EqualTo(401), "another issuer");
        Assert.That(await Status(app, Token(key, "https://id.example", "L-0012", now.AddHours(-1))), Is.EqualTo(401), "out of date");
        Assert.That(await Status(app, Token(key, "https://id.example", "nobody", now.AddHours(1))), Is.EqualTo(401), "no account here");
        var whole = Token(key, "https://id.example", "L-0012", now.AddHours(1));
        Assert.That(await Status(app, whole[..(whole.LastIndexOf('.') + 1)]), Is.EqualTo(401), "without its signature");
    }

    [Test]
    public async Task ImportAccounts_Workbook_MakesThemAllWithASlipEach()
    {
        var app = await Start();
        var workbook = Workbook(["账号", "岗位", "角色", "区域", "单位"], ["L-0101", "3栋楼长", "楼长", Given.Building, ""], ["L-0102", "志愿队联络员", "Unit", "", "DW-0002"], ["L-0101", "3栋楼长", "共建单位", "", "DW-0001"]);

        var slips = (await app.PostBytes("/api/accounts/import", workbook, XlsxType, Admin)).Expect(200).Json.AsArray();

        Assert.That(slips.Select(slip => (string)slip!["name"]!), Is.EqualTo(new[] { "L-0101", "L-0102" }));
        Assert.That(slips.Select(slip => (string)slip!["code"]!), Has.All.Match("^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$"));
        Assert.That(slips.Select(slip => (string)slip!["code"]!), Is.Unique);
        Assert.That(Store.Count("select count(*) from role_grant where account like 'L-01%'"), Is.EqualTo(3));
    }

    [Test]
    public async Task ImportAccounts_OneBadLine_AddsNoneAndNamesTheLine()
    {
        var app = await Start();
        var workbook = Workbook(["账号", "岗位", "角色", "区域"], ["L-0101", "3栋楼长", "楼长", Given.Building], ["L-0102", "4栋楼长", "市长", Given.Building]);

        var answer = (await app.PostBytes("/api/accounts/import", workbook, XlsxType, Admin)).Expect(400);

        Assert.That(answer.Text("detail"), Does.Contain("3"));
        Assert.That(Store.Count("select count(*) from account where name like 'L-01%'"), Is.Zero);
    }

    [Test]
    public async Task ImportAccounts_WhatIsNoWorkbook_IsRefusedByItsContent()
    {
        var app = await Start();
        byte[][] uploads = ["not a zip at all"u8.ToArray(), Zip(("hello.txt", "hello")), Zip(("xl/workbook.xml", "<workbook/>"), ("xl/vbaProject.bin", "macro")), Zip(("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><workbook>&a;</workbook>")), []];
        foreach (var upload in uploads)
            Assert.That((await app.PostBytes("/api/accounts/import", upload, XlsxType, Admin)).Expect(409).Code, Is.EqualTo("not-a-workbook"));

        var bomb = Zip(("xl/workbook.xml", "<workbook/>"), ("xl/worksheets/sheet1.xml", new string(' ', 50 * 1024 * 1024)));
        Assert.That((await app.PostBytes("/api/accounts/import", bomb, XlsxType, Admin)).Expect(409).Code, Is.EqualTo("workbook-too-large"));
        (await app.PostBytes("/api/accounts/import", new byte[3 * 1024 * 1024], XlsxType, Admin)).Expect(413);
    }

    private const string XlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private async Task<App> Limited(params (string Name, string Value)[] settings)
    {
        var app = await App.Start(Store.Name, Clock, Given.Lists(), settings: settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));
        Own(app);
        return app;
    }

    private static async Task<int> Status(App app, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/me");
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await app.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Token(byte[] key, string issuer, string name, DateTimeOffset until)
    {
        static string Part(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
        var signed = $"{Part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")}.{Part($"{{\"iss\":\"{issuer}\",\"aud\":\"threelists\",\"preferred_username\":\"{name}\",\"exp\":{until.ToUnixTimeSeconds()}}}")}";
        return $"{signed}.{System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static byte[] Workbook(params string[][] rows)
    {
        const string main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string package = "http://schemas.openxmlformats.org/package/2006";
        var sheet = string.Concat(rows.Select((row, r) => $"<row r=\"{r + 1}\">{string.Concat(row.Select((cell, c) => $"<c r=\"{(char)('A' + c)}{r + 1}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"))}</row>"));
        return Zip(
            ("[Content_Types].xml", $"<Types xmlns=\"{package}/content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{XlsxType}.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"),
            ("_rels/.rels", $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
            ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
            ("xl/workbook.xml", $"<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\"><sheets><sheet name=\"accounts\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"),
            ("xl/worksheets/sheet1.xml", $"<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>"));
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
