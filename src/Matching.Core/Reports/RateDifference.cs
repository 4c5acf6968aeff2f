namespace Matching.Core.Reports;

/// <summary>A rate less another, a fraction from −1 to 1, with its 95 % interval by Newcombe (1998), method 10: the ends of both rates' Wilson
/// intervals, put together. The same from any interval of each (Zou and Donner, 2008), so it serves the mean of halves too.</summary>
/// <remarks>For samples that have nothing to do with each other. Where both hold the same things, as the offers of two quarters mostly are,
/// it is wider than it need be.</remarks>
public sealed record RateDifference(double Value, double Low, double High)
{
    /// <summary>The interval does not hold 0.</summary>
    public bool IsBeyondChance => Low > 0 || High < 0;

    /// <returns>Null where one of them has no value.</returns>
    public static RateDifference? Between(Rate rate, Rate before)
    {
        if (rate.Value is not { } p || before.Value is not { } q || rate.Low is not { } low || rate.High is not { } high || before.Low is not { } lowBefore || before.High is not { } highBefore)
            return null;
        return new RateDifference(p - q, p - q - Distance(p - low, highBefore - q), p - q + Distance(high - p, q - lowBefore));
    }

    private static double Distance(double x, double y) => Math.Sqrt(x * x + y * y);
}
