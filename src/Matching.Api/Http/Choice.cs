namespace Matching.Api.Http;

/// <summary>A coded value in a query, by its name.</summary>
internal static class Choice
{
    /// <returns>Null when nothing was asked for.</returns>
    /// <exception cref="BadHttpRequestException">There is no such value; the message names those there are.</exception>
    public static T? Of<T>(string? text) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var names = Enum.GetNames<T>();
        var name = Array.Find(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name is null ? throw new BadHttpRequestException(Words.Say("Csv.Choice", text, string.Join(", ", names))) : Enum.Parse<T>(name);
    }
}
