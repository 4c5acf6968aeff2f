namespace Matching.Faults.Stores;

/// <summary>A wall clock that jumps for a process started with it, by Debian's libfaketime; its monotonic counter goes on.</summary>
internal sealed class FalseClock
{
    private readonly string file;
    private readonly string library;

    /// <exception cref="SkippedException">libfaketime is not installed.</exception>
    public FalseClock(string file)
    {
        library = Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) ?? "" : "";
        if (library.Length == 0)
            throw new SkippedException("libfaketime is not installed (Debian: faketime)");
        this.file = file;
        Jump("+0");
    }

    public Manner Manner => Matching.Faults.Manner.With(("LD_PRELOAD", library), ("FAKETIME_TIMESTAMP_FILE", file), ("FAKETIME_NO_CACHE", "1"), ("DONT_FAKE_MONOTONIC", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1"));

    /// <param name="by">From the true time, such as <c>-1h</c> or <c>+4d</c>.</param>
    public void Jump(string by)
    {
        File.WriteAllText(file + ".new", by + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }
}
