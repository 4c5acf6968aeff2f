using Matching.Api.Access;
using Matching.Core.Demands;
using Matching.Core.Orders;

namespace Matching.Api.Pages;

/// <summary>Invented content for the page with every component in every state.</summary>
public sealed record StatesModel(PageAddress Address)
{
    public FormState Faulty { get; } = MakeFaulty();

    public FormState Good { get; } = FormState.Blank(Fields("good"), [.. Enum.GetValues<FieldKind>().Select(kind => ($"good{kind}", (string?)SampleOf(kind)))]);

    public IReadOnlyList<Option> Options { get; } = [new("1", "出行停车"), new("2", "水电气网") { Hint = "宽带、漏水、跳闸" }, new("3", "健康医疗"), new("4", "学习托管")];

    public IReadOnlyList<Enum> States { get; } =
        [.. Enum.GetValues<DemandState>(), .. Enum.GetValues<OrderState>(), .. Enum.GetValues<Urgency>(), .. Enum.GetValues<AccountState>()];

    public IReadOnlyList<Column> Columns { get; } =
        [new("标题", Sort: "title"), new("楼栋"), new("状态"), new("数量", IsNumber: true, Sort: "quantity"), new("期限", Sort: "due"), new("操作")];

    public IReadOnlyList<TableRow> Rows { get; } =
    [
        RowOf("孙子上网课老是断线", "望湖苑 3栋", DemandState.Open, "1 次", null),
        RowOf("三栋电梯又坏了，老人下不了楼，已经第三天，物业说在等配件", "望湖苑 3栋", DemandState.Escalated, "12 人次", Urgency.Urgent),
        RowOf("周末想借场地排练", "湖心社区", DemandState.Served, "80 座", null),
    ];

    public string LongText { get; } = "晚上七点后宽带特别慢，想请人上门看看。\n家里有老人，请提前打电话。";

    public IReadOnlyList<TimelineStep> Steps { get; } =
    [
        new("已登记", Noon(20), StepState.Done) { Who = "楼长" },
        new("已对接", Noon(21), StepState.Done) { Note = "由某通信公司湖心服务队上门" },
        new("办理中", Noon(22), StepState.Current) { Due = Noon(25) },
        new("已办结", null, StepState.Waiting),
        new("评价", null, StepState.Waiting),
    ];

    public IReadOnlyList<NumberTile> Numbers { get; } =
    [
        new("待对接", "12") { Link = "/dev/states?tile=1", Tone = Tone.Amber, Definition = "已受理、还没有单位接" },
        new("匹配率", "63.4%") { Tone = Tone.Blue, Change = "比上期 +3.1 个百分点" },
        new("已销号", "1,204") { Tone = Tone.Green },
        new("超期", "3") { Tone = Tone.Red, Link = "/dev/states?tile=2" },
    ];

    public IReadOnlyList<string> Series { get; } = ["已匹配", "待处理", "未满足"];

    public IReadOnlyList<ChartRow> Bars { get; } = [new("出行停车", 20, 5, 12), new("水电气网", 31, 9, 2), new("健康医疗", 14, 3, 0), new("关爱帮扶", 1, 0, 1)];

    public IReadOnlyList<ChartRow> Weeks { get; } = [new("9-07", 12, 6), new("9-14", 18, 11), new("9-21", 9, 14), new("9-28", 11, 16), new("10-05", 7, 15)];

    public IReadOnlyList<ChartRow> Heat { get; } = [new("出行停车", 1, 12, 3, 0), new("健康医疗", 21, 4, 0, 17), new("水电气网", 9, 0, 6, 0)];

    public IReadOnlyList<MapTile> Tiles { get; } =
    [
        new("湖心社区", 1, 1, 3, "74%", "34/46") { Link = "/dev/states?area=1" }, new("东堤社区", 1, 2, 0, "38%", "9/24") { Link = "/dev/states?area=2" },
        new("桥南社区", 2, 1, 1, "47%", "15/32"), new("安德路社区", 2, 2, 2, "61%", "20/33"), new("新塘社区", 2, 3, null, "没有需求"),
    ];

    private static FormState MakeFaulty()
    {
        var form = FormState.Blank(Fields("bad"), [.. Enum.GetValues<FieldKind>().Select(kind => ($"bad{kind}", (string?)(kind == FieldKind.Number ? "abc" : SampleOf(kind))))]);
        foreach (var kind in Enum.GetValues<FieldKind>())
            form.Fault($"bad{kind}", Words.Say("Form.Required", form.LabelOf($"bad{kind}")));
        form.Fault(Words.Say("Form.SentAlready"));
        return form;
    }

    private static FormFields Fields(string prefix) => new([.. Enum.GetValues<FieldKind>().Select(kind => ($"{prefix}{kind}", "States.Field"))]);

    private static string SampleOf(FieldKind kind) => kind switch
    {
        FieldKind.Date => "2026-12-05", FieldKind.Time => "14:30", FieldKind.DateTime => "2026-12-05T14:30", FieldKind.Select or FieldKind.Radios or FieldKind.Checks => "2",
        FieldKind.Tick => "yes", FieldKind.Number => "12", FieldKind.Phone => "0757-80000000", FieldKind.Password or FieldKind.File => "", _ => "孙子上网课老是断线",
    };

    private static TableRow RowOf(string title, string place, DemandState state, string quantity, Urgency? urgency) => new(
        Cell.To("/dev/states", title) with { Mark = urgency }, place, Cell.Of(state), quantity, new Cell("11-25 18:00") { Note = "还剩 2 天" }, Cell.Button("/dev/states", "查看", $"查看 {title}"));

    private static DateTimeOffset Noon(int day) => new(2026, 11, day, 12, 0, 0, TimeSpan.FromHours(8));
}

internal static class StatesPages
{
    /// <summary>Only where nobody real works.</summary>
    public static void MapStatesPage(this IEndpointRouteBuilder routes)
    {
        var environment = routes.ServiceProvider.GetRequiredService<IHostEnvironment>();
        if (environment.IsDevelopment() || environment.IsEnvironment(DemoMode.Environment))
            routes.MapPage("/dev/states", (HttpContext http) => PageEndpoints.Page<StatesPage>(new { Model = new StatesModel(PageAddress.Of(http.Request)) })).ForAnybody();
    }
}
