using System.Text.Json.Nodes;
using Matching.Core.Tests.Photos;

namespace Matching.Api.Tests.People;

/// <summary>Leaves the same words at every door of the net at which staff, leads and units write: meetings, posts, agreements, plans, rules, names.</summary>
internal sealed class PlantedNet(App app, string words)
{
    private const string Committee = $"community/C-1@{Given.Community}";
    private const string Unit = "unit/DW-0001";
    private const string Street = "street/S-1";

    public async Task Leave(string demand)
    {
        await Meet(demand);
        await Post();
        await Agree();
        await Plan();
        await Name();
        await Ask();
        await Rule();
        await Decide();
    }

    private async Task Meet(string demand)
    {
        var meeting = (await Do("/api/meetings", new() { ["area"] = Given.Community, ["startsAt"] = Given.TextAt(24 * 14), ["place"] = words, ["title"] = words }, Committee)).Text("meeting.code");
        var path = $"/api/meetings/{meeting}";
        var item = (await Do($"{path}/items", new() { ["title"] = words, ["detail"] = words, ["demands"] = new JsonArray(demand) }, Committee)).List("items")[0]!["id"]!.ToString();
        await Do($"{path}/items/{item}/edit", new() { ["title"] = words + "。", ["detail"] = words, ["minutes"] = 20 }, Committee);
        await Do($"{path}/invite", new() { ["name"] = words }, Committee);
        await Do($"{path}/invite", new() { ["unit"] = "DW-0001" }, Committee);
        await Do($"{path}/move", new() { ["startsAt"] = Given.TextAt(24 * 15), ["place"] = words }, Committee);
        await Do($"{path}/freeze", null, Committee);
        await Do($"{path}/begin", null, Committee);
        await Do($"{path}/items/{item}/claim", new() { ["note"] = words }, Unit);
        await Do($"{path}/items/{item}/outcome", new() { ["outcome"] = "Next", ["why"] = words }, Committee);
        await Do($"{path}/items/{item}/resolutions", new() { ["text"] = words, ["lead"] = Task("DW-0001"), ["helpers"] = new JsonArray() }, Committee);
        var closed = await Do($"{path}/close", new() { ["minutes"] = words }, Committee);
        var task = closed.List("items")[0]!["resolutions"]![0]!["tasks"]![0]!["id"]!;
        await Do($"{path}/tasks/{task}/assign", new() { ["owner"] = words, ["dueOn"] = "2026-12-30" }, Unit);
        await Do($"{path}/tasks/{task}/done", new() { ["result"] = words }, Unit);
    }

    private JsonObject Task(string body) => new() { ["body"] = body, ["what"] = words, ["owner"] = words, ["dueOn"] = "2026-12-28" };

    private async Task Post()
    {
        const string member = $"member/M-1@{Given.Community}";
        var body = new JsonObject { ["kind"] = "Volunteer", ["title"] = words, ["duties"] = words, ["from"] = "2026-11-20", ["until"] = "2027-11-19", ["areas"] = new JsonArray(Given.Estate) };
        var post = (await Do("/api/posts", body, Committee)).Json.AsArray()[0]!["code"]!.ToString();
        await Do($"/api/posts/{post}/claim", null, member);
        await Do($"/api/posts/{post}/hand-back", Given.Reason(words), member);
        await Do($"/api/posts/{post}/withdraw", Given.Reason(words), Committee);
    }

    private async Task Agree()
    {
        await Do("/api/units/DW-0001/pair", new() { ["community"] = Given.Community, ["ring"] = "Core" }, Committee);
        foreach (var act in new[] { "withdraw", "end" })
        {
            var agreement = (await Do("/api/agreements", new()
            {
                ["unit"] = "DW-0001", ["community"] = Given.Community, ["title"] = words, ["from"] = "2026-11-23", ["until"] = "2026-12-31",
                ["lines"] = new JsonArray(new JsonObject { ["what"] = words, ["times"] = 4, ["dueOn"] = "2026-12-20" }),
            }, Committee)).Text("code");
            if (act == "end")
                await Do($"/api/agreements/{agreement}/sign", new() { ["paper"] = words }, Committee);
            await Do($"/api/agreements/{agreement}/{act}", Given.Reason(words), Committee);
        }
        await Do("/api/units/DW-0001/end-pairing", new() { ["community"] = Given.Community, ["reason"] = words }, Committee);
    }

    private async Task Plan()
    {
        var calendar = (await Do("/api/activity-calendars", new() { ["place"] = Given.Community, ["quarter"] = "2026-Q4", ["most"] = 2, ["capacity"] = 5 }, Committee)).Text("id");
        var entry = new JsonObject { ["title"] = words, ["note"] = words, ["category"] = Given.Visiting, ["start"] = "2026-12-20T09:00", ["end"] = "2026-12-20T11:00", ["area"] = Given.Estate };
        await Do($"/api/activity-calendars/{calendar}/entries", entry, Committee);
        var activity = (await app.Get("/api/activities", actingAs: Unit)).Expect(200).List("items")[^1]!["id"];
        await Do($"/api/activities/{activity}/cancel", Given.Reason(words), Unit);
    }

    /// <summary>Names and labels that everybody reads.</summary>
    private async Task Name()
    {
        await Do("/api/property-questions", new() { ["text"] = words }, Street);
        await Do($"/api/communities/{Given.Community}/closing-days", new() { ["day"] = "2026-12-24", ["note"] = words }, Committee);
        await Do("/api/joint-committees", new() { ["name"] = words, ["communities"] = new JsonArray(Given.Community, Given.Street + "002") }, Street);
        await Do("/api/surge/begin", new() { ["street"] = Given.Street, ["reason"] = words }, Street);
        await Do("/api/surge/end", new() { ["street"] = Given.Street, ["reason"] = words }, Street);
        await Do("/api/webhooks", new() { ["label"] = words, ["url"] = "https://receiver.example/", ["area"] = Given.Street, ["kinds"] = new JsonArray("demand.File") }, Street);
        await Do("/api/accounts", new() { ["name"] = "planted", ["display"] = words }, "administrator/A-1");
        var offer = Given.OfferBody(title: words);
        offer["detail"] = words;
        await Do("/api/offers", offer, Unit);
        offer["audience"] = new JsonArray(words);
        Assert.That((await app.Post("/api/offers", offer.DeepClone(), actingAs: Unit)).Expect(400).Body, Does.Not.Contain(words), "a tag is shown wherever the row is");
    }

    private async Task Ask()
    {
        var survey = (await Do("/api/surveys", new() { ["place"] = Given.Community, ["title"] = words, ["intro"] = words, ["closes"] = "2026-12-20" }, Committee)).Text("code");
        var question = new JsonObject { ["kind"] = "Single", ["words"] = words, ["options"] = new JsonArray(new JsonObject { ["words"] = words, ["category"] = null }, new JsonObject { ["words"] = "没有", ["category"] = null }) };
        await Do($"/api/surveys/{survey}/questions", question, Committee);
    }

    /// <summary>Reasons of new rules.</summary>
    private async Task Rule()
    {
        foreach (var (path, part, name, value) in new[]
        {
            ("/api/limits", "clocks", "answerHours", 20), ("/api/weights", "weights", "Closeness", 35), ("/api/meeting-rules", "meetings", "holdDays", 8), ("/api/visits/sampling", "visits", "percent", 20),
        })
        {
            var seen = (await app.Get(path, actingAs: Street)).Expect(200).Number("version");
            await Do(path, new() { ["seen"] = seen, ["reason"] = words, [part] = new JsonObject { [name] = value } }, Street);
        }
    }

    /// <summary>Why a unit rests, a nomination is refused, a wish is passed over, and what came of a visit.</summary>
    private async Task Decide()
    {
        foreach (var act in new[] { "suspend", "resume" })
            await Do($"/api/units/DW-0001/{act}", Given.Reason(words), Street);
        var nomination = (await app.Get("/api/lead-nominations", actingAs: Committee)).Expect(200).List("items")[0]!["code"];
        await Do($"/api/lead-nominations/{nomination}/refuse", Given.Reason(words), Committee);
        var visit = (await app.Get("/api/follow-ups", actingAs: Committee)).Expect(200).Json.AsArray()[0]!;
        await Do($"/api/company-visits/{visit["visit"]}/follow-ups/{visit["id"]}/done", new() { ["result"] = words }, Committee);
    }

    /// <summary>A completion with pictures in which a phone wrote where it stood.</summary>
    public async Task Complete(string order)
    {
        var form = new MultipartFormDataContent { { new StringContent(words), "note" } };
        foreach (var picture in new[] { Pictures.Jpeg(), Pictures.Png(), Pictures.WebP() })
            form.Add(new ByteArrayContent(picture), "photos", "现场.jpg");
        (await app.Send(HttpMethod.Post, $"/api/orders/{order}/completion", form, actingAs: (await app.Order(order)).Text("order.unit") is var unit ? $"unit/{unit}" : "")).Expect(200);
        foreach (var photo in (await app.Order(order)).List("photos"))
            Assert.That(System.Text.Encoding.Latin1.GetString(await app.Download($"/api/orders/{order}/photos/{photo!["id"]}")), Does.Not.Contain(Pictures.Secret));
    }

    private async Task<Answer> Do(string path, JsonObject? body, string actingAs)
    {
        var answer = await app.Post(path, body, actingAs: actingAs);
        Assert.That(answer.Status, Is.AnyOf(200, 201), () => $"{path}: {answer.Body}");
        Assert.That(answer.Body, Does.Not.Contain(words), path);
        return answer;
    }
}
