namespace Matching.Api.People;

/// <summary>How a reveal stands in the history: what was read and what for, and whose it was where that is not the demand's own person.</summary>
internal static class RevealText
{
    public static string Of(string what, RevealPurpose purpose, string number) => $"{what} {purpose} {number}".TrimEnd();

    /// <summary>Whether the reveal was of the person with that number; empty for the demand's own.</summary>
    public static bool IsOf(string why, string number) => why.Split(' ') is var parts && (parts.Length < 3 ? number.Length == 0 : parts[2] == number);
}
