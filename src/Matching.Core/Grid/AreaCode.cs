namespace Matching.Core.Grid;

/// <summary>The levels of the three-level grid below a street. Persisted: append only.</summary>
public enum AreaLevel
{
    Street = 9,
    Community = 12,
    Estate = 15,
    Building = 18,
}

/// <summary>
/// A node of the grid as its code: street 9 digits, community 12 (statistical division codes, 统计用区划代码),
/// estate and building 3 digits more each. A code's prefix is its parent.
/// </summary>
/// <exception cref="ArgumentException">Not 9, 12, 15 or 18 decimal digits.</exception>
public readonly record struct AreaCode : IComparable<AreaCode>
{
    public AreaCode(string value)
    {
        if (!IsValid(value))
            throw new ArgumentException($"'{value}' is not an area code of 9, 12, 15 or 18 digits.", nameof(value));
        Value = value;
    }

    public string Value { get; }

    public AreaLevel Level => (AreaLevel)Value.Length;

    public AreaCode Street => new(Value[..(int)AreaLevel.Street]);

    /// <summary>The node above, or null for a street.</summary>
    public AreaCode? Parent => Level == AreaLevel.Street ? null : new AreaCode(Value[..^3]);

    /// <summary>The ancestor (or self) at <paramref name="level"/>, or null when this node stands above it.</summary>
    public AreaCode? At(AreaLevel level) => Level < level ? null : new AreaCode(Value[..(int)level]);

    public bool Contains(AreaCode other) => other.Value.StartsWith(Value, StringComparison.Ordinal);

    public static bool IsValid(string? value) =>
        value is { Length: 9 or 12 or 15 or 18 } && value.All(char.IsAsciiDigit);

    public int CompareTo(AreaCode other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}

/// <summary>A node of the grid with its name.</summary>
public sealed record Area(AreaCode Code, string Name);
