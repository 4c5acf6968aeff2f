using System.ComponentModel;
using System.Diagnostics;

namespace Matching.Faults.Stores;

/// <summary>Programs of the machine that set a fault up.</summary>
internal static class Shell
{
    public static bool IsRoot => Environment.UserName == "root";

    /// <exception cref="SkippedException">The program is not there or says no.</exception>
    public static void Run(string program, params string[] arguments)
    {
        var what = $"{program} {string.Join(' ', arguments)}";
        try
        {
            // Its output goes nowhere: pg_ctl's server would inherit a pipe and keep it open.
            var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = "/" };
            using var process = Process.Start(start)!;
            process.WaitForExit();
            if (process.ExitCode != 0)
                throw new SkippedException($"exit code {process.ExitCode} from: {what}");
        }
        catch (Win32Exception missing)
        {
            throw new SkippedException($"{missing.Message}: {what}");
        }
    }

    public static bool Can(string program, params string[] arguments)
    {
        try
        {
            Run(program, arguments);
            return true;
        }
        catch (SkippedException)
        {
            return false;
        }
    }
}
