using Matching.Core.Posts;

namespace Matching.Core.Tests.Posts;

[TestFixture]
internal sealed class ShiftRulesTests
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);

    [TestCase(-1, 3, ShiftState.Open, null)]
    [TestCase(-1, 4, ShiftState.Open, "shift-full")]
    [TestCase(0, 0, ShiftState.Open, "shift-begun")]
    [TestCase(-1, 0, ShiftState.Cancelled, "shift-cancelled")]
    public void RefuseTaking_AtItsBounds_SaysWhy(int minutes, int taken, ShiftState state, string? rule) =>
        Expect(() => ShiftRules.RefuseTaking(Shift(taken: taken, state: state), Nine.AddMinutes(minutes)), rule);

    [TestCase(-1, ShiftState.Open, "shift-not-begun")]
    [TestCase(0, ShiftState.Open, null)]
    [TestCase(0, ShiftState.Cancelled, "shift-cancelled")]
    public void RefuseMarking_AtItsBounds_SaysWhy(int minutes, ShiftState state, string? rule) => Expect(() => ShiftRules.RefuseMarking(Shift(state: state), Nine.AddMinutes(minutes)), rule);

    [TestCase(0, true)]
    [TestCase(119, true)]
    [TestCase(120, false)]
    [TestCase(-119, true)]
    [TestCase(-120, false)]
    public void Overlap_OfTwoShifts_EndsWhereTheOtherBegins(int minutes, bool overlap)
    {
        Assert.That(ShiftRules.Overlap(Shift(), Shift(minutes)), Is.EqualTo(overlap));
        Assert.That(ShiftRules.Overlap(Shift(minutes), Shift()), Is.EqualTo(overlap));
    }

    [Test]
    public void Weekly_OfThree_AreAWeekApart() =>
        Assert.That(ShiftRules.Weekly(Nine, Nine.AddHours(2), 3).Select(window => window.Start), Is.EqualTo(new[] { Nine, Nine.AddDays(7), Nine.AddDays(14) }));

    private static ShiftFacts Shift(int minutes = 0, int taken = 0, ShiftState state = ShiftState.Open) => new(Nine.AddMinutes(minutes), Nine.AddMinutes(minutes + 120), 4, taken, state);

    private static void Expect(Action act, string? rule)
    {
        if (rule is null)
            Assert.That(act, Throws.Nothing);
        else
            Assert.That(act, Throws.TypeOf<RuleBrokenException>().With.Property(nameof(RuleBrokenException.Rule)).EqualTo(rule));
    }
}
