using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Core.PropertyRatings;

/// <summary>What households say of their estate's property service in a quarter (物业服务评估).</summary>
public static class PropertyScores
{
    /// <summary>Below so many answers no result is shown: few neighbours could be guessed, and the figure would say little.</summary>
    public const int LeastShown = 10;

    /// <summary>Slips of a quarter are still taken for so long after it.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(15);

    /// <summary>(Satisfied + ½ fairly satisfied) ÷ n, with its interval by Wilson; null below <see cref="LeastShown"/>.</summary>
    public static Rate? Shown(IReadOnlyCollection<Satisfaction> answers) =>
        answers.Count < LeastShown ? null : new Rate(answers.Sum(answer => (long)ServiceRates.HalvesOf(answer)), answers.Count);

    /// <exception cref="RuleBrokenException"><c>rating-over</c>: the quarter is not there yet, or its time is over.</exception>
    public static void RefuseOutside(ReportPeriod quarter, DateTimeOffset now)
    {
        if (now < quarter.From || now >= quarter.Until + Grace)
            throw new RuleBrokenException("rating-over", quarter.Code);
    }
}
