using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.History;
using Matching.Api.Http;

namespace Matching.Api.Pages;

/// <summary>The first page of somebody signed in: one thing to do, what waits, and what is new.</summary>
public sealed record StartModel
{
    private const int MostNews = 5;

    private const string DemandStates = $"select d.state as name, count(*) as many from demand d where {Sight.OfDemands} group by d.state";

    private const string Due = $"""
        select coalesce(sum(case when {BrowseDemandsHandler.IsDueSoon} then 1 else 0 end), 0) as soon, coalesce(sum(case when {BrowseDemandsHandler.IsOverdue} then 1 else 0 end), 0) as over_due
        from demand d
        where {Sight.OfDemands}
        """;

    private const string OrderStates = $"select o.state as name, count(*) as many from service_order o join demand d on d.code = o.demand where {Sight.OfOrders} group by o.state";

    private const string DemandNews = $"""
        select e.seq, e.subject, e.act, e.from_state, e.to_state, e.at, e.who, d.title as why
        from event e
        join demand d on d.code = e.subject
        where {Sight.OfDemands} and e.to_state is not null and (e.from_state is null or e.from_state <> e.to_state)
        order by e.seq desc
        limit @most
        """;

    private const string OrderNews = $"""
        select e.seq, e.subject, e.act, e.from_state, e.to_state, e.at, e.who, d.title as why
        from event e
        join service_order o on o.code = e.subject
        join demand d on d.code = o.demand
        where {Sight.OfOrders} and e.to_state is not null and (e.from_state is null or e.from_state <> e.to_state)
        order by e.seq desc
        limit @most
        """;

    public required string Action { get; init; }

    public required string ActionPath { get; init; }

    public required IReadOnlyList<NumberTile> Waiting { get; init; }

    public required IReadOnlyList<TableRow> News { get; init; }

    /// <summary>Whether the last match run is the reader's to see.</summary>
    public bool HasRuns { get; init; }

    internal static StartModel Load(Session session, CallContext context, DateTimeOffset now)
    {
        var role = context.Caller.Grants.Count > 0 ? context.Caller.Grants[0].Role : Role.Resident;
        var ofOrders = role is Role.Unit or Role.Visitor;
        var values = context.Sight.With(new { Now = now, Soon = now + BrowseDemandsHandler.Soon, most = MostNews });
        var demands = session.Query<CountRow>(DemandStates, values).ToDictionary(row => row.Name, row => row.Many);
        var orders = ofOrders ? session.Query<CountRow>(OrderStates, values).ToDictionary(row => row.Name, row => row.Many) : [];
        var due = session.One<DueRow>(Due, values)!;
        var (action, path) = ActionOf(role, demands, orders);
        return new StartModel
        {
            Action = action, ActionPath = path, HasRuns = Roles.Grid.Contains(role) || role == Role.Auditor,
            Waiting = role is Role.Administrator or Role.Member ? [] : ofOrders ? WaitingOrders(role, demands, orders) : WaitingDemands(demands, due),
            News = [.. session.Query<EventRow>(ofOrders ? OrderNews : DemandNews, values).Select(row => NewsOf(row, ofOrders))],
        };
    }

    private static (string, string) ActionOf(Role role, Dictionary<string, long> demands, Dictionary<string, long> orders) => role switch
    {
        Role.Unit when orders.GetValueOrDefault("Issued") is > 0 and var issued => (Words.Say("Start.ToAnswer", issued), "/orders"),
        Role.Unit => (Words.Say("Start.ToServe", demands.GetValueOrDefault("Open")), "/demands?state=Open"),
        Role.Visitor => (Words.Say("Start.ToVisit", orders.GetValueOrDefault("Completed")), "/orders?state=Completed"),
        Role.Auditor => (Words.Say("Page.Demands"), "/demands"),
        Role.Member => (Words.Say("Start.Posts"), "/posts"),
        Role.Administrator => (Words.Say("Page.Accounts"), "/accounts"),
        Role.Community or Role.JointCommittee or Role.Street or Role.Studio when demands.GetValueOrDefault("Filed") is > 0 and var filed => (Words.Say("Start.ToOpen", filed), "/demands?state=Filed"),
        _ => (Words.Say("File.Open"), "/demands/new"),
    };

    private static IReadOnlyList<NumberTile> WaitingDemands(Dictionary<string, long> demands, DueRow due) =>
    [
        Tile("Start.Filed", demands.GetValueOrDefault("Filed"), "/demands?state=Filed", Tone.Amber),
        Tile("Start.Open", demands.GetValueOrDefault("Open"), "/demands?state=Open", Tone.Amber),
        Tile("Start.Soon", due.Soon, "/demands?due=soon&sort=due", Tone.Red),
        Tile("Start.Over", due.OverDue, "/demands?due=over&sort=due", Tone.Red),
        Tile("Start.Served", demands.GetValueOrDefault("Served"), "/demands?state=Served", Tone.Blue),
    ];

    private static IReadOnlyList<NumberTile> WaitingOrders(Role role, Dictionary<string, long> demands, Dictionary<string, long> orders) => role == Role.Visitor
        ? [Tile("Start.Completed", orders.GetValueOrDefault("Completed"), "/orders?state=Completed", Tone.Amber)]
        :
        [
            Tile("Start.Issued", orders.GetValueOrDefault("Issued"), "/orders?tab=Mine&state=Issued", Tone.Amber),
            Tile("Start.Accepted", orders.GetValueOrDefault("Accepted"), "/orders?tab=Mine&state=Accepted", Tone.Blue),
            Tile("Start.InService", orders.GetValueOrDefault("InService"), "/orders?tab=Mine&state=InService", Tone.Blue),
            Tile("Start.Open", demands.GetValueOrDefault("Open"), "/demands?state=Open", Tone.Grey),
        ];

    private static NumberTile Tile(string word, long count, string path, Tone tone) =>
        new(Words.Say(word), count.ToString(System.Globalization.CultureInfo.InvariantCulture)) { Link = path, Tone = count == 0 ? Tone.Grey : tone };

    private static TableRow NewsOf(EventRow row, bool ofOrders)
    {
        Enum state = ofOrders ? Enum.Parse<Core.Orders.OrderState>(row.ToState!) : Enum.Parse<Core.Demands.DemandState>(row.ToState!);
        return new TableRow(Cell.To($"/{(ofOrders ? "orders" : "demands")}/{row.Subject}", row.Why), Cell.Of(state), PageText.Time(row.At));
    }

    private sealed record CountRow
    {
        public string Name { get; init; } = "";

        public long Many { get; init; }
    }

    private sealed record DueRow
    {
        public long Soon { get; init; }

        public long OverDue { get; init; }
    }
}
