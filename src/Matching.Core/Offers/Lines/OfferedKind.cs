namespace Matching.Core.Offers.Lines;

/// <summary>Words that tell what kind of resource a line speaks of (资源类型): the longest that stands in it decides, the earliest of
/// equals.</summary>
internal static class OfferedKind
{
    private static readonly (OfferKind Kind, string[] Words)[] Table =
    [
        (OfferKind.People, ["志愿者", "义工", "人手", "陪诊", "陪护", "陪伴", "陪聊", "探访", "巡逻", "帮手", "护送"]),
        (OfferKind.Venue, ["会议室", "活动室", "教室", "场地", "场馆", "球场", "操场", "礼堂", "多功能厅", "展厅", "报告厅", "食堂", "车位", "停车场", "充电位", "舞蹈室", "图书室", "阅览室", "自习室", "休息区", "驿站", "泳池", "体育馆"]),
        (OfferKind.Funds, ["资金", "经费", "补助", "补贴", "助学金", "奖学金", "善款", "赞助"]),
        (OfferKind.Information, ["岗位", "招聘信息", "政策解读", "信息", "资料", "名录"]),
        (OfferKind.Goods, ["捐", "捐赠", "赠送", "棉衣", "衣物", "大米", "口罩", "轮椅", "物资", "书籍", "图书", "被子", "棉被", "粮油", "玩具", "文具", "灭火器", "充电柜"]),
        (OfferKind.Skill, ["维修", "理发", "咨询", "辅导", "调解", "疏导", "护理", "量血压", "测血压", "测血糖", "推拿", "按摩", "针灸", "修理", "磨刀", "疏通", "修剪", "磨剪刀", "检修", "家教"]),
        (OfferKind.Activity, ["义诊", "讲座", "演出", "培训", "体检", "市集", "集市", "招聘会", "沙龙", "电影", "比赛", "观影", "课堂", "课程", "公开课", "游园", "活动", "联欢", "晚会", "筛查", "亲子"]),
    ];

    public static Found<OfferKind>? In(LineText text)
    {
        var line = text.Left;
        (OfferKind Kind, int At, int Length)? best = null;
        foreach (var (kind, words) in Table)
        {
            foreach (var word in words)
            {
                var at = line.IndexOf(word, StringComparison.Ordinal);
                if (at >= 0 && (best is not { } found || word.Length > found.Length || (word.Length == found.Length && at < found.At)))
                    best = (kind, at, word.Length);
            }
        }
        return best is { } chosen ? new Found<OfferKind>(chosen.Kind, text.At(chosen.At, chosen.Length)) : null;
    }
}
