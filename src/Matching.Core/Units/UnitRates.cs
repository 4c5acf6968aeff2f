using Matching.Core.Reports;

namespace Matching.Core.Units;

/// <summary>A unit's record as rates with their n, from the same counts that the score reads.</summary>
/// <param name="Acceptance">Orders accepted ÷ orders that were issued to it.</param>
/// <param name="Completion">Orders completed ÷ orders that came to an end after it had begun them.</param>
/// <param name="Satisfaction">(Satisfied + ½ fairly satisfied) ÷ visited.</param>
public sealed record UnitRates(Rate Acceptance, Rate Completion, Rate Satisfaction)
{
    public static UnitRates Of(UnitRecord record) => new(
        new Rate(2L * Math.Min(record.Accepted, record.Asked), record.Asked), new Rate(2L * record.Completed, record.Finished), new Rate(record.SatisfiedHalves, record.Visited));
}
