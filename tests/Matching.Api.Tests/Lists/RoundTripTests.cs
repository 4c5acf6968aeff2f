using Matching.Api.CommandLine;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Lists;

/// <summary>What the verb writes, the verb reads back.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class RoundTripTests<TStore> : StoreTests<TStore> where TStore : IStore
{
    [Test]
    public async Task ExportThenImport_OfEachState_KeepsTheStatesThatStandWithoutOrders()
    {
        var app = await Start();
        var open = (await app.FileDemand(Given.Demand("想有人教用手机"))).Text("code");
        var filed = (await app.FileDemand(Given.Demand("想有人陪着去医院", source: "Resident"), actingAs: "resident")).Text("code");
        var withdrawn = (await app.FileDemand(Given.Demand("厨房水管漏了"))).Text("code");
        (await app.Post($"/api/demands/{withdrawn}/withdraw", Given.Reason())).Expect(200);
        var (served, _, _) = await app.OrderAfter("issue", "accept", "complete");
        const string paused = "ZY-2026-000001";
        (await app.Post($"/api/offers/{paused}/pause")).Expect(200);
        var folder = Directory.CreateTempSubdirectory("threelists-lists-").FullName;
        using var other = TStore.Open();

        try
        {
            var said = new StringWriter();
            new StoreVerbs(Store.Name, Actors.KeyFile, Clock, said).Export(folder);
            string In(string file) => Path.Combine(folder, file);
            await new StoreVerbs(other.Name, Actors.KeyFile, Clock, said).Import(new ListPaths(In("grid.csv"), In("units.csv"), In("pairings.csv"), In("offers.csv"), In("slots.csv"), In("demands.csv")));

            var states = other.Read(session => session.Query<(string Code, string State)>("select code, state from demand")).ToDictionary(row => row.Code, row => row.State);
            Assert.That((states[open], states[filed], states[withdrawn]), Is.EqualTo(("Open", "Filed", "Withdrawn")));
            Assert.That(states.ContainsKey(served), Is.False, "its orders are in no file");
            Assert.That(other.Read(session => session.One<string>("select state from offer where code = @paused", new { paused })), Is.EqualTo("Paused"));
            Assert.That(other.Read(session => session.One<string>("select to_state from event where subject = @paused", new { paused })), Is.EqualTo("Paused"));
            Assert.That(other.Read(session => session.Scalar<long>("select count(*) from offer where state = 'Published'")), Is.Positive);
            Assert.That(said.ToString(), Does.Contain("1 条已服务"));
            Assert.That(Invariants.Broken(other), Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
