using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Matching.Api.Tests.Http;

[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class DocumentAndHealthTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    [TestCase("live")]
    [TestCase("ready")]
    public async Task Health_OfARunningApp_IsWell(string which) => Assert.That((await App.Get($"/health/{which}")).Expect(200).Text("status"), Is.EqualTo(which));

    [TestCase("/api/demands", "GET POST")]
    [TestCase("/api/demands/{code}", "GET")]
    [TestCase("/api/demands/{code}/matches", "GET")]
    [TestCase("/api/demands/{code}/*", "agenda answer ask-extension assign call charge confirm contact/erase contact/reveal contact/withdraw-consent erase escalate extend gap hand-over look-up merge notes nudge open own-nudge own-supplement parts/{part}/mark parts/{part}/reveal parts/{part}/split reasonable record-answer reject return send-down serve supplement support take unreasonable wait withdraw withdraw-consent")]
    [TestCase("/api/offers", "GET POST")]
    [TestCase("/api/offers/preview", "POST")]
    [TestCase("/api/match-runs", "GET POST")]
    [TestCase("/api/calendar", "GET POST")]
    [TestCase("/api/match-runs/{id}", "GET")]
    [TestCase("/api/match-runs/{id}/report", "GET")]
    [TestCase("/api/match-runs/{id}/insight", "GET")]
    [TestCase("/api/match-runs/{id}/fairness", "GET")]
    [TestCase("/api/demands/{code}/why-not", "GET")]
    [TestCase("/api/what-if", "POST")]
    [TestCase("/api/weights", "GET POST")]
    [TestCase("/api/meeting-rules", "GET POST")]
    [TestCase("/api/orders", "GET")]
    [TestCase("/api/orders/{code}/*", "accept acknowledge assign-visitor cancel close complete completion decline deliveries fail give issue link link/revoke other-time other-time/agree other-time/refuse reopen return return-visit schedule start")]
    [TestCase("/api/inbox", "GET")]
    [TestCase("/api/inbox/*", "read {id}/read")]
    [TestCase("/api/notice-channels", "GET POST")]
    [TestCase("/api/notice-channels/{id}/*", "deliveries/{delivery}/resend start stop test")]
    [TestCase("/api/mail-server", "GET POST")]
    [TestCase("/api/meetings", "GET POST")]
    [TestCase("/api/meetings/{meeting}", "GET")]
    [TestCase("/api/meetings/{meeting}/*", "attendance begin close draft freeze invite items items/{item}/claim items/{item}/down items/{item}/edit items/{item}/outcome items/{item}/remove items/{item}/resolutions items/{item}/up move resolutions/{resolution}/drop tasks/{task}/assign tasks/{task}/done")]
    [TestCase("/api/meeting-tasks", "GET")]
    [TestCase("/api/posts", "GET POST")]
    [TestCase("/api/posts/{post}/*", "claim confirm hand-back release shifts shifts/{shift}/cancel shifts/{shift}/leave shifts/{shift}/mark shifts/{shift}/take withdraw")]
    [TestCase("/api/points/board", "GET")]
    [TestCase("/api/points/sheets/{kind}/{holder}", "GET")]
    [TestCase("/api/points/rules", "GET POST")]
    [TestCase("/api/points/entries/{entry}/*", "reverse")]
    [TestCase("/api/lead-nominations", "GET POST")]
    [TestCase("/api/lead-nominations/{code}/*", "approve end erase look-up refuse reveal")]
    [TestCase("/api/mailbox", "GET POST")]
    [TestCase("/api/mailbox/{code}/*", "answer erase look-up reveal take-up")]
    [TestCase("/api/activities", "GET")]
    [TestCase("/api/activities/{id}/*", "attendance cancel join-code settle sign-ups sign-ups/{number}/reveal sign-ups/{number}/withdraw")]
    [TestCase("/api/join/{joinCode}", "GET POST")]
    [TestCase("/api/activity-calendars", "GET POST")]
    [TestCase("/api/activity-calendars/{id}/*", "entries entries/{entry} entries/{entry}/remove publish")]
    [TestCase("/api/surveys", "GET POST")]
    [TestCase("/api/surveys/{survey}/*", "nods questions questions/{question}/remove state")]
    [TestCase("/api/survey-sheets/{answerCode}", "GET POST")]
    [TestCase("/api/company-visits", "GET POST")]
    [TestCase("/api/company-visits/{visit}/*", "follow-ups/{followUp}/done")]
    [TestCase("/api/follow-ups", "GET")]
    [TestCase("/api/unvisited-firms", "GET")]
    [TestCase("/api/property-ratings", "GET")]
    [TestCase("/api/property-ratings/{estate}/*", "slips")]
    [TestCase("/api/property-ballots/{slipCode}", "GET POST")]
    [TestCase("/api/property-questions", "GET POST")]
    [TestCase("/api/reports/{period}", "GET")]
    [TestCase("/api/coverage", "GET")]
    [TestCase("/api/rest-points", "GET")]
    [TestCase("/api/areas", "GET")]
    [TestCase("/api/categories", "GET")]
    [TestCase("/api/units", "GET")]
    [TestCase("/api/units/records", "GET")]
    [TestCase("/api/units/{unit}", "GET")]
    [TestCase("/api/units/{unit}/*", "end-membership end-pairing members pair resume suspend")]
    [TestCase("/api/agreements", "POST")]
    [TestCase("/api/agreements/{agreement}/*", "end sign withdraw")]
    [TestCase("/api/offers/{code}/reach", "GET")]
    [TestCase("/health/live", "GET")]
    [TestCase("/health/ready", "GET")]
    public async Task OpenApi_Document_HoldsThePath(string path, string methods)
    {
        var paths = (await Document())["paths"]!.AsObject();

        var found = path.EndsWith('*')
            ? paths.Where(entry => entry.Key.StartsWith(path[..^1], StringComparison.Ordinal) && entry.Value!["post"] is not null).Select(entry => entry.Key[(path.Length - 1)..])
            : paths[path]!.AsObject().Select(method => method.Key.ToUpperInvariant()).Where(method => method is "GET" or "POST");

        Assert.That(found.Order(StringComparer.Ordinal), Is.EqualTo(methods.Split(' ')));
    }

    [Test]
    public async Task OpenApi_EveryOperation_IsDescribedAndEveryBodyHasAnExample()
    {
        foreach (var (path, operations) in (await Document())["paths"]!.AsObject())
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                Assert.That(operation!["summary"]?.ToString() + operation["description"], Has.Length.GreaterThan(10), $"{method} {path}");
                if (operation["requestBody"]?["content"]?["application/json"] is { } body)
                    Assert.That(body["example"], Is.Not.Null, $"{method} {path}");
            }
        }
    }

    /// <summary>Each example is sent as it stands: it may break a rule, but its form must be understood.</summary>
    [Test]
    public async Task OpenApi_EveryExample_IsUnderstood()
    {
        var demand = (await App.FileDemand()).Text("code");
        foreach (var (path, operations) in (await Document())["paths"]!.AsObject())
        {
            if (operations!["post"]?["requestBody"]?["content"]?["application/json"]?["example"] is not { } example)
                continue;
            var answer = await App.Post(Regex.Replace(path, @"\{\w+\}", path.Contains("orders") ? "FW-2026-000001" : demand), example.DeepClone());
            Assert.That(answer.Status is 200 or 201 or 403 or 404 or 409 || (answer.Status == 400 && answer.Code == "invalid-fields"), $"{path}: {answer.Body}");
        }
    }

    [Test]
    public async Task AnyPath_UnknownOrByTheWrongMethod_IsAProblemWithACode()
    {
        Assert.That((await App.Get("/api/nothing")).Expect(404).Code, Is.EqualTo("no-such-path"));
        Assert.That((await App.Get("/api/orders/x/issue")).Expect(405).Code, Is.EqualTo("no-such-method"));
        Assert.That((await App.Send(HttpMethod.Delete, "/api/demands/x", null)).Expect(405).Code, Is.EqualTo("no-such-method"));
    }

    private async Task<JsonNode> Document() => (await App.Get("/openapi/v1.json")).Expect(200).Json;
}
