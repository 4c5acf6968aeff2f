namespace Matching.Core;

/// <summary>A well-formed act that a rule of the domain forbids. <see cref="Rule"/> is a stable code such as
/// <c>order-not-open</c>; <see cref="Arguments"/> fill the sentence that the resource files hold for that code.</summary>
public sealed class RuleBrokenException(string rule, params object[] arguments)
    : Exception($"{rule}: {string.Join(", ", arguments)}")
{
    public string Rule { get; } = rule;

    public IReadOnlyList<object> Arguments { get; } = arguments;
}
