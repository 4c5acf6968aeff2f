using Matching.Core.Demands;

namespace Matching.Core.Tests.Demands;

internal sealed class NudgeTests
{
    private static readonly DateTimeOffset Respond = new(2026, 11, 24, 9, 0, 0, ChinaTime.Offset);
    private static readonly DateTimeOffset Resolve = new(2026, 12, 8, 9, 0, 0, ChinaTime.Offset);

    [TestCase(DemandState.Open, false, true)]
    [TestCase(DemandState.Escalated, false, true)]
    [TestCase(DemandState.Open, true, false)]
    public void PromisedBy_WhileNobodyAnswered_IsTheResponse(DemandState state, bool isAnswered, bool isResponse) =>
        Assert.That(Nudge.PromisedBy(state, isAnswered, Respond, Resolve), Is.EqualTo(isResponse ? Respond : Resolve));

    [TestCase(DemandState.Filed)]
    [TestCase(DemandState.Served)]
    [TestCase(DemandState.Withdrawn)]
    public void PromisedBy_NotOpenOrServed_IsNothing(DemandState state) => Assert.That(Nudge.PromisedBy(state, false, Respond, Resolve), Is.Null);

    [TestCase(0, "nudge-too-early")]
    [TestCase(0.1, null)]
    public void Refuse_AtThePromisedInstant_IsTooEarly(double hoursAfter, string? code) => Assert.That(CodeOf(Resolve, null, Resolve.AddHours(hoursAfter)), Is.EqualTo(code));

    [TestCase(14, "nudge-again")]
    [TestCase(14.99, "nudge-again")]
    [TestCase(15, null)]
    public void Refuse_OnTheSameDayInChina_AllowsOne(double hoursAfter, string? code) => Assert.That(CodeOf(Resolve, Resolve.AddMinutes(1), Resolve.AddHours(hoursAfter)), Is.EqualTo(code));

    [Test]
    public void Refuse_NothingPromised_SaysSo() => Assert.That(CodeOf(null, null, Resolve), Is.EqualTo("nudge-nothing-promised"));

    private static string? CodeOf(DateTimeOffset? promised, DateTimeOffset? last, DateTimeOffset now)
    {
        try
        {
            Nudge.Refuse(promised, last, now);
            return null;
        }
        catch (RuleBrokenException broken)
        {
            return broken.Rule;
        }
    }
}
