using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Offers;
using Matching.Core.Scoring;
using Matching.Core.Units;

namespace Matching.Core.Tests;

/// <summary>Small lists drawn from a seed, in which every hard rule is broken now and then.</summary>
internal static class RandomLists
{
    private static readonly string[] Categories = ["health", "study", "repair"];
    private static readonly string[] Measures = ["人次", "人次", "人次", "小时"];
    private static readonly string[] Tags = ["老人", "儿童", "骑手"];
    private static readonly string[] Titles = ["量血压", "修门锁", "晚间托管", "健康讲座", "维修水管", "借会议室"];

    private static readonly string[] Areas =
    [
        Given.Building, Given.Estate + "002", Given.Estate, Given.Community + "002001", Given.Community,
        Given.Street + "002", Given.Street + "002001001", Given.Street, "440605002001",
    ];

    public static MatchPolicy Policy { get; } = Given.Policy(
        compatibility: [new Compatibility("health", "study", 400_000), new Compatibility("repair", "health", 700_000)],
        requires: new Dictionary<string, string> { ["repair"] = "电工证" });

    /// <summary>Text relevance looks at all offers together and size fit at the capacity itself; without them a score depends on
    /// its pair alone.</summary>
    public static MatchPolicy PairwisePolicy { get; } = Policy with
    {
        Weights = Policy.Weights.Where(weight => weight.Key is not (ScoreFactor.TextRelevance or ScoreFactor.SizeFit))
            .ToDictionary(weight => weight.Key, weight => weight.Value),
    };

    public static MatchInput Any(int seed)
    {
        var random = new Random(seed);
        var units = Many(2, 4, u => Unit(random, u));
        var offers = Many(3, 6, o => Offer(random, o, units.Length));
        var slots = offers.SelectMany(offer => Many(0, 3, s => Slot(random, offer.Code, s))).ToArray();
        return Given.Input(
            demands: Many(4, 12, d => Demand(random, d, units.Length, slots)),
            offers: offers, slots: slots, units: units,
            pairings: [.. units.Where(_ => random.Next(2) == 0)
                .Select(unit => Given.Pairing(unit.Code, ring: (Ring)random.Next(3), until: random.Next(4) == 0 ? Given.At(random.Next(-1, 2)) : null))],
            capUses: [.. units.Where(_ => random.Next(3) == 0).Select(unit => new CapUse(unit.Code, 202603, random.Next(3)))],
            loads: [new CommunityLoad(new AreaCode(Given.Community), random.Next(80))]);

        T[] Many<T>(int least, int most, Func<int, T> make) => [.. Enumerable.Range(1, random.Next(least, most + 1)).Select(make)];
    }

    /// <summary>Lists that the solver solves exactly: one unit or divisible, no cap, one level.</summary>
    public static MatchInput Exact(int seed)
    {
        var any = Any(seed);
        return any with
        {
            Units = [.. any.Units.Select(unit => unit with { MonthlyCap = null })],
            Demands = [.. any.Demands.Select(demand => demand with { Divisible = true, Urgency = Urgency.Normal, Vulnerable = false })],
        };
    }

    private static PartnerUnit Unit(Random random, int u) => Given.Unit(
        code: $"U{u}", area: Pick(random, Areas), monthlyCap: random.Next(3) == 0 ? random.Next(4) : null,
        qualifications: random.Next(2) == 0 ? ["电工证"] : [], suspended: random.Next(8) == 0,
        record: new UnitRecord(random.Next(20), random.Next(10), random.Next(20), random.Next(10), random.Next(20), random.Next(40), random.Next(70)));

    private static Offer Offer(Random random, int o, int units) => Given.Offer(
        code: $"O{o}", unit: $"U{random.Next(units) + 1}", title: Pick(random, Titles), detail: Pick(random, Titles),
        categories: [Pick(random, Categories)], areas: random.Next(2) == 0 ? [Pick(random, Areas)] : [],
        unitOfCapacity: Pick(random, Measures),
        validFrom: random.Next(4) == 0 ? Given.At(random.Next(60)) : null,
        validUntil: random.Next(4) == 0 ? Given.At(random.Next(-5, 80)) : null,
        noticeHours: random.Next(3) * 12, audience: random.Next(3) == 0 ? [Pick(random, Tags)] : [],
        lastUsedAt: random.Next(2) == 0 ? Given.At(-24 * random.Next(200)) : null,
        publishedAt: random.Next(2) == 0 ? Given.At(-24 * random.Next(200)) : null,
        withdrawn: random.Next(10) == 0);

    private static Slot Slot(Random random, string offer, int s)
    {
        var capacity = random.Next(6);
        return Given.Slot(offer, start: Given.At(-30 + 30 * s + random.Next(20)), end: Given.At(-5 + 30 * s + random.Next(20)),
            capacity: capacity, remaining: random.Next(capacity + 1));
    }

    private static Demand Demand(Random random, int d, int units, Slot[] slots)
    {
        var from = random.Next(2) == 0 ? Given.At(random.Next(60)) : (DateTimeOffset?)null;
        return Given.Demand(
            code: $"D{d:00}", title: Pick(random, Titles), detail: Pick(random, Titles), category: Pick(random, Categories),
            confirmed: random.Next(3) > 0, area: Pick(random, Areas), quantity: random.Next(1, 5), unitOfQuantity: Pick(random, Measures),
            divisible: random.Next(2) == 0, from: from, until: random.Next(2) == 0 ? (from ?? Given.Now).AddHours(random.Next(1, 60)) : null,
            urgency: (Urgency)(random.Next(5) / 2), vulnerable: random.Next(4) == 0,
            audience: random.Next(2) == 0 ? [Pick(random, Tags), Pick(random, Tags)] : [],
            filedAt: Given.At(-24 * random.Next(60)),
            partyUnits: random.Next(10) == 0 ? [$"U{random.Next(units) + 1}"] : [],
            barredUnits: random.Next(10) == 0 ? [$"U{random.Next(units) + 1}"] : [],
            barredSlots: slots.Length > 0 && random.Next(4) == 0 ? [NameOf(Pick(random, slots))] : []);
    }

    public static SlotName NameOf(Slot slot) => new(slot.Offer, slot.Start);

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
