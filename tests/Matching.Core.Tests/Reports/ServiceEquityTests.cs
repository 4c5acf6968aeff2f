using Matching.Core.Demands;
using Matching.Core.Reports;

namespace Matching.Core.Tests.Reports;

public class ServiceEquityTests
{
    private const string Street = "440605001";

    [Test]
    public void Of_TwoCommunities_CountsDemandsAndPeopleAndHowFarApartTheyAre()
    {
        var equity = Of(Demand("001", served: true, people: 3), Demand("001", people: 1), Demand("002", served: true, people: 1), Demand("002", served: true, people: 1));

        Assert.That(equity.Communities.Select(row => $"{row.Community} {row.Served.Numerator}/{row.Served.N} {row.People.Numerator}/{row.People.N}"), Is.EqualTo(new[] { $"{Street}001 1/2 3/4", $"{Street}002 2/2 2/2" }));
        Assert.That(equity.MinToMax, Is.EqualTo(0.5));
        Assert.That(equity.Gini, Is.EqualTo(0.5 / (2 * 1.5)).Within(1e-12), "both differences over 2 n² means");
        Assert.That(equity.PeopleGini, Is.EqualTo(0.25 / (2 * 1.75)).Within(1e-12));
    }

    [Test]
    public void Of_WhatIsLeftOutOrOfTheWholeStreet_CountsNeither()
    {
        var equity = Of(Demand("001", served: true), Demand("001", state: DemandState.Withdrawn), Demand(""));

        Assert.That(equity.Communities.Select(row => (row.Community, row.Served.N)), Is.EqualTo(new[] { ($"{Street}001", 1L) }));
    }

    [Test]
    public void Of_NobodyServed_HasNoRatioAndIsEven() => Assert.That((Of(Demand("001")).MinToMax, Of(Demand("001")).Gini, Of().Communities.Count), Is.EqualTo(((double?)null, 0.0, 0)));

    private static ServiceEquity Of(params DemandFact[] demands)
    {
        ReportPeriod.TryParse("2026-11", out var period);
        return ServiceEquity.Of(new ServiceFacts(period, period.Until, demands, [], [], [], []));
    }

    private static DemandFact Demand(string community, bool served = false, int people = 1, DemandState state = DemandState.Open) =>
        new("XQ", Street + community, "0201", state, DateTimeOffset.UnixEpoch, null, served) { IsServed = served, People = people };
}
