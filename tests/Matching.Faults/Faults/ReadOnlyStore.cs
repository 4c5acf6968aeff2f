using Matching.Faults.Stores;

namespace Matching.Faults.Faults;

/// <summary>F8: a store that can't be written ends the start with one clear line and an exit code.</summary>
internal static class ReadOnlyStore
{
    public static async Task<string> Play(Rig rig, Store store)
    {
        var folder = Path.GetDirectoryName(store.Argument)!;
        await (await rig.Start(store)).DisposeAsync();
        var ways = new List<string>();

        await Refused(rig, folder, "a folder in the file's place", ways);
        await Refused(rig, "/proc/threelists/threelists.db", "a folder that can't be made, under /proc", ways);
        if (Shell.IsRoot)
        {
            await OnAReadOnlyView(rig, folder, ways);
            await Immutable(rig, store.Argument, ways);
        }
        else
        {
            await WithoutTheRight(rig, store.Argument, ways);
        }

        await using var mended = await rig.Start(store);
        return $"refused with one line and exit code ≠ 0: {string.Join("; ", ways)}; not tried: {(Shell.IsRoot ? "mode bits (root ignores them)" : "read-only mount, chattr +i (not root)")}";
    }

    private static async Task OnAReadOnlyView(Rig rig, string folder, List<string> ways)
    {
        using var view = Mount.ReadOnlyView(folder, Path.Combine(rig.Folder, "F8-view"));
        await Refused(rig, Path.Combine(view.Folder, "threelists.db"), "an existing store on a read-only bind mount", ways);
        await Refused(rig, Path.Combine(view.Folder, "new.db"), "a new store on a read-only bind mount", ways);
    }

    private static async Task Immutable(Rig rig, string file, List<string> ways)
    {
        if (!Shell.Can("chattr", "+i", file))
            return;
        try
        {
            await Refused(rig, file, "chattr +i on the file", ways);
        }
        finally
        {
            Shell.Run("chattr", "-i", file);
        }
    }

    private static async Task WithoutTheRight(Rig rig, string file, List<string> ways)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        await Refused(rig, file, "a file of mode 0400", ways);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task<VerbAnswer> Started(Rig rig, string path, string way)
    {
        try
        {
            return await rig.StartInVain(path);
        }
        catch (FaultException serving)
        {
            throw new FaultException($"{way}: {serving.Message}");
        }
    }

    private static async Task Refused(Rig rig, string path, string way, List<string> ways)
    {
        var ended = await Started(rig, path, way);
        Must.Hold(ended.ExitCode != 0, $"{way}: exit code 0");
        Must.Hold(ended.Errors.Length > 0 && !ended.Errors.Contains('\n'), $"{way}: not one line on stderr but: {ended.Errors.ReplaceLineEndings(" | ")}");
        Must.Hold(ended.Errors.Contains(path.StartsWith("/proc", StringComparison.Ordinal) ? "/proc/threelists" : path, StringComparison.Ordinal), $"{way}: the line does not name the store: {ended.Errors}");
        ways.Add(way);
    }
}
