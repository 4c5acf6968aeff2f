using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

/// <summary>What longer hours would bring is the reverse match with the windows as they are, and once widened.</summary>
public class WidenedHoursTests
{
    private static readonly TimeOnly Eight = new(20, 0);

    private static readonly TimeOnly Late = new(23, 59);

    [Test]
    public void Of_EachOfferOfRandomLists_IsTheReverseMatchTwice()
    {
        var (named, more) = (0, 0);
        for (var seed = 0; seed < 60; seed++)
        {
            var any = RandomLists.Any(seed);
            var input = any with { Slots = [.. any.Slots.Select(slot => slot with { End = slot.Start.AddHours(1) })] };

            var reaches = WidenedHours.Of(input, RandomLists.PairwisePolicy, input.Offers, Late);

            foreach (var (reach, offer) in reaches.Zip(input.Offers))
            {
                var slots = input.Slots.Where(slot => slot.Offer == offer.Code).ToList();
                var asItIs = ReverseMatch.Of(input, RandomLists.PairwisePolicy, offer, slots).Select(row => row.Demand).ToList();
                var widened = ReverseMatch.Of(input, RandomLists.PairwisePolicy, offer, [.. slots.Select(slot => WidenedHours.Widened(slot, Late))]).Select(row => row.Demand).ToList();
                Assert.That(reach.AsItIs, Is.EquivalentTo(asItIs).And.Ordered, $"seed {seed}, {offer.Code}");
                Assert.That(reach.More, Is.EquivalentTo(widened.Except(asItIs)), $"seed {seed}, {offer.Code}");
                Assert.That(asItIs, Is.SubsetOf(widened), $"seed {seed}, {offer.Code}");
                named += reach.AsItIs.Count;
                more += reach.More.Count;
            }
        }
        Assert.That(named, Is.GreaterThan(50));
        Assert.That(more, Is.Positive);
    }

    [Test]
    public void Of_EveningDemand_ComesOnlyWithLongerHours()
    {
        var evening = Given.Demand("D2", from: Given.At(24 + 10), until: Given.At(24 + 12));
        var input = Given.Input(demands: [Given.Demand("D1"), evening], offers: [Given.Offer()], slots: [Given.Slot()]);

        var reach = WidenedHours.Of(input, Given.Policy(), input.Offers, Eight).Single();

        Assert.That(reach.AsItIs, Is.EqualTo(new[] { "D1" }));
        Assert.That(reach.More, Is.EqualTo(new[] { "D2" }));
    }

    [TestCase(24, 26, 35, TestName = "Widened_EndsBeforeTheHour_StaysOpenUntilIt")]
    [TestCase(24, 36, 36, TestName = "Widened_EndsLater_StaysAsItIs")]
    [TestCase(24, 50, 50, TestName = "Widened_EndsOnAnotherDay_StaysAsItIs")]
    public void Widened(double start, double end, double expected) =>
        Assert.That(WidenedHours.Widened(Given.Slot(start: Given.At(start), end: Given.At(end)), Eight).End, Is.EqualTo(Given.At(expected)));
}
