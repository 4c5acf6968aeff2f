namespace Matching.Api.People;

/// <summary>How a contact is shown to those who may not read it, such as 陈*, 138****0000.</summary>
internal static class Masks
{
    public static string? Name(string? name) => name is not { Length: > 0 } ? null : name.EnumerateRunes().First() + "*";

    public static string? Phone(string? phone)
    {
        if (phone is not { Length: > 0 })
            return null;
        var digits = string.Concat(phone.Where(char.IsDigit));
        return digits.Length >= 11 ? $"{digits[^11..^8]}****{digits[^4..]}" : $"****{digits[Math.Max(0, digits.Length - 2)..]}";
    }

    public static string? Address(string? address) => address is not { Length: > 0 } ? null : string.Concat(address.EnumerateRunes().Take(2)) + "***";
}
