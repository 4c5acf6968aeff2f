namespace Matching.Benchmarks;

internal static class Repository
{
    /// <summary>The folder of ThreeLists.sln, above where the command is given or where the program stands.</summary>
    public static string Root() =>
        Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory) ?? throw new DirectoryNotFoundException("ThreeLists.sln stands nowhere above.");

    private static string? Above(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "ThreeLists.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
