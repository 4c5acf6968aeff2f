using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Demands;

/// <summary>A message as a citizen wrote it.</summary>
internal sealed record Message(string Title, string Text)
{
    private const int MostTitle = 200;
    private const int MostText = 4000;

    /// <summary>The message as a resident files it: its own title, or the beginning of its text, and no character that is not allowed.</summary>
    public static Message Of(JsonNode line)
    {
        var text = Clean(line["text"]?.ToString() ?? "");
        var title = Clean(line["title"]?.ToString() ?? "");
        if (title.Trim().Length < 2)
            title = text.Trim()[..Math.Min(30, text.Trim().Length)];
        return new(Cut(title, MostTitle), Cut(text, MostText));
    }

    private static string Clean(string text) => string.Concat(text.EnumerateRunes().Where(rune => Api.Http.PlainText.FirstForbidden(rune.ToString()) is null));

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}

/// <summary>Forty messages of our own, of the kind that real ones are: short, long, angry, vague, with figures and marks.</summary>
internal static class OwnMessages
{
    public static IReadOnlyList<Message> All { get; } =
    [
        new("路灯不亮", "从菜场到小学那段路有五盏灯黑了快一个月，晚上接孩子全靠手机照着走。"),
        new("求加装电梯", "我们梯七户同意，一户说挡光，谁能来帮着谈一谈？"),
        new("半夜有人拉货", "每天凌晨两点货车在楼下装卸，铁门哐当响，老人心脏受不了！！！"),
        new("网课断线", "孩子上网课，晚七点后就卡成一张照片，重启三次还是断。"),
        new("想找地方唱歌", "退休阿姨十来个，想每周三下午借间屋子练合唱，自己带音响。"),
        new("水压太小", "十一楼洗澡水像滴眼药水一样，早晚高峰最严重，投诉物业说等通知。"),
        new("电动车没处充", "车棚只有六个插座，三十多辆车抢，有人从窗户拉线下来，怕着火。"),
        new("老人摔倒后", "父亲七十九岁，出院在家，想请护士上门换药，一周两次就够。"),
        new("狗不牵绳", "B 区草坪每天傍晚有三条大狗乱跑，小孩不敢下楼玩。"),
        new("公交改线", "原来门口能坐的车改走大桥了，现在去医院要倒两趟。"),
        new("楼道堆纸箱", "五楼邻居收废品，楼道只剩半米宽，消防通道也堵了。"),
        new("免费量血压", "听说别的小区有，我们这里能不能也来一次？老人多，大概四十个。"),
        new("学校门口堵", "16:30 到 17:15 根本走不动，家长的车停三排。"),
        new("暑假没人带", "双职工，一年级的孩子放学后三个小时没地方去。"),
        new("防骗", "奶奶差点把养老钱转给假客服，请派人给老人讲讲。"),
        new("共享单车堵门", "单元门口堆了二十多辆，轮椅出不去。"),
        new("管道煤气", "交楼时说年底通，现在第六年，还在扛煤气罐上楼。"),
        new("想捐旧衣服", "整理出三大袋八成新的，洗干净了，送到哪里好？"),
        new("租客吵架", "隔壁合租的天天吵到一点，报过警，来了就好，走了又吵。"),
        new("下水道反味", "一下雨厨房地漏就往上冒，味道整层楼都有。"),
        new("找工作", "四十五岁，做过仓管和保洁，想就近找份白班。"),
        new("树枝压电线", "台风后榕树歪了，枝条搭在线上，刮风会冒火花。"),
        new("骑手没水喝", "中午送餐最热的时候，想有个能接水、充电、坐十分钟的地方。"),
        new("法律问题", "房东不退押金 2,400 元，合同第七条写得含糊，想问问律师。"),
        new("阿婆不会用手机", "医院只收手机挂号，她只会接电话，能不能有人教。"),
        new("广场舞", "晚九点半还在放，声音开到最大——我孙女第二天要考试。"),
        new("空调外机滴水", "楼上三户的水都滴在我家雨棚上，嘀嗒一整夜。"),
        new("买菜远", "菜车取消以后，八十岁的人要走两公里买菜。"),
        new("垃圾桶满了", "周末没人收，周一早上桶边一地，苍蝇乱飞。"),
        new("停车收费乱", "同一个口，早上说 5 元，晚上要 15 元，没有牌子没有票。"),
        new("想当志愿者", "我会理发，周日上午有空，可以给行动不便的老人上门剪。"),
        new("高空抛物", "昨天一只花盆砸在我面前两米，查监控说坏了。"),
        new("小区没有活动室", "雨天老人都挤在门卫室下棋。"),
        new("wifi 信号", "电梯和地库 0 格，打不了电话，万一困在里面怎么办？"),
        new("孩子近视", "班里一半戴眼镜了，希望有人来查查视力，讲讲怎么保护。"),
        new("业委会", "选了两次都不够票数，物业说没有业委会不能动维修金。"),
        new("一个人过年", "儿女都在国外，年夜饭想有人一起吃。"),
        new("积水", "每次暴雨十字路口水到膝盖，电动车全熄火。"),
        new("轮椅借用", "妈妈下周出院，要用一个月，买不划算。"),
        new("谢谢", "上次反映的井盖两天就换了，谢谢你们！顺便问问旁边那块松砖归谁管？"),
    ];
}
