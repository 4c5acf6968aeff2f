using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Matching.Api.Access;
using Matching.Api.Lists;
using Matching.Core.Grid;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching.Api.Tests.Access;

/// <summary>
/// Who may do what, asked of the running product for every route that it has: each role on its own, on its neighbour's and on its
/// parent's. The outcome is <c>docs/access.md</c>; with THREELISTS_WRITE_DOCS=1 the file is written anew.
/// </summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed partial class AccessTableTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const string SecondStreet = "440605002";
    private const string SecondEstate = SecondStreet + "001001";
    private const string SecondCommunity = Given.Street + "002";

    /// <summary>Each role with the node it holds, and the nodes of its own, its neighbour's and its parent's matters; a unit's are its order's and another's.</summary>
    private static readonly (Role Role, string Actor, string?[] Nodes)[] Actors =
    [
        (Role.Resident, "resident", [Given.Estate, null, null]),
        (Role.Lead, $"lead/T-lead@{Given.Building}", [Given.Building, Given.OtherEstate, Given.Estate]),
        (Role.Branch, $"branch/T-branch@{Given.Estate}", [Given.Estate, Given.OtherEstate, Given.Community]),
        (Role.Community, $"community/T-community@{Given.Community}", [Given.Community, SecondCommunity, Given.Street]),
        (Role.JointCommittee, $"jointcommittee/T-joint@{Given.Community}", [Given.Estate, Given.FarEstate, Given.Street]),
        (Role.Studio, $"studio/T-studio@{Given.Community}:关爱帮扶工作室", [Given.Estate, Given.FarEstate, Given.Street]),
        (Role.Street, $"street/T-street@{Given.Street}", [Given.Street, SecondEstate, null]),
        (Role.Unit, "unit/T-unit@DW-0001", ["DW-0001", "DW-0002", null]),
        (Role.Visitor, $"visitor/T-visitor@{Given.Community}", [Given.Estate, Given.FarEstate, Given.Street]),
        (Role.Member, $"member/T-member@{Given.Community}", [Given.Estate, Given.FarEstate, Given.Street]),
        (Role.Auditor, "auditor/T-auditor", [Given.Estate, Given.FarEstate, Given.Street]),
        (Role.Administrator, "administrator/T-admin", [Given.Estate, Given.FarEstate, Given.Street]),
    ];

    private readonly Dictionary<string, (string Demand, string Order)> matters = [];
    private readonly Dictionary<string, string> offers = [];

    protected override ListSet Lists
    {
        get
        {
            var lists = Given.Lists(slots: [.. Enumerable.Range(1, 6).SelectMany(day => new[] { Given.Slot(start: 24 * day, capacity: 1), Given.Slot("ZY-2026-000002", 24 * day) })]);
            return lists with { Areas = [.. lists.Areas, new Area(new AreaCode(SecondStreet), "河畔街道"), new Area(new AreaCode(SecondStreet + "001"), "河口社区"), new Area(new AreaCode(SecondEstate), "河口苑")] };
        }
    }

    protected override async Task Fill()
    {
        string[] nodes = [Given.Building, Given.Estate, Given.OtherEstate, Given.Community, SecondCommunity, Given.FarEstate, Given.Street, SecondEstate];
        var demands = new Dictionary<string, string>();
        foreach (var node in nodes)
        {
            demands[node] = (await App.FileDemand(Given.Demand(area: node))).Text("code");
            var offer = Given.OfferBody("DW-0002", starts: 500);
            offer["areas"] = new JsonArray(node);
            offers[node] = await App.PublishOffer(offer);
        }
        await App.RunMatch();
        foreach (var node in nodes)
        {
            var order = (await App.LiveOrders(demands[node])).Single();
            await App.Step(order, "issue");
            matters[node] = (demands[node], order);
            matters.TryAdd((await App.Order(order)).Text("order.unit"), matters[node]);
        }
        await App.Token($"lead/T-other@{Given.FarEstate}");
        offers["DW-0001"] = "ZY-2026-000001";
        offers["DW-0002"] = "ZY-2026-000002";
    }

    [Test]
    public async Task Access_OfEveryRoleToEveryEndpoint_IsAsTheTableSays()
    {
        var table = await Table();

        var file = Path.Combine(Repository(), "docs", "access.md");
        if (Environment.GetEnvironmentVariable("THREELISTS_WRITE_DOCS") == "1")
            File.WriteAllText(file, table);
        Assert.That(table, Is.EqualTo(File.ReadAllText(file)), "run with THREELISTS_WRITE_DOCS=1 to write it anew, and read what changed");
    }

    /// <summary>Of the table as it is committed: no role but the auditor, who sees all, gets at a neighbour's or a parent's matter by its code. Offers
    /// are not asked here: one that serves the whole street serves each building too.</summary>
    [Test]
    public void AccessTable_NeighboursAndParents_AreNobodys()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository(), "docs", "access.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).ToList();
        var auditor = 1 + Array.FindIndex(Actors, actor => actor.Role == Role.Auditor);

        Assert.That(lines, Has.Count.GreaterThan(60));
        foreach (var line in lines.Where(line => line.Contains("{code}", StringComparison.Ordinal) && !line.Contains("code in the body", StringComparison.Ordinal) && !line.Contains("/support`", StringComparison.Ordinal) && !line.Contains("/offers/", StringComparison.Ordinal)))
        {
            var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            for (var i = 1; i < cells.Length; i++)
                Assert.That(i == auditor || !cells[i].Split(' ').Skip(1).Contains("✓"), $"{cells[0]}: {Actors[i - 1].Role} {cells[i]}");
        }
    }

    [Test]
    public void EveryEndpoint_StatesAPolicy() => Assert.That(AccessPolicies.Unstated(App.Services.GetRequiredService<EndpointDataSource>().Endpoints), Is.Empty);

    [Test]
    public void Start_WithAnEndpointThatStatesNone_IsRefused()
    {
        using var store = new SqliteStore();

        var refused = Assert.ThrowsAsync<InvalidOperationException>(() => App.Start(store.Name, new Clock(Given.Now), moreRoutes: routes => routes.MapGet("/api/forgotten", () => "everything")))!;

        Assert.That(refused.Message, Does.Contain("/api/forgotten"));
    }

    private async Task<string> Table()
    {
        var text = new StringBuilder("# Who may do what\n\nAsked of the running product, for every route. Three marks for a role: on its own, on its neighbour's, on its parent's matter. ✓ allowed · 401 sign in first · "
            + "403 not this role · 404 not there, or not theirs to see · – not in the list, or no such thing.\nA role's own: a lead's building, a branch's estate, a committee's community, the street; a unit's own orders and offers. "
            + "A studio sees its theme; a member claims posts and sees no matter. The auditor reads everything but the contacts; the administrator manages accounts and sees no matter.\n\n");
        text.Append("| | ").AppendJoin(" | ", Actors.Select(actor => actor.Role.Word())).Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", Actors.Length))).Append('\n');
        foreach (var (method, endpoint) in Endpoints())
        {
            var cells = new List<string>();
            foreach (var actor in Actors)
                cells.Add(await Cell(method, endpoint, actor));
            var note = endpoint.PolicyOf() is { InSight: false } ? " look-up code in the body" : "";
            text.Append($"| `{method} {PathOf(endpoint)}`{note} | ").AppendJoin(" | ", cells).Append(" |\n");
        }
        return text.ToString();
    }

    private IEnumerable<(string Method, RouteEndpoint Endpoint)> Endpoints() =>
        from endpoint in App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.PolicyOf()!.Pace != Pace.Free
        from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods
        where method != "HEAD"
        orderby PathOf(endpoint), method
        select (method, endpoint);

    private async Task<string> Cell(string method, RouteEndpoint endpoint, (Role, string Actor, string?[] Nodes) actor)
    {
        var path = PathOf(endpoint);
        var isAboutOne = endpoint.PolicyOf()!.Subject != Subject.None;
        var isList = method == "GET" && ListPath().IsMatch(path);
        var isFiling = method == "POST" && path == "/api/demands";
        var marks = new List<string>();
        foreach (var node in actor.Nodes.Take(isAboutOne || isList || isFiling ? 3 : 1))
            marks.Add(node is null ? "–" : await Mark(method, path, actor.Actor, node, isList, isFiling));
        return string.Join(' ', marks);
    }

    private async Task<string> Mark(string method, string path, string actor, string node, bool isList, bool isFiling)
    {
        var (demand, order) = matters[node];
        var code = path.Contains("/orders/") ? order : path.Contains("/offers/") ? offers[node] : demand;
        var asked = path.Replace("{code}", code).Replace("{name}", "T-other").Replace("{id}", "1").Replace("{item}", "1").Replace("{task}", "1").Replace("{resolution}", "1").Replace("{entry}", "1").Replace("{shift}", "1").Replace("{period}", "2026-Q4");
        var body = isFiling ? Given.Demand(area: node.StartsWith("DW", StringComparison.Ordinal) ? Given.Estate : node, source: "Resident") : new JsonObject();
        var answer = method == "GET" ? await App.Get(isList ? $"{asked}?limit=200" : asked, actingAs: actor)
            : path.EndsWith("api/accounts/import", StringComparison.Ordinal) ? await App.PostBytes(asked, [1], "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", actor) : await App.Post(asked, body, actingAs: actor);
        Assert.That(answer.Status, Is.LessThan(500), $"{actor}: {answer.Asked}: {answer.Body}");
        if (answer.Status is 401 or 403 or 404)
            return $"{answer.Status}";
        if (answer.Status == 302 && method == "GET")
            return "401";
        var listed = path.Contains("orders") ? order : path.Contains("offers") ? offers[node] : demand;
        return isList && !answer.Body.Contains(listed, StringComparison.Ordinal) ? "–" : "✓";
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + RouteConstraint().Replace(endpoint.RoutePattern.RawText ?? "", "}").Trim('/');

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ThreeLists.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    [GeneratedRegex(@":\w+\}")]
    private static partial Regex RouteConstraint();

    [GeneratedRegex("/(demands|orders|offers)$")]
    private static partial Regex ListPath();
}
