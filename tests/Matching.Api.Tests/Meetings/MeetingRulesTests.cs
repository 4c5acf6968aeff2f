using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Meetings;

/// <summary>The rules of joint meetings as a version of the policy.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class MeetingRulesTests<TStore> : MeetingTestBase<TStore> where TStore : IStore
{
    [Test]
    public async Task Publish_AnEarlierDraft_CountsForMeetingsCalledFromThenOn()
    {
        var app = await Start();
        var published = (await Publish(app, 1, "draftDays", 12)).Expect(200);

        Assert.That((published.Number("version"), (int)published.Json["meetings"]!["draftDays"]!), Is.EqualTo((2L, 12)));
        await Call(app, days: 14);
        Assert.That(Store.Query<DateTimeOffset>("select due_at from timer where kind = 'DraftAgenda' and fired_at is null and stopped_at is null").Single(), Is.EqualTo(Given.At(24 * 2)));
        Assert.That((await app.Get("/api/meeting-rules", actingAs: Committee)).Body, Is.EqualTo(published.Body));
        Assert.That(Store.Query<string>("select act || ' ' || why from event where subject = 'policy/2'").Single(), Is.EqualTo("PublishMeetingRules 议程早些起草"));
    }

    [TestCase("draftDays", 0)]
    [TestCase("usualDay", 81)]
    [TestCase("usualMinute", 1440)]
    [TestCase("taskWarnDays", -1)]
    public async Task Publish_OutOfRange_Is400NamingTheNumber(string name, int value)
    {
        var app = await Start();

        var refused = (await Publish(app, 1, name, value)).Expect(400);

        Assert.That(refused.Json["errors"]!.AsObject().Select(error => error.Key), Is.EqualTo(new[] { $"meetings.{name}" }), refused.Body);
    }

    [Test]
    public async Task Publish_ForAnOlderVersionOrByACommunity_IsRefused()
    {
        var app = await Start();

        Assert.That((await Publish(app, 7, "draftDays", 12)).Expect(409).Code, Is.EqualTo("policy-newer"));
        (await Publish(app, 1, "draftDays", 12, Committee)).Expect(403);
    }

    private static Task<Answer> Publish(App app, int seen, string name, int value, string? actingAs = null) =>
        app.Post("/api/meeting-rules", new JsonObject { ["seen"] = seen, ["reason"] = "议程早些起草", ["meetings"] = new JsonObject { [name] = value } }, actingAs: actingAs ?? Actors.Street);
}
