using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

/// <summary>What can't be filed: each gets a problem with a stable code that names the place, and nothing is written.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MalformedFilingTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const string Good = "\"title\":\"三楼阿婆独自住\",\"area\":\"" + Given.Estate + "\",\"category\":\"独居探访\"";

    private static readonly TestCaseData[] InvalidFields =
    [
        Case("too short", "title", Json("x")),
        Case("only blanks", "title", Json("  　 ")),
        Case("too long", "title", Json(new string('长', 201))),
        Case("bell", "title", Json("铃声\u0007响")),
        Case("null character", "title", Json("有空\u0000字")),
        Case("turned direction", "title", Json("倒着\u202E读")),
        Case("too long", "detail", Json(new string('长', 4001))),
        Case("turned direction", "detail", Json("藏\u2066字")),
        Case("unknown", "area", Json("440605009")),
        Case("unknown building", "area", Json("440605001001099")),
        Case("unknown", "category", Json("没有这一类")),
        Case("empty", "category", Json("")),
        Case("negative", "quantity", "-1"),
        Case("zero", "quantity", "0"),
        Case("too much", "quantity", "100000001"),
        Case("empty", "unitOfQuantity", Json("")),
        Case("too long", "unitOfQuantity", Json("十一个字的计量单位太长了")),
        Case("past", "until", Json("2026-11-22")),
        Case("semicolon", "audience[0]", $"[{Json("老人;儿童")}]"),
        Case("null", "audience[0]", "[null]"),
        Case("empty second", "audience[1]", $"[{Json("老人")},{Json("")}]"),
        Case("null", "partyUnits[0]", "[null]"),
    ];

    private static readonly TestCaseData[] MalformedJson =
    [
        Case("twice", "title", "{" + Good + ",\"title\":\"两次\"}"),
        Case("unknown property", "colour", "{" + Good + ",\"colour\":\"red\"}"),
        Case("lone surrogate", "title", "{\"title\":\"半个\\uD83D\",\"area\":\"" + Given.Estate + "\"}"),
        Case("number as string", "quantity", "{" + Good + ",\"quantity\":\"3\"}"),
        Case("fraction", "quantity", "{" + Good + ",\"quantity\":1.5}"),
        Case("too big for an int", "quantity", "{" + Good + ",\"quantity\":99999999999}"),
        Case("word for a flag", "divisible", "{" + Good + ",\"divisible\":\"yes\"}"),
        Case("unknown name", "urgency", "{" + Good + ",\"urgency\":\"Panic\"}"),
        Case("enum as number", "urgency", "{" + Good + ",\"urgency\":2}"),
        Case("null for an enum", "source", "{" + Good + ",\"source\":null}"),
        Case("no time", "until", "{" + Good + ",\"until\":\"明天\"}"),
        Case("no such day", "until", "{" + Good + ",\"until\":\"2026-02-30\"}"),
        Case("number for a time", "from", "{" + Good + ",\"from\":20261201}"),
        Case("too short for a code", "area", "{\"title\":\"三楼阿婆\",\"area\":\"44060\"}"),
        Case("null for a code", "area", "{\"title\":\"三楼阿婆\",\"area\":null}"),
        Case("null for a text", "detail", "{" + Good + ",\"detail\":null}"),
        Case("200 levels deep", "deep", "{" + Good + ",\"deep\":" + new string('[', 200) + new string(']', 200) + "}"),
        Case("unfinished", "", "{" + Good),
        Case("an array", "", "[]"),
        Case("text behind", "", "{" + Good + "} 完"),
        Case("no JSON", "", "not json"),
    ];

    /// <summary>One demand whose order is issued, for the acts to be refused.</summary>
    protected override async Task Fill() => await App.OrderAfter("issue");

    [TestCaseSource(nameof(InvalidFields))]
    public async Task FileDemand_InvalidField_Is400NamingTheField(string field, string value)
    {
        var name = field.Split('[')[0];
        var body = "{" + string.Join(',', new[] { "\"title\":\"三楼阿婆独自住\"", "\"area\":\"" + Given.Estate + "\"", "\"category\":\"独居探访\"" }.Where(part => !part.StartsWith($"\"{name}\"", StringComparison.Ordinal)))
            + $",\"{name}\":{value}}}";
        var before = Store.Rows();

        var answer = (await App.PostText("/api/demands", body)).Expect(400);

        Assert.That(answer.Code, Is.EqualTo("invalid-fields"));
        Assert.That(answer.ContentType, Is.EqualTo("application/problem+json"));
        Assert.That(answer.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }), answer.Body);
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task FileDemand_ReversedWindow_NamesUntilAndBothInstants()
    {
        var before = Store.Rows();

        var answer = (await App.PostText("/api/demands", "{" + Good + ",\"from\":\"2026-12-02T10:00\",\"until\":\"2026-12-01T10:00\"}")).Expect(400);

        Assert.That(answer.Text("errors.until"), Does.Contain("2026-12-02").And.Contain("2026-12-01"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(MalformedJson))]
    public async Task FileDemand_MalformedJson_Is400NamingThePlace(string place, string body)
    {
        var before = Store.Rows();

        var answer = (await App.PostText("/api/demands", body)).Expect(400);

        Assert.That(answer.Code, Is.EqualTo("malformed-json"));
        Assert.That(answer.Text("detail"), Does.Match(@"\d"), "the line and byte");
        Assert.That(answer.Json["errors"]!.AsObject().Single().Key, place.Length == 0 ? Is.Not.Null : Is.EqualTo(place));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase("{}")]
    [TestCase("{\"title\":\"三楼阿婆\"}")]
    public async Task FileDemand_RequiredFieldMissing_Is400NamingIt(string body)
    {
        var before = Store.Rows();

        var answer = (await App.PostText("/api/demands", body)).Expect(400);

        Assert.That(answer.Code, Is.EqualTo("malformed-json"));
        Assert.That(answer.Body, Does.Contain("area"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task FileDemand_BrokenUtf8_Is400()
    {
        var body = Encoding.UTF8.GetBytes("{" + Good + "}");
        body[Encoding.UTF8.GetByteCount("{\"title\":\"三楼")] = 0xFF;
        var before = Store.Rows();

        var answer = (await App.PostBytes("/api/demands", body)).Expect(400);

        Assert.That(answer.Code, Is.EqualTo("malformed-json"));
        Assert.That(answer.Json["errors"]!.AsObject().Single().Key, Is.EqualTo("title"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase("", "application/json", 400)]
    [TestCase("{}", null, 415)]
    [TestCase("title=abc", "application/x-www-form-urlencoded", 415)]
    [TestCase("{}", "text/plain", 415)]
    public async Task FileDemand_NoJsonAtAll_IsAProblemThatSaysSo(string body, string? contentType, int status)
    {
        var before = Store.Rows();

        var answer = (await App.PostBytes("/api/demands", Encoding.UTF8.GetBytes(body), contentType)).Expect(status);

        Assert.That(answer.Code, Is.Not.Empty);
        Assert.That(answer.Text("title") + answer.Text("detail"), Does.Match(@"\p{IsCJKUnifiedIdeographs}"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task FileDemand_TenMegabytes_Is413(bool chunked)
    {
        var before = Store.Rows();

        var answer = await TenMegabytes(chunked);

        Assert.That(answer, Does.StartWith("HTTP/1.1 413 ").And.Contain("body-too-large").And.Contain("64"));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [Test]
    public async Task FileDemand_JustBelowTheLimitOfTheBody_IsJudgedByItsFields()
    {

        var answer = await App.PostText("/api/demands", "{" + Good + ",\"detail\":\"" + new string('a', 63 * 1024) + "\"}");

        Assert.That(answer.Expect(400).Json["errors"]!.AsObject().Single().Key, Is.EqualTo("detail"));
    }

    [Test]
    public async Task FileDemand_ManyMistakes_NamesThemAllAtOnceInTheCallersLanguage()
    {
        var body = new JsonObject { ["title"] = "x", ["area"] = "440605009", ["quantity"] = -2 };

        var chinese = (await App.Post("/api/demands", body)).Expect(400);
        var english = (await App.Post("/api/demands", body.DeepClone(), language: "en-GB")).Expect(400);

        Assert.That(chinese.Json["errors"]!.AsObject().Select(error => error.Key), Is.EquivalentTo(new[] { "title", "area", "quantity" }));
        Assert.That(chinese.Json["errors"]!.AsObject().Select(error => error.Value![0]!.ToString()), Has.All.Match(@"\p{IsCJKUnifiedIdeographs}"));
        Assert.That(english.Body, Does.Not.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }

    [TestCase("/api/demands", "title", "短")]
    [TestCase("/api/offers", "unit", "\u0000")]
    [TestCase("/api/offers/preview", "unit", "\u0000")]
    [TestCase("/api/offers", "unit", "DW-9999")]
    public async Task PostToAList_FieldThatCannotBe_Is400AndNothingIsWritten(string path, string field, string value)
    {
        var body = path == "/api/demands" ? Given.Demand() : Given.OfferBody();
        body[field] = value;
        var before = Store.Rows();

        var answer = (await App.Post(path, body)).Expect(400);

        Assert.That(answer.Json["errors"]!.AsObject().Single().Key, Is.EqualTo(field), answer.Body);
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase("/api/demands/XQ-2026-000001/withdraw", "{\"reason\":\"\"}", "reason")]
    [TestCase("/api/demands/XQ-2026-000001/reject", "{\"reason\":\"字\\u0001字\"}", "reason")]
    [TestCase("/api/demands/XQ-2026-000001/merge", "{\"into\":\"XQ-2026-000001\"}", "into")]
    [TestCase("/api/demands/XQ-2026-000001/merge", "{\"into\":\"\\u0000\"}", "into")]
    [TestCase("/api/demands/XQ-2026-000001/support", "{\"area\":\"440605009\"}", "area")]
    [TestCase("/api/demands/XQ-2026-000001/open", "{\"category\":\"没有这一类\"}", "category")]
    [TestCase("/api/orders/FW-2026-000001/decline", "{\"reason\":\"Other\"}", "note")]
    [TestCase("/api/orders/FW-2026-000001/complete", "{\"note\":\"\"}", "note")]
    [TestCase("/api/orders/FW-2026-000001/schedule", "{\"from\":\"2026-11-24T12:00\",\"until\":\"2026-11-24T12:00\"}", "until")]
    public async Task PostAnAct_InvalidBody_Is400NamingTheField(string path, string body, string field)
    {
        var before = Store.Rows();

        var answer = (await App.PostText(path, body)).Expect(400);

        Assert.That(answer.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { field }), answer.Body);
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    [TestCase("Idempotency-Key", "zwei Worte")]
    [TestCase("Idempotency-Key", "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [TestCase("If-Match", "W/\"1\"")]
    [TestCase("If-Match", "\"two\"")]
    public async Task Post_MalformedHeader_Is400ThatNamesTheHeader(string header, string value)
    {
        var before = Store.Rows();

        var answer = await App.Post("/api/demands/XQ-2026-000001/withdraw", Given.Reason(),
            key: header == "Idempotency-Key" ? value : null, ifMatch: header == "If-Match" ? value : null);

        Assert.That(answer.Expect(400).Code, Is.EqualTo("bad-request"));
        Assert.That(answer.Text("detail"), Does.Contain(header));
        Assert.That(Store.Rows(), Is.EqualTo(before));
    }

    private static TestCaseData Case(string name, string place, string body) => new TestCaseData(place, body).SetArgDisplayNames(place, name);

    private static string Json(string text) => "\"" + string.Concat(text.Select(c => $"\\u{(int)c:X4}")) + "\"";

    /// <summary>Sends until the server hangs up, and gives what it said: it need not read ten megabytes before it refuses.</summary>
    private async Task<string> TenMegabytes(bool chunked)
    {
        const int chunk = 0x4000;
        using var socket = new TcpClient();
        await socket.ConnectAsync(App.Http.BaseAddress!.Host, App.Http.BaseAddress.Port);
        var stream = socket.GetStream();
        var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {10 * 1024 * 1024}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/demands HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {await App.Token(Actors.Street)}\r\nContent-Type: application/json\r\n{length}\r\n\r\n"));
        var answer = new StreamReader(stream).ReadToEndAsync();
        try
        {
            for (var sent = 0; sent < 10 * 1024 * 1024; sent += chunk)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(chunked ? $"4000\r\n{new string(' ', chunk)}\r\n" : new string(' ', chunk)));
        }
        catch (IOException)
        {
        }
        return await answer;
    }
}
