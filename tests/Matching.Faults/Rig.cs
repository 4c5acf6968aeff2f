using System.Diagnostics;
using Matching.Faults.Stores;

namespace Matching.Faults;

/// <summary>What the faults share: a folder of their own, the product, a PostgreSQL server started at first need.</summary>
internal sealed class Rig(Wanted wanted) : IAsyncDisposable
{
    private PostgresServer? postgres;
    private bool keep;

    public string Folder { get; } = Directory.CreateTempSubdirectory("threelists-faults-").FullName;

    /// <summary>Of the test that is being played.</summary>
    public Random Random { get; set; } = new(wanted.Seed);

    public bool Long => wanted.Long;

    /// <summary>In CI a fault that can't be played is a failure.</summary>
    public bool MustPlayAll { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public PostgresServer Postgres => postgres ??= PostgresServer.Start(Path.Combine(Folder, "postgres"));

    public Store NewStore(StoreKind kind, string name) => kind == StoreKind.Postgres
        ? Postgres.NewDatabase(name.Replace('-', '_').ToLowerInvariant())
        : new SqliteStore(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, name)).FullName, "threelists.db"));

    public Task<Product> Start(Store store, Manner? manner = null) => Product.Start(wanted.Product, store.Argument, manner);

    /// <summary>Starts a process without waiting for it to be ready.</summary>
    public Process Launch(params string[] arguments) => Product.Launch(wanted.Product, arguments);

    public Process Launch(Manner manner, params string[] arguments) => Product.Launch(manner, wanted.Product, arguments);

    /// <summary>Runs a verb of the product to its end.</summary>
    /// <exception cref="FaultException">It does not end.</exception>
    public Task<VerbAnswer> Verb(params string[] arguments) => Product.RunVerb(wanted.Product, TimeSpan.FromMinutes(5), arguments);

    /// <summary>Starts the product where it must refuse to start.</summary>
    /// <exception cref="FaultException">It serves all the same.</exception>
    public Task<VerbAnswer> StartInVain(string store) => Product.RunVerb(wanted.Product, TimeSpan.FromSeconds(15), "--store", store, "--urls", "http://127.0.0.1:0");

    /// <param name="runs">How many of the latest match runs are replayed.</param>
    /// <exception cref="FaultException">The store breaks an invariant.</exception>
    public async Task Verify(Store store, int runs)
    {
        var verified = await Verb("verify", "--store", store.Argument, "--runs", $"{runs}");
        Must.Hold(verified.ExitCode == 0, $"verify found: {verified.Output.ReplaceLineEndings(" | ")} {verified.Errors.ReplaceLineEndings(" | ")}");
    }

    public string Keep()
    {
        keep = true;
        return Folder;
    }

    public ValueTask DisposeAsync()
    {
        postgres?.Dispose();
        if (!keep)
            Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
