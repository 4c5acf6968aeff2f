using System.Collections.Concurrent;

namespace Matching.Faults.Stores;

/// <summary>Small C libraries that stand between the product and its machine; compiled at the first use.</summary>
internal static class Preload
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Compiled = new();

    /// <returns>The library's path, for <c>LD_PRELOAD</c>.</returns>
    /// <exception cref="SkippedException">There is no C compiler here.</exception>
    public static string Library(string source) => Compiled.GetOrAdd(source, name => new Lazy<string>(() => Compile(name))).Value;

    private static string Compile(string source)
    {
        var folder = Directory.CreateTempSubdirectory("threelists-preload-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        var library = Path.Combine(folder, Path.ChangeExtension(source, ".so"));
        Shell.Run("gcc", "-shared", "-fPIC", "-O2", "-o", library, Path.Combine(AppContext.BaseDirectory, "Stores", source), "-ldl", "-lpthread");
        return library;
    }
}
