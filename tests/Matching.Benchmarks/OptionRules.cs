using System.CommandLine;

namespace Matching.Benchmarks;

internal static class OptionRules
{
    /// <summary>A number with a usual and a least value.</summary>
    public static Option<int> Number(string name, string description, int usual, int least)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => usual };
        option.Must(number => number >= least, $"be at least {least:N0}");
        return option;
    }

    /// <summary>Refuses a value with "--name must …", and one that is not of its type with what the parser says of it.</summary>
    public static void Must<T>(this Option<T> option, Predicate<T?> holds, string rule) => option.Validators.Add(given =>
    {
        try
        {
            if (!holds(given.GetValueOrDefault<T>()))
                given.AddError($"{option.Name} must {rule}.");
        }
        catch (InvalidOperationException unread)
        {
            given.AddError(unread.Message);
        }
    });
}
