using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Matching.Faults.Stores;

namespace Matching.Faults;

/// <summary>How a verb of the product ended.</summary>
internal sealed record VerbAnswer(int ExitCode, string Output, string Errors);

/// <summary>How the product is started otherwise than usual.</summary>
/// <param name="Environment">Added to its environment.</param>
/// <param name="Through">A program with its arguments that becomes the product, such as <c>ip netns exec NAME</c>.</param>
/// <param name="Host">The address that it serves on.</param>
internal sealed record Manner(IReadOnlyDictionary<string, string>? Environment = null, IReadOnlyList<string>? Through = null, string Host = "127.0.0.1")
{
    public static Manner Usual { get; } = new();

    public static Manner With(params (string Name, string Value)[] environment) => new(environment.ToDictionary(pair => pair.Name, pair => pair.Value));
}

/// <summary>The product as a process of its own, serving one store on a free loopback port.</summary>
internal sealed partial class Product : IAsyncDisposable
{
    private static readonly TimeSpan MostStart = TimeSpan.FromSeconds(60);

    private static readonly ConcurrentDictionary<Process, bool> Alive = new();

    /// <summary>The master key of every store of this run.</summary>
    private static readonly string Key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    static Product() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var left in Alive.Keys)
            left.Kill();
    };

    private Product(string dll, string store, Manner manner)
    {
        process = Launch(manner, dll, "--store", store, "--urls", $"http://{manner.Host}:0");
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && ServingAt().Match(text) is { Success: true } found)
                address.TrySetResult(new Uri(found.Value));
        };
        process.ErrorDataReceived += (_, line) => errors.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The Matching.Api.dll that was built together with this runner.</summary>
    public static string Built => typeof(Product).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Product").Value!;

    public Client Client { get; private set; } = null!;

    public bool IsRunning => !process.HasExited;

    public string Errors => string.Join(" | ", errors.Where(line => line.Length > 0).Take(5));

    /// <summary>Starts it and waits until /health/ready says yes.</summary>
    /// <exception cref="FaultException">It ended, or was not ready in a minute.</exception>
    public static async Task<Product> Start(string dll, string store, Manner? manner = null)
    {
        var product = new Product(dll, store, manner ?? Manner.Usual);
        var late = Task.Delay(MostStart);
        await Task.WhenAny(product.address.Task, product.process.WaitForExitAsync(), late);
        if (!product.address.Task.IsCompletedSuccessfully)
            throw await product.NotStarted();
        product.Client = new Client(await product.address.Task);
        while ((await product.Client.Get("/health/ready")).Status != 200)
        {
            if (late.IsCompleted || !product.IsRunning)
                throw await product.NotStarted();
            await Task.Delay(20);
        }
        await product.Client.SignIn();
        return product;
    }

    public static async Task<VerbAnswer> RunVerb(string dll, TimeSpan most, params string[] arguments)
    {
        using var process = Launch(Manner.Usual, dll, arguments);
        using var late = new CancellationTokenSource(most);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(late.Token);
            var errors = process.StandardError.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return new VerbAnswer(process.ExitCode, (await output).Trim(), (await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw new FaultException($"{string.Join(' ', arguments)} is still running after {most.TotalSeconds:0} s");
        }
        finally
        {
            Alive.TryRemove(process, out _);
        }
    }

    public int Id => process.Id;

    /// <summary>Bytes of memory that are its own now.</summary>
    public long Memory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64;
        }
    }

    /// <summary>SIGSTOP: it does nothing and knows nothing of it.</summary>
    public void Freeze() => Shell.Run("kill", "-STOP", $"{process.Id}");

    public void Thaw() => Shell.Run("kill", "-CONT", $"{process.Id}");

    /// <summary>SIGKILL: no handler, no flush, no goodbye.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        if (IsRunning)
            Kill();
        Alive.TryRemove(process, out _);
        process.Dispose();
        Client?.Dispose();
        return ValueTask.CompletedTask;
    }

    public static Process Launch(string dll, params string[] arguments) => Launch(Manner.Usual, dll, arguments);

    public static void Forget(Process ended) => Alive.TryRemove(ended, out _);

    public static Process Launch(Manner manner, string dll, params string[] arguments)
    {
        IReadOnlyList<string> line = [.. manner.Through ?? [], "dotnet", dll, .. arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Demo";
        start.Environment["THREELISTS_KEY"] = Key;
        foreach (var limit in new[] { "UsualPerAccount", "UsualPerAddress", "FilingPerAccount", "SignInPerAddress" })
            start.Environment[$"Limits__{limit}"] = "1000000000";
        foreach (var (name, value) in manner.Environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        Alive[process] = true;
        return process;
    }

    private async Task<FaultException> NotStarted()
    {
        var why = IsRunning ? $"not ready in {MostStart}" : $"exit code {process.ExitCode}";
        await DisposeAsync();
        return new FaultException($"the product did not start ({why}): {Errors}");
    }

    [GeneratedRegex(@"http://\d+\.\d+\.\d+\.\d+:\d+")]
    private static partial Regex ServingAt();
}
