namespace Matching.Faults.Stores;

/// <summary>A file system of the test's own, gone after it.</summary>
internal sealed class Mount : IDisposable
{
    private Mount(string folder) => Folder = Directory.CreateDirectory(folder).FullName;

    public string Folder { get; }

    /// <summary>A disk in memory that is soon full.</summary>
    /// <exception cref="SkippedException">Not root, or mounting is forbidden here.</exception>
    public static Mount SmallDisk(string folder, int megabytes)
    {
        var mount = new Mount(folder);
        Shell.Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", mount.Folder);
        return mount;
    }

    /// <summary>A read-only view of a folder; mode bits alone would not stop root.</summary>
    /// <exception cref="SkippedException">Not root, or mounting is forbidden here.</exception>
    public static Mount ReadOnlyView(string of, string folder)
    {
        var mount = new Mount(folder);
        Shell.Run("mount", "--bind", of, mount.Folder);
        if (Shell.Can("mount", "-o", "remount,ro,bind", mount.Folder))
            return mount;
        mount.Dispose();
        throw new SkippedException($"no read-only bind mount at {folder}");
    }

    public void Dispose() => Shell.Run("umount", Folder);
}
