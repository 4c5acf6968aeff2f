using System.Text.Json.Nodes;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Invariants;

namespace Matching.Api.Tests.Escalation;

/// <summary>What tests of the net share: time that passes, who acts, and the product's own check at the end.</summary>
internal abstract class NetTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    protected const string Lead = $"lead/L-1@{Given.Estate}";
    protected const string OtherLead = $"lead/L-2@{Given.Estate}";
    protected const string Branch = $"branch/B-1@{Given.Estate}";
    protected const string OtherBranch = $"branch/B-2@{Given.OtherEstate}";
    protected const string Committee = $"community/C-1@{Given.Community}";
    protected const string Colleague = $"community/C-2@{Given.Community}";

    /// <summary>Lets the clock stand at that many hours from the test's beginning, and what is due by then happen.</summary>
    protected async Task At(App app, double hours)
    {
        Clock.Advance(Given.At(hours) - Clock.Now);
        await TimerLoop.FireDue(app.Services);
    }

    protected async Task<string> File(App app, string? actingAs = null, JsonObject? demand = null) => (await app.FileDemand(demand, actingAs)).Text("code");

    protected async Task<Answer> Clocks(App app, string demand) => (await app.Get($"/api/demands/{demand}/clocks")).Expect(200);

    protected async Task<string> Standing(App app, string demand) => $"{(await app.Demand(demand)).Text("demand.state")} {(await Clocks(app, demand)).Text("rung")}";

    protected static Task<Answer> Act(App app, string demand, string act, string? actingAs, JsonObject? body = null) => app.Post($"/api/demands/{demand}/{act}", body, actingAs: actingAs);

    /// <summary>The running clock of a kind, or null.</summary>
    protected async Task<JsonNode?> Running(App app, string demand, string kind) =>
        (await Clocks(app, demand)).List("clocks").LastOrDefault(clock => (string?)clock!["kind"] == kind && clock["endedAt"] is null);

    protected async Task<DateTimeOffset> DueOf(App app, string demand, string kind) => DateTimeOffset.Parse((string)(await Running(app, demand, kind))!["dueAt"]!, System.Globalization.CultureInfo.InvariantCulture);

    protected void ExpectSound() => Assert.That(StoreInvariants.Check(Database.At(Store.Name), mostRuns: 0, _ => { }), Is.Empty);
}
