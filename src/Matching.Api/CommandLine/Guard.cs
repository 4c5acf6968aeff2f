using Matching.Api.Data;
using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Api.CommandLine;

/// <summary>A command that can't be carried out as it was given; the message says what to do.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>Runs a verb: what the user can mend becomes a message on stderr and exit code 1, never a stack trace.</summary>
internal static class Guard
{
    public static int Run(Action verb) => RunAsync(() =>
    {
        verb();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    public static async Task<int> RunAsync(Func<Task> verb)
    {
        try
        {
            await verb();
            return 0;
        }
        catch (Exception mendable) when (mendable is ListException or UsageException or StoreException or StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(mendable.Message);
        }
        catch (RuleBrokenException broken)
        {
            Console.Error.WriteLine(Words.Say($"Rule.{broken.Rule}", [.. broken.Arguments]));
        }
        return 1;
    }
}
