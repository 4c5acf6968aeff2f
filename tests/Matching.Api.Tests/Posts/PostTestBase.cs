using System.Text.Json.Nodes;
using Matching.Api.Tests.Escalation;

namespace Matching.Api.Tests.Posts;

/// <summary>What tests of posts share.</summary>
internal abstract class PostTestBase<TStore> : NetTests<TStore> where TStore : IStore
{
    protected const string Member = $"member/M-1@{Given.Community}";
    protected const string OtherMember = $"member/M-2@{Given.Community}";

    protected static JsonObject Posts(string kind = "Volunteer", string from = "2026-11-20", string until = "2027-11-19", params string[] areas) => new()
    {
        ["kind"] = kind, ["title"] = "护学岗", ["duties"] = "早晚各半小时", ["from"] = from, ["until"] = until, ["areas"] = new JsonArray([.. (areas.Length == 0 ? [Given.Estate] : areas).Select(area => (JsonNode)area)]),
    };

    /// <summary>Publishes one post and gives its code.</summary>
    protected static async Task<string> Publish(App app, string kind = "Volunteer", string until = "2027-11-19", string area = Given.Estate) =>
        (string)(await app.Post("/api/posts", Posts(kind, until: until, areas: area), actingAs: Committee)).Expect(200).Json.AsArray()[0]!["code"]!;

    protected static Task<Answer> Do(App app, string post, string act, string actingAs, string? reason = null) =>
        app.Post($"/api/posts/{post}/{act}", reason is null ? null : new JsonObject { ["reason"] = reason }, actingAs: actingAs);

    protected static async Task<Answer> Post(App app, string code, string actingAs = Committee) => (await app.Get($"/api/posts/{code}", actingAs: actingAs)).Expect(200);
}
