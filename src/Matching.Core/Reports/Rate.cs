namespace Matching.Core.Reports;

/// <summary>A share with its numerator and n. A half counts where somebody is half content, so the numerator is kept in halves.</summary>
/// <param name="Halves">Twice the numerator, 0 to 2 × n.</param>
/// <param name="N">How many were counted; 0 = nothing to tell, and then there is no value.</param>
public sealed record Rate(long Halves, long N)
{
    /// <summary>The 97.5 % point of the normal distribution: a 95 % interval is left on both sides of it.</summary>
    private const double Z = 1.959963984540054;

    public double Numerator => Halves / 2.0;

    public double? Value => N == 0 ? null : Halves / (2.0 * N);

    /// <summary>Lower end of the 95 % interval by Wilson (1927), a fraction.</summary>
    /// <remarks>For a mean of 0, ½ and 1 too: no values between 0 and 1 vary more about their mean m than yes and no do, by m (1 − m)
    /// (Bhatia and Davis, 2000), so there the interval is wider than it need be and never too narrow for that reason.</remarks>
    public double? Low => N == 0 ? null : Math.Max(0, Middle - HalfWidth);

    /// <summary>Upper end of the 95 % interval by Wilson, a fraction.</summary>
    public double? High => N == 0 ? null : Math.Min(1, Middle + HalfWidth);

    private double Share => Halves / (2.0 * N);

    private double Middle => (Share + Z * Z / (2.0 * N)) / (1 + Z * Z / N);

    private double HalfWidth => Z / (1 + Z * Z / N) * Math.Sqrt(Share * (1 - Share) / N + Z * Z / (4.0 * N * N));

    /// <summary>The rate of what was counted.</summary>
    public static Rate Of(IReadOnlyCollection<RateSample> samples) => new(samples.Sum(sample => (long)sample.Halves), samples.Count);
}

/// <summary>One thing that a rate counts.</summary>
/// <param name="Subject">Code of the demand, order or offer; for an activity its offer's code.</param>
/// <param name="Halves">0 = not in the numerator, 1 = half, 2 = whole.</param>
public sealed record RateSample(string Subject, int Halves);
