namespace Matching.Api.Reports;

/// <summary>The four steps in which a community's match rate is shown, the same on report and wall.</summary>
internal static class RateSteps
{
    /// <returns>0 to 3, the lowest first; null where there is no rate.</returns>
    public static int? Of(double? rate) => rate switch { null => null, < 0.5 => 0, < 0.75 => 1, < 0.9 => 2, _ => 3 };

    public static IReadOnlyList<string> Names => [Words.Say("Report.Step0"), Words.Say("Report.Step1"), Words.Say("Report.Step2"), Words.Say("Report.Step3")];
}
