namespace Matching.Faults.Stores;

/// <summary>A network namespace with one cable to this one: as good as another machine, and its cable can be pulled.</summary>
internal sealed class OtherMachine : IDisposable
{
    public const string Here = "10.203.77.1";
    public const string There = "10.203.77.2";

    private readonly string name = $"faults{Environment.ProcessId}";
    private readonly string cable = $"fa{Environment.ProcessId}";

    /// <exception cref="SkippedException">Not root, or namespaces are forbidden here.</exception>
    public OtherMachine()
    {
        Shell.Run("ip", "netns", "add", name);
        try
        {
            Shell.Run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name);
            Shell.Run("ip", "addr", "add", $"{Here}/24", "dev", cable);
            Shell.Run("ip", "link", "set", cable, "up");
            Shell.Run("ip", "-n", name, "addr", "add", $"{There}/24", "dev", "eth0");
            Shell.Run("ip", "-n", name, "link", "set", "eth0", "up");
            Shell.Run("ip", "-n", name, "link", "set", "lo", "up");
        }
        catch (SkippedException)
        {
            Dispose();
            throw;
        }
    }

    public Manner Manner => new(Through: ["ip", "netns", "exec", name], Host: There);

    public void Pull() => Shell.Run("ip", "link", "set", cable, "down");

    public void PlugIn() => Shell.Run("ip", "link", "set", cable, "up");

    public void Dispose() => Shell.Can("ip", "netns", "del", name);
}
