using Matching.Api.CommandLine;
using Matching.Api.Data;

namespace Matching.Api.Tests.CommandLine;

internal sealed class MigrateStoreTests : StoreTests<SqliteStore>
{
    private IStore target = default!;

    [SetUp]
    public void OpenTarget() => target = PostgresStore.OpenEmpty();

    [TearDown]
    public void CloseTarget() => target?.Dispose();

    [Test]
    public async Task MigrateTo_AServedStore_MovesEveryRowAndLeavesTheOldOneToBeRead()
    {
        var old = await Start();
        var (demand, order, _) = await old.OrderAfter("issue", "accept");
        var before = Store.Rows();

        Migrate();

        Assert.That(target.Rows(), Is.EqualTo(before));
        Assert.That(Invariants.Broken(target), Is.Empty);
        (await old.Post("/api/demands", Given.Demand())).Expect(503);
        (await old.Get($"/api/demands/{demand}")).Expect(200);
        await using var moved = await App.Start(target.Name, Clock);
        Assert.That((await moved.Order(order)).Text("order.state"), Is.EqualTo("Accepted"));
        Assert.That((await moved.FileDemand()).Text("code"), Is.Not.EqualTo(demand));
    }

    [Test]
    public async Task MigrateTo_ATargetThatIsNotEmpty_IsRefusedAndTheOldStoreGoesOn()
    {
        var old = await Start();
        await using (await App.Start(target.Name, Clock, Given.Lists()))
        {
        }

        Assert.That(Migrate, Throws.InstanceOf<StoreException>());

        await old.FileDemand();
    }

    private void Migrate() => new MigrateStore(Store.Name, target.Name, Actors.KeyFile, erasures: null, Clock, TextWriter.Null).Run(mostRuns: 3);
}
