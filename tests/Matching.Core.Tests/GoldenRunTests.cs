using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Reports;
using Matching.Core.Units;

namespace Matching.Core.Tests;

/// <summary>
/// A street in small: ten demands, eight slots of six offers. The orders are asserted to the letter; they change only by a commit
/// that says why.
/// </summary>
public class GoldenRunTests
{
    private const string NearBuilding = Given.Building;
    private const string NextBuilding = Given.Estate + "002";
    private const string NextEstate = Given.Community + "002001";
    private const string NextCommunity = Given.Street + "002001001";

    private static readonly MatchRun Run = MatchRun.Execute(Lists(), Given.Policy(
        compatibility: [new("health.elder", "health", 900_000), new("study.care", "study", 850_000)],
        requires: new Dictionary<string, string> { ["repair.power"] = "电工证" }));

    [Test]
    public void Execute_TenDemandsEightSlots_GivesTheseOrders() =>
        Assert.That(Run.Orders.Select(OrderText), Is.EqualTo(new[]
        {
            "D01 -> clinic 03-03 09:00 x3",
            "D01 -> clinic 03-10 09:00 x2",
            "D02 -> errands 03-03 10:00 x1",
            "D03 -> homevisit 03-04 09:00 x1",
            "D04 -> afterschool 03-03 16:00 x2",
            "D07 -> hall 03-05 09:00 x3",
            "D08 -> wiring 03-03 11:00 x1",
            "D10 -> errands 03-03 10:00 x1",
        }));

    [Test]
    public void Execute_TenDemandsEightSlots_LeavesTheseUnserved() =>
        Assert.That(MatchReport.Of(Run, new("zh-CN"), MatchReport.RefusalsOf(Run)).Unserved.Select(row => $"{row.Demand} {row.MainReason}"), Is.EqualTo(new[]
        {
            "D05 Outbid",
            "D06 ServiceArea",
            "D09 Outbid",
        }));

    [Test]
    public void Execute_TenDemandsEightSlots_IsProvenBest()
    {
        Assert.That(Run.Pairing.IsOptimal, Is.True);
        Assert.That(Run.Candidates.Count, Is.EqualTo(22));
    }

    private static string OrderText(PairedOrder order)
    {
        var slot = Run.Lists.Slots[order.Slot];
        return $"{Run.Lists.Demands[order.Demand].Code} -> {slot.Offer} {ChinaTime.Local(slot.Start):MM-dd HH:mm} x{order.Quantity}";
    }

    private static MatchInput Lists() => Given.Input(
        units:
        [
            Given.Unit("hospital", "街道卫生院", UnitKind.Hospital, NextCommunity, record: new UnitRecord(20, 19, 19, 18, 10, 19, 19)),
            Given.Unit("school", "实验小学", UnitKind.School, NearBuilding, monthlyCap: 2),
            Given.Unit("power", "供电所", UnitKind.Enterprise, NextEstate, qualifications: ["电工证"]),
            Given.Unit("team", "邻里志愿队", UnitKind.VolunteerTeam, NextBuilding, record: new UnitRecord(9, 5, 5, 3, 3, 4, 9)),
        ],
        pairings: [Given.Pairing("hospital", Given.Community, Ring.SubCore), Given.Pairing("school", Given.Community, Ring.Core, Given.At(24 * 90))],
        offers:
        [
            Given.Offer("clinic", "hospital", "义诊", "量血压、测血糖，老人优先", categories: ["health"], noticeHours: 12),
            Given.Offer("homevisit", "hospital", "家庭医生上门", "行动不便的老人上门看诊", categories: ["health"], audience: ["老人"], noticeHours: 24),
            Given.Offer("afterschool", "school", "放学后托管", "四点半课堂", categories: ["study"], areas: [Given.Community], audience: ["儿童"]),
            Given.Offer("hall", "school", "礼堂出借", "开会、排练", categories: ["venue"], unitOfCapacity: "小时", publishedAt: Given.At(-24 * 120)),
            Given.Offer("wiring", "power", "线路检修", "老旧小区线路、充电桩", categories: ["repair.power", "repair"], areas: [Given.Street]),
            Given.Offer("errands", "team", "邻里帮手", "代买菜、陪诊、搬东西", categories: ["care", "health"]),
        ],
        slots:
        [
            Given.Slot("clinic", Given.At(24), capacity: 3),
            Given.Slot("clinic", Given.At(24 * 8), capacity: 3),
            Given.Slot("homevisit", Given.At(48), capacity: 1),
            Given.Slot("afterschool", Given.At(31), capacity: 2),
            Given.Slot("afterschool", Given.At(55), capacity: 2),
            Given.Slot("hall", Given.At(72), Given.At(80), capacity: 8),
            Given.Slot("wiring", Given.At(26), capacity: 1),
            Given.Slot("errands", Given.At(25), capacity: 4, remaining: 2),
        ],
        demands:
        [
            Given.Demand("D01", "老人量血压", "楼里八位老人想在家门口量血压", "health", quantity: 5, divisible: true, audience: ["老人"], filedAt: Given.At(-24 * 6)),
            Given.Demand("D02", "请医生上门", "独居老人行动不便", "health.elder", area: NextBuilding, audience: ["老人"], urgency: Urgency.Urgent, vulnerable: true),
            Given.Demand("D03", "想请医生看诊", "膝盖疼，能上门最好", "health.elder", audience: ["老人"], filedAt: Given.At(-24 * 20)),
            Given.Demand("D04", "放学没人接", "两个孩子四点半要托管", "study.care", quantity: 2, audience: ["儿童"]),
            Given.Demand("D05", "孩子托管", "", "study.care", area: NextEstate, audience: ["儿童"], until: Given.At(40)),
            Given.Demand("D06", "别的社区托管", "", "study.care", area: NextCommunity, audience: ["儿童"]),
            Given.Demand("D07", "合唱队要排练场地", "借礼堂", "venue", quantity: 3, unitOfQuantity: "小时", from: Given.At(70), until: Given.At(90)),
            Given.Demand("D08", "楼道灯不亮", "线路老化", "repair.power", urgency: Urgency.Emergency, filedAt: Given.At(-1)),
            Given.Demand("D09", "充电桩跳闸", "", "repair.power", area: NextEstate, filedAt: Given.At(-24 * 40)),
            Given.Demand("D10", "帮忙搬东西", "", "moving", confirmed: false, area: NextBuilding),
        ],
        loads: [new CommunityLoad(new AreaCode(Given.Community), 12)]);
}
