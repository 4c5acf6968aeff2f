using MediatR;
using Matching.Api;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Invariants;
using Matching.Api.Keys;
using Matching.Api.Lists;
using Matching.Api.People;
using Matching.Api.Policies;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Faults.Simulation;

/// <summary>
/// The product without its web, on a file in memory: its own composition, its handlers and its write path, with a clock, chance and a disk that
/// the simulation moves. The store is put back to the same beginning for every story.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private readonly string file;
    private readonly SqliteConnection beginning = new("Data Source=:memory:");
    private readonly SqliteConnection restored;
    private readonly Database database;
    private readonly Lock drawing = new();
    private readonly Weather weather;
    private Random chance = new(0);
    private ServiceCollection? composition;
    private ServiceProvider? services;

    private World(string folder)
    {
        file = Path.Combine(folder, "threelists.db");
        restored = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        weather = new Weather(Clock);
        database = Database.At(file).WritingThrough(connection => new FailingLine((SqliteConnection)connection, weather));
    }

    public SimulatedClock Clock { get; } = new() { Now = SmallGrid.Begins };

    public string File => file;

    /// <summary>Writes that have not been taken up yet.</summary>
    public int Waiting => Get<GroupCommit>().Waiting;

    /// <param name="folder">Where the store is to lie; nothing else may use it.</param>
    public static async Task<World> Make(string folder)
    {
        var world = new World(folder);
        await world.Start();
        await FirstStart.Fill(world.Get<GroupCommit>(), world.Get<Rulings>(), world.Get<HistoryChain>(), world.Get<PersonRecords>(), SmallGrid.Lists(), world.Clock);
        await world.Get<GroupCommit>().Write(session => SmallGrid.AddAccounts(session, world.Get<Accounts>()));
        world.beginning.Open();
        world.restored.Open();
        world.restored.BackupDatabase(world.beginning);
        return world;
    }

    /// <summary>The beginning, with chance drawn from the seed.</summary>
    /// <param name="anew">Also the process is a new one.</param>
    public async Task Begin(int seed, bool anew)
    {
        weather.Forecast(Trouble.None, 0, TimeSpan.Zero);
        beginning.BackupDatabase(restored);
        Clock.Now = SmallGrid.Begins;
        if (anew)
            await Start();
        // After the start, which draws too.
        chance = new Random(seed);
        Get<Rulings>().Forget();
    }

    /// <summary>Ends the process, which loses what is not on disk, and starts it again on the same store.</summary>
    public async Task Start()
    {
        if (services is not null)
            await services.DisposeAsync();
        SchemaScripts.Apply(database, Clock);
        services = (composition ??= Compose()).BuildServiceProvider();
        await FirstStart.Prepare(services, isDemo: false, stayEmpty: true, Clock);
    }

    public void Forecast(Trouble trouble, int atStatement, TimeSpan takes) => weather.Forecast(trouble, atStatement, takes);

    /// <summary>Sends a request as its endpoint would after the policy was checked.</summary>
    /// <param name="key">The idempotency key.</param>
    public async Task<T> Send<T>(Actor actor, IRequest<T> request, string key)
    {
        await using var scope = services!.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallContext>();
        context.ComeFrom(actor.Caller);
        var grants = actor.Caller.As([actor.Role]);
        context.ActBy(grants, Sight.By(grants, Get<Rulings>()));
        context.IdempotencyKey = key;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Lets what is due happen, one timer after another, so that it is the same each time.</summary>
    public Task FireTimers() => TimerLoop.FireDue(services!, log: null, together: 1);

    /// <summary>Keeps the writing thread busy until the gate is opened, so that what is sent meanwhile joins one transaction.</summary>
    public async Task<Gate> Shut()
    {
        var gate = new Gate();
        gate.Write = Get<GroupCommit>().Write(_ => gate.Hold());
        await gate.Reached;
        return gate;
    }

    /// <summary>The product's own verification, two of the latest runs replayed.</summary>
    public IReadOnlyList<Violation> Verify() => StoreInvariants.Check(Get<Database>(), mostRuns: 2, _ => { }, Get<HistoryChain>());

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
            await services.DisposeAsync();
        beginning.Dispose();
        restored.Dispose();
    }

    /// <summary>Once for all processes of this world: to look for the handlers costs more than a story.</summary>
    private ServiceCollection Compose()
    {
        var (masters, collection) = (MasterKeys.Parse(Convert.ToBase64String(new byte[MasterKeys.KeyBytes])), new ServiceCollection());
        collection.AddMetrics();
        Server.AddProduct(collection, new ConfigurationBuilder().Build(), database, new InstantOfWrite(Clock), KeyRing.Open(database, masters, Draw), masters);
        return collection;
    }

    private T Get<T>() where T : notnull => services!.GetRequiredService<T>();

    private byte[] Draw(int count)
    {
        var bytes = new byte[count];
        lock (drawing)
            chance.NextBytes(bytes);
        return bytes;
    }
}

/// <summary>A write that holds the others up.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim opened = new();

    public Task Reached => reached.Task;

    public Task<bool> Write { get; set; } = Task.FromResult(true);

    public bool Hold()
    {
        reached.SetResult();
        opened.Wait();
        return true;
    }

    public Task Open()
    {
        opened.Set();
        return Write;
    }
}
