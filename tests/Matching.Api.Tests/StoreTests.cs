using Matching.Api.Lists;

namespace Matching.Api.Tests;

/// <summary>What must hold on both stores: every test has a store of its own, and leaves it without a broken invariant.</summary>
internal abstract class StoreTests<TStore> where TStore : IStore
{
    private readonly List<App> apps = [];

    protected IStore Store { get; private set; } = default!;

    protected Clock Clock { get; private set; } = default!;

    [SetUp]
    public void OpenStore()
    {
        Store = OpenNew();
        Clock = new Clock(Given.Now);
    }

    [TearDown]
    public async Task CloseStore()
    {
        try
        {
            if (apps.Count > 0)
                Assert.That(Invariants.Broken(Store), Is.Empty);
        }
        finally
        {
            foreach (var app in apps)
                await app.DisposeAsync();
            apps.Clear();
            Store?.Dispose();
        }
    }

    protected virtual IStore OpenNew() => TStore.Open();

    /// <summary>The app on this test's store; a second one is another server on the same store.</summary>
    protected async Task<App> Start(ListSet? lists = null, bool seed = false)
    {
        var app = await App.Start(Store.Name, Clock, seed ? null : lists ?? Given.Lists(), seed);
        Own(app);
        return app;
    }

    /// <summary>An app that a test started by itself is stopped and checked like the others.</summary>
    protected void Own(App app) => apps.Add(app);

    protected async Task<App> Restart(App app)
    {
        apps.Remove(app);
        await app.DisposeAsync();
        return await Start();
    }
}
