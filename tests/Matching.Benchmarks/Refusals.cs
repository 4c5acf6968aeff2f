using Matching.Benchmarks.Instances;
using Matching.Core;

namespace Matching.Benchmarks;

internal static class Refusals
{
    /// <summary>Does it and gives the exit code: 0, or 1 after saying why a file could not be read, solved or written.</summary>
    public static int Say(FileInfo file, TextWriter errors, Action act)
    {
        try
        {
            act();
            return 0;
        }
        catch (Exception refused) when (refused is InstanceException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(refused.Message);
        }
        catch (RuleBrokenException refused) when (refused.Rule == "score-range")
        {
            errors.WriteLine($"{file}: the scores could add up to more than 2^61.");
        }
        return 1;
    }
}
