using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Matching.Api.Tests.Http;

/// <summary>Reads the OpenAPI document and sends what nobody should: no 500, no stack trace, nobody's data, nothing written by what
/// was refused. The seed is told on failure.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed partial class FuzzTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    private static readonly string[] Roles =
    [
        "resident", $"lead/L-1@{Given.Estate}", $"branch/B-1@{Given.Estate}", $"community/C-1@{Given.Community}", $"jointcommittee/J-1@{Given.Community}", $"studio/ST-1@{Given.Street}:关爱帮扶工作室",
        "street/S-1", "unit/DW-0001", $"visitor/V-1@{Given.Community}", "auditor/A-1", "administrator/AD-1",
    ];

    private static readonly string[] Nasty =
    [
        "", " ", "\u0000", "\u202Etxt", "'; drop table demand; --", "' or '1'='1", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%00", "\\\\host\\share",
        "=cmd|' /C calc'!A0", "\uD83D", "𠮷", new string('长', 5000), new string('9', 400), "-1", "1e308", "NaN", "null", "true", "2026-02-30", "9999-12-31T23:59:59.999Z", "XQ-2026-000001", "FW-2026-000001", "ZY-2026-000001", "DW-0001",
        "440605001001001", "%", "_", "!", ";", "\r\nSet-Cookie: x=y", "\u001b[31m", "AND 1=2 UNION SELECT hash FROM access_token",
    ];

    private static readonly string[] Secret = ["陈阿婆", "13812340000", "3栋502", "   at Matching.", "   at System.", "Exception:", "SqliteException", "PostgresException", "password_hash"];

    [TestCase(1500)]
    [TestCase(20_000, Category = "Long")]
    public async Task Requests_Malformed_AreRefusedCleanlyAndWriteNothing(int count)
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var app = await Start();
        var demand = Given.Demand();
        demand["contact"] = new JsonObject { ["name"] = "陈阿婆", ["phone"] = "13812340000", ["address"] = "3栋502", ["consent"] = true };
        await app.FileDemand(demand);
        await app.OrderAfter("issue");
        var operations = Operations((await app.Get("/openapi/v1.json")).Expect(200).Json).ToList();
        foreach (var role in Roles)
            await app.Token(role);
        var before = Store.Rows();

        for (var i = 0; i < count; i++)
        {
            var (method, path, example) = operations[random.Next(operations.Count)];
            var role = Roles[random.Next(Roles.Length)];
            var answer = await Send(app, method, Filled(path, random), example, role, random);
            var about = $"seed {seed}, request {i}: {role} {answer.Asked}: {answer.Status} {answer.Body[..Math.Min(400, answer.Body.Length)]}";
            Assert.That(answer.Status, Is.LessThan(500).Or.EqualTo(501), about);
            Assert.That(Secret.Where(answer.Body.Contains), Is.Empty, about);
            if (method == "POST" && answer.Status < 300)
                before = Store.Rows();
            else if (i % 100 == 0)
                Assert.That(Store.Rows(), Is.EqualTo(before), about);
        }

        Assert.That(Store.Rows(), Is.EqualTo(before), $"seed {seed}");
    }

    private static IEnumerable<(string Method, string Path, string? Example)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!["requestBody"]?["content"]?["application/json"]?["example"]?.ToJsonString());

    private static string Filled(string path, Random random)
    {
        var filled = Parameter().Replace(path, match => Escaped(random.Next(3) == 0 && match.Value == "{code}"
            ? path.Contains("orders") ? "FW-2026-000001" : path.Contains("offers") ? "ZY-2026-000001" : "XQ-2026-000001" : Nasty[random.Next(Nasty.Length)]));
        if (random.Next(2) == 0)
            filled += $"?{new[] { "cursor", "limit", "q", "area", "state", "category", "unit", "kind", "lang" }[random.Next(9)]}={Escaped(Nasty[random.Next(Nasty.Length)])}";
        return filled;
    }

    /// <summary>Percent-encoded from bytes, so that halves of pairs and controls get through the client; not longer than a line may be.</summary>
    private static string Escaped(string text) => string.Concat(Encoding.UTF8.GetBytes(text[..Math.Min(text.Length, 300)]).Select(b => $"%{b:X2}"));

    private static async Task<Answer> Send(App app, string method, string path, string? example, string role, Random random)
    {
        var body = method == "POST" && random.Next(8) != 0 ? Body(example, random) : null;
        var type = new MediaTypeHeaderValue(random.Next(12) == 0 ? "text/xml" : "application/json");
        var (asked, key, seen) = (new HttpMethod(random.Next(30) == 0 ? "DELETE" : method), random.Next(6) == 0 ? $"fuzz-{random.Next(20)}" : null, random.Next(8) == 0 ? "\"7\"" : null);
        Task<Answer> Once() => app.Send(asked, path, body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = type } }, key, seen, role);
        try
        {
            return await Once();
        }
        catch (HttpRequestException) when (body?.Length > 64 * 1024)
        {
            return new Answer(413, "", null, "", $"{asked} {path}: the server hung up on a body that is too large");
        }
        catch (HttpRequestException)
        {
            // A connection whose earlier body the server had no patience with may close under the next request; it goes over a new one.
            return await Once();
        }
    }

    private static byte[] Body(string? example, Random random)
    {
        var node = example is null ? new JsonObject() : JsonNode.Parse(example)!;
        switch (random.Next(9))
        {
            case 0: return Encoding.UTF8.GetBytes(new string('[', 20_000));
            case 1: return [0xFF, 0xFE, 0x7B, 0x22, 0xC3, 0x28];
            case 2: return Encoding.UTF8.GetBytes($"{{\"a\":{new string('{', 300)}");
            case 3: return Encoding.UTF8.GetBytes(node.ToJsonString())[..Math.Max(1, node.ToJsonString().Length / 2)];
            case 4: return Encoding.UTF8.GetBytes($"{{\"title\":\"{new string('x', 80_000)}\"}}");
        }
        if (node is JsonObject whole && whole.Count > 0)
        {
            var field = whole.Select(pair => pair.Key).ElementAt(random.Next(whole.Count));
            whole[field] = Value(random);
            if (random.Next(3) == 0)
                whole[$"extra{random.Next(9)}"] = Value(random);
        }
        var text = node.ToJsonString();
        return Encoding.UTF8.GetBytes(random.Next(6) == 0 ? text.Replace("\"", "\\\"", StringComparison.Ordinal) : text);
    }

    private static JsonNode? Value(Random random) => random.Next(8) switch
    {
        0 => null,
        1 => JsonNode.Parse("99999999999999999999999999999999"),
        2 => random.Next(),
        3 => -1,
        4 => new JsonArray(Enumerable.Range(0, 60).Select(i => (JsonNode)i).ToArray()),
        5 => new JsonObject { ["a"] = new JsonObject { ["b"] = "c" } },
        6 => random.Next(2) == 0,
        _ => Nasty.Where(text => !text.Any(char.IsSurrogate)).ElementAt(random.Next(Nasty.Length - 2)),
    };

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Parameter();
}
