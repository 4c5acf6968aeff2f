namespace Matching.Api.Pages;

/// <summary>A page's path with its query, to make links that change one thing and keep the rest.</summary>
public sealed record PageAddress(string Path, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    public static PageAddress Of(HttpRequest request) =>
        new(request.Path.Value ?? "/", [.. request.Query.SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? ""))]);

    public string? Value(string name) => Query.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>The address with that value; null or empty takes the name away. The page number starts anew unless it is what changes.</summary>
    public string With(string name, string? value) => Joined(
        [.. Query.Where(pair => pair.Key != name && (pair.Key is not ("page" or "cursor") || name is "lang" or "type")), .. string.IsNullOrEmpty(value) ? [] : new[] { KeyValuePair.Create(name, value) }]);

    public string Without(params string[] names) => Joined([.. Query.Where(pair => !names.Contains(pair.Key))]);

    private string Joined(IReadOnlyList<KeyValuePair<string, string>> pairs) =>
        pairs.Count == 0 ? Path : $"{Path}?{string.Join('&', pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"))}";
}
