namespace Matching.Faults;

internal static class Must
{
    /// <exception cref="FaultException">It does not hold.</exception>
    public static void Hold(bool holds, string otherwise)
    {
        if (!holds)
            throw new FaultException(otherwise);
    }

    /// <exception cref="FaultException">There is one; the first few are named.</exception>
    public static void BeNone<T>(IReadOnlyCollection<T> found, string what) =>
        Hold(found.Count == 0, $"{found.Count} {what}: {string.Join("; ", found.Take(5).Select(Brief))}");

    private static string Brief<T>(T one) => $"{one}" is { Length: > 200 } text ? text[..200] + "…" : $"{one}";
}
