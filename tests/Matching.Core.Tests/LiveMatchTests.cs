using Matching.Core.Demands;

namespace Matching.Core.Tests;

public class LiveMatchTests
{
    [Test]
    public void Put_DemandsOneAfterAnother_TotalIsThatOfTheWholeList()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var input = RandomLists.Exact(seed);
            var live = new LiveMatch(input with { Demands = [.. input.Demands.Take(input.Demands.Count / 2)] }, RandomLists.Policy);

            foreach (var demand in input.Demands.Skip(input.Demands.Count / 2))
                live.Put(demand, []);

            live.Verify();
            Assert.That(live.Total, Is.EqualTo(new LiveMatch(input, RandomLists.Policy).Total), $"seed {seed}");
        }
    }

    [Test]
    public void Remove_SomeDemands_TotalIsThatOfTheOthers()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var input = RandomLists.Exact(seed);
            var live = new LiveMatch(input, RandomLists.Policy);

            foreach (var demand in input.Demands.Take(2))
                live.Remove(demand.Code);

            live.Verify();
            Assert.That(live.Total, Is.EqualTo(new LiveMatch(input with { Demands = [.. input.Demands.Skip(2)] }, RandomLists.Policy).Total), $"seed {seed}");
        }
    }

    [Test]
    public void PutAndRemoveOffer_AnyOffer_TotalIsThatOfTheListsThen()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var input = RandomLists.Exact(seed);
            var offer = input.Offers[seed % input.Offers.Count];
            var own = input.Slots.Where(slot => slot.Offer == offer.Code).ToList();
            var without = input with { Offers = [.. input.Offers.Where(other => other != offer)], Slots = [.. input.Slots.Except(own)] };
            var live = new LiveMatch(without, RandomLists.PairwisePolicy);
            var before = live.Total;

            live.Put(offer, own, _ => null);

            live.Verify();
            Assert.That(live.Total, Is.EqualTo(new LiveMatch(input, RandomLists.PairwisePolicy).Total), $"seed {seed}: offer put");
            live.RemoveOffer(offer.Code);
            live.Verify();
            Assert.That(live.Total, Is.EqualTo(before), $"seed {seed}: offer removed");
        }
    }

    [Test]
    public void SetRemaining_OfAnyOffer_TotalIsThatOfTheListsThen()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var input = RandomLists.Exact(seed);
            var live = new LiveMatch(input, RandomLists.Policy);
            var changed = input with { Slots = [.. input.Slots.Select(slot => slot with { Remaining = random.Next(slot.Capacity + 1) })] };

            foreach (var own in changed.Slots.GroupBy(slot => slot.Offer))
                live.SetRemaining(own.Key, [.. own], _ => null);

            live.Verify();
            Assert.That(live.Total, Is.EqualTo(new LiveMatch(changed, RandomLists.Policy).Total), $"seed {seed}");
        }
    }

    [Test]
    public void ForecastOf_OneFeasibleSlot_NamesItWithItsFactors()
    {
        var live = new LiveMatch(Given.Input(demands: [], offers: [Given.Offer("O1")], slots: [Given.Slot("O1")]), Given.Policy());

        live.Put(Given.Demand("D1"), []);

        var forecast = live.ForecastOf("D1")!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(forecast.Places.Single().Offer.Code, Is.EqualTo("O1"));
            Assert.That(forecast.Places.Single().Score, Is.Positive);
            Assert.That(forecast.IsExact, Is.True);
            Assert.That(live.ForecastOf("D9"), Is.Null);
        }
    }

    [Test]
    public void Put_AnUrgentDemandWhereNoneWasBefore_TakesTheOnlyPlace()
    {
        var live = new LiveMatch(Given.Input(demands: [Given.Demand("D1")], offers: [Given.Offer("O1")], slots: [Given.Slot("O1", capacity: 1)]), Given.Policy());

        live.Put(Given.Demand("D2") with { Urgency = Urgency.Urgent, Area = new(Given.Street + "002001001") }, []);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(live.ForecastOf("D2")!.Places, Has.Count.EqualTo(1));
            Assert.That(live.ForecastOf("D1")!.Places, Is.Empty);
        }
    }

    [Test]
    public void Put_TheSlotsBarredByADecline_ForecastsAnother()
    {
        var input = Given.Input(demands: [Given.Demand("D1")], offers: [Given.Offer("O1"), Given.Offer("O2")], slots: [Given.Slot("O1"), Given.Slot("O2")]);
        var live = new LiveMatch(input, Given.Policy());
        var first = live.ForecastOf("D1")!.Places.Single().Slot;

        live.Put(Given.Demand("D1") with { BarredSlots = [new SlotName(first.Offer, first.Start)] }, []);

        Assert.That(live.ForecastOf("D1")!.Places.Single().Slot.Offer, Is.Not.EqualTo(first.Offer));
    }
}
