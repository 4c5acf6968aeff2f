using Matching.Api.Lists;

namespace Matching.Api.Tests;

/// <summary>Tests on both stores that change nothing, so that one app serves them all.</summary>
internal abstract class OneAppTests<TStore> where TStore : IStore
{
    protected IStore Store { get; private set; } = default!;

    protected App App { get; private set; } = default!;

    /// <summary>The lists to start with; null for the seed lists and their match run.</summary>
    protected virtual ListSet? Lists => Given.Lists();

    [OneTimeSetUp]
    public async Task OpenStore()
    {
        Store = TStore.Open();
        App = await App.Start(Store.Name, new Clock(Given.Now), Lists, seed: Lists is null);
        await Fill();
    }

    [OneTimeTearDown]
    public async Task CloseStore()
    {
        if (App is not null)
        {
            Assert.That(Invariants.Broken(Store), Is.Empty);
            await App.DisposeAsync();
        }
        Store?.Dispose();
    }

    protected virtual Task Fill() => Task.CompletedTask;
}
