using System.Globalization;
using System.Text;

namespace Matching.Api.Tests.CommandLine;

[NonParallelizable]
internal sealed class MatchVerbTests
{
    private MatchVerb verb = default!;

    [SetUp]
    public void OpenFolder() => verb = new MatchVerb();

    [TearDown]
    public void CloseFolder() => verb.Dispose();

    [Test]
    public async Task Match_SmallLists_WritesOrdersReportAndPairs()
    {
        var output = await verb.Output();

        Assert.That(output.Orders.Select(order => $"{order["order"]} {order["demand"]} {order["offer"]} {order["slotStart"]} x{order["quantity"]}"), Is.EqualTo(new[]
        {
            "FW-2026-000001 D1 O2 2026-11-28T09:00 x1",
            "FW-2026-000002 D2 O1 2026-11-24T09:00 x2",
        }));
        Assert.That(output.Orders.Select(order => order["reason"]), Has.All.Match(@"\p{IsCJKUnifiedIdeographs}"));
        Assert.That(output.Pairs, Has.Count.EqualTo(4));
        Assert.That(output.Pairs.Select(pair => $"{pair["demand"]} {pair["level"]}").Distinct(), Is.EqualTo(new[] { "D1 0", "D2 2" }));
        Assert.That(output.Served, Is.EqualTo(2));
        Assert.That(output.Unserved, Is.Empty);
    }

    [Test]
    public async Task Match_SeedLists_KeepsEveryLimitAndProvesItsOptimum()
    {
        foreach (var list in new[] { "grid", "units", "pairings", "offers", "slots", "demands" })
            verb.Use(list, Path.Combine(AppContext.BaseDirectory, "seed", $"{list}.csv"));

        var output = await verb.Output();

        var demands = Csv.Read(Path.Combine(AppContext.BaseDirectory, "seed", "demands.csv")).ToDictionary(row => row["code"]);
        var capacities = Csv.Read(Path.Combine(AppContext.BaseDirectory, "seed", "slots.csv")).ToDictionary(row => (row["offer"], row["start"]), row => Number(row["capacity"]));
        var scores = output.Pairs.ToDictionary(Pair, pair => Number(pair["score"]));
        using (Assert.EnterMultipleScope())
        {
            foreach (var slot in output.Orders.GroupBy(order => (order["offer"], order["slotStart"])))
                Assert.That(slot.Sum(order => Number(order["quantity"])), Is.LessThanOrEqualTo(capacities[slot.Key]), slot.Key.ToString());
            foreach (var demand in output.Orders.GroupBy(order => order["demand"]))
            {
                var quantity = Number(demands[demand.Key]["quantity"]);
                Assert.That(demand.Sum(order => Number(order["quantity"])), demands[demand.Key]["divisible"] == "yes" ? Is.InRange(1, quantity) : Is.EqualTo(quantity), demand.Key);
            }
            foreach (var order in output.Orders)
                Assert.That(scores.GetValueOrDefault(Pair(order), -1), Is.EqualTo(Number(order["score"])), order["order"]);
        }
        Assert.That(output.Orders.Sum(order => Number(order["score"]) * Number(order["quantity"])), Is.EqualTo(output.Objective));
        Assert.That(output.Objective, Is.LessThanOrEqualTo(output.DualBound));
        Assert.That((double)output.Report["gap"]!, Is.EqualTo((output.DualBound - output.Objective) / (double)output.DualBound).Within(1e-12).And.LessThanOrEqualTo(0.001));
        Assert.That(output.Served + output.Unserved.Count, Is.EqualTo(demands.Count));
        Assert.That(output.Orders.Select(order => order["demand"]).Distinct().Concat(output.Unserved), Is.EquivalentTo(demands.Keys));
        Assert.That(output.Report["unserved"]!.AsArray().Select(row => row!["reasons"]!.AsArray().Count), Has.All.GreaterThan(0));
        Assert.That(output.Report["shadowPrices"], Is.Not.Null);
    }

    [Test]
    public async Task Match_SameFilesTwice_WritesTheSameBytes()
    {
        await verb.Output();
        var first = new[] { verb.Orders, verb.Report, verb.Pairs }.Select(File.ReadAllText).ToList();

        await verb.Output();

        Assert.That(new[] { verb.Orders, verb.Report, verb.Pairs }.Select(File.ReadAllText), Is.EqualTo(first));
    }

    /// <summary>Thirty small instances, where every feasible set of orders can be tried: none is better than the one written.</summary>
    [Test]
    public async Task Match_SmallDivisibleInstances_ReachTheOptimumThatTryingEverythingFinds([Range(1, 30)] int seed)
    {
        var random = new Random(seed);
        var demands = Enumerable.Range(1, random.Next(2, 5)).Select(i => (Code: $"D{i}", Quantity: random.Next(1, 4))).ToList();
        var slots = Enumerable.Range(0, random.Next(1, 4)).Select(i => (Offer: random.Next(2) == 0 ? "O1" : "O2", Start: $"2026-11-{24 + i}T09:00", Capacity: random.Next(0, 4))).ToList();
        verb.Write("demands", "code,title,category,area,quantity,unitOfQuantity,divisible,until,urgency\n" + string.Concat(demands.Select(demand =>
            $"{demand.Code},独住 {demand.Code},{(random.Next(4) == 0 ? "助餐" : "探访")},440605001001{(random.Next(2) == 0 ? "" : "001")},{demand.Quantity},次,yes,{(random.Next(3) == 0 ? "2026-11-25" : "")},{(random.Next(3) == 0 ? "urgent" : "")}\n")));
        verb.Write("slots", "offer,start,end,capacity\n" + string.Concat(slots.Select(slot => $"{slot.Offer},{slot.Start},{slot.Start.Replace("T09", "T11")},{slot.Capacity}\n")));

        var output = await verb.Output();

        var pairs = output.Pairs.Select(pair => (
            Demand: demands.FindIndex(demand => demand.Code == pair["demand"]), Slot: slots.FindIndex(slot => slot.Offer == pair["offer"] && slot.Start == pair["slotStart"]), Score: Number(pair["score"]))).ToList();
        var best = Best(pairs, 0, [.. demands.Select(demand => demand.Quantity)], [.. slots.Select(slot => slot.Capacity)]);
        Assert.That(output.Objective, Is.EqualTo(best), $"seed {seed}");
        Assert.That(output.DualBound, Is.EqualTo(best), $"seed {seed}");
    }

    [Test]
    public async Task Match_BomCarriageReturnsAndChineseHeaders_GiveTheSameResult()
    {
        var plain = await verb.Output();
        var chinese = new Dictionary<string, string[]>
        {
            ["grid"] = ["编码", "名称", "层级"],
            ["units"] = ["编码", "名称", "类型", "所在区域", "每月上限"],
            ["offers"] = ["编码", "单位", "标题", "说明", "类型", "类别", "服务范围", "容量单位", "有效期起", "有效期止", "提前小时", "服务对象"],
            ["slots"] = ["资源", "开始", "结束", "容量"],
            ["demands"] = ["编码", "标题", "说明", "类别", "区域", "数量", "数量单位", "可拆分", "最早时间", "最晚时间", "紧急程度", "老幼病残独居", "服务对象", "登记时间"],
        };
        foreach (var (list, headers) in chinese)
        {
            var lines = verb.Text(list).Split('\n');
            var text = string.Join("\r\n", lines.Skip(1).Prepend(string.Join(',', headers)));
            verb.Write(list, Encoding.UTF8.GetBytes('\uFEFF' + text.Replace("SocialOrganization", "社会组织").Replace(",urgent,", ",紧急,").Replace(",yes,", ",是,").Replace(",estate", ",小区")));
        }

        var output = await verb.Output();

        Assert.That(output.Report.ToJsonString(), Is.EqualTo(plain.Report.ToJsonString()));
        Assert.That(output.Orders.Select(order => string.Join(',', order.Values)), Is.EqualTo(plain.Orders.Select(order => string.Join(',', order.Values))));
    }

    [TestCase("已暂停", 1)]
    [TestCase("withdrawn", 1)]
    [TestCase("已发布", 2)]
    [TestCase("", 2)]
    public async Task Match_OfferWithAState_ServesOnlyWhilePublished(string state, int served)
    {
        verb.Change("offers", "noticeHours,audience", "noticeHours,audience,state");
        verb.Change("offers", "440605001,次,,,0,", $"440605001,次,,,0,,{state}");
        verb.Change("offers", "440605001001,次,,,0,", "440605001001,次,,,0,,");

        var output = await verb.Output();

        Assert.That((output.Served, output.Orders.Any(order => order["offer"] == "O1")), Is.EqualTo(((long)served, served == 2)));
    }

    [Test]
    public async Task Match_BomBeforeAQuotedHeader_IsNoPartOfTheName()
    {
        verb.Write("slots", Encoding.UTF8.GetBytes("\uFEFF\"offer\",\"start\",\"end\",\"capacity\"\nO1,2026-11-24T09:00,2026-11-24T12:00,2\n"));

        Assert.That((await verb.Output()).Orders, Has.Count.GreaterThan(0));
    }

    [Test]
    public async Task Match_UnknownColumns_AreIgnoredWithOneWarning()
    {
        verb.Write("slots", string.Join('\n', verb.Text("slots").TrimEnd().Split('\n').Select((line, i) => line + (i == 0 ? ",colour,floor" : ",red,2"))));

        var output = await verb.Output();

        Assert.That(output.Orders, Has.Count.EqualTo(2));
        var warnings = verb.Errors.Split('\n').Where(line => line.Contains("colour", StringComparison.Ordinal)).ToList();
        Assert.That(warnings, Has.Count.EqualTo(1));
        Assert.That(warnings[0], Does.Contain("slots.csv").And.Contain("floor"));
    }

    [Test]
    public async Task Match_CodeThatASpreadsheetWouldRun_IsRefused()
    {
        verb.Change("demands", "D1,阿婆独住", "=1+1,阿婆独住");

        Assert.That(await verb.Run(), Is.EqualTo(1));
        Assert.That(File.Exists(verb.Orders), Is.False);
    }

    [Test]
    public async Task Match_QuotedCellsWithCommasQuotesAndLineBreaks_AreReadWhole()
    {
        verb.Change("demands", "D1,阿婆独住", "D1,\"阿婆说：\"\"来坐坐\"\",\n第二行\"");
        verb.Change("slots", "O1,2026-11-24T09:00,2026-11-24T12:00,2", "O1,2026-11-20T09:00,2026-11-20T12:00,2");
        verb.Change("slots", "O2,2026-11-28T09:00,2026-11-28T12:00,1", "O2,2026-11-21T09:00,2026-11-21T12:00,1");

        var output = await verb.Output();

        Assert.That(output.Report["unserved"]![0]!["title"]!.ToString(), Is.EqualTo("阿婆说：\"来坐坐\",\n第二行"));
    }

    [Test]
    public async Task Match_InEnglish_SaysReasonsInEnglish()
    {
        Assert.That(await verb.Run(language: "en_GB.UTF-8"), Is.Zero);

        Assert.That(Csv.Read(verb.Orders).Select(order => order["reason"]), Has.All.Match("[a-z]{4}"));
        Assert.That(verb.Errors, Does.Not.Match(@"\p{IsCJKUnifiedIdeographs}"));
    }

    /// <summary>The best total by trying every quantity of every pair.</summary>
    private static long Best(List<(int Demand, int Slot, long Score)> pairs, int at, int[] wanted, int[] left)
    {
        if (at == pairs.Count)
            return 0;
        var (demand, slot, score) = pairs[at];
        long best = 0;
        for (var amount = 0; amount <= Math.Min(wanted[demand], left[slot]); amount++)
        {
            (wanted[demand], left[slot]) = (wanted[demand] - amount, left[slot] - amount);
            best = Math.Max(best, amount * score + Best(pairs, at + 1, wanted, left));
            (wanted[demand], left[slot]) = (wanted[demand] + amount, left[slot] + amount);
        }
        return best;
    }

    private static (string, string, string) Pair(IReadOnlyDictionary<string, string> row) => (row["demand"], row["offer"], row["slotStart"]);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
