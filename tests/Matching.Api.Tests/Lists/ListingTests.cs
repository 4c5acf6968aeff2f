using System.Text.Json.Nodes;
using Matching.Api.Lists;

namespace Matching.Api.Tests.Lists;

/// <summary>The three lists as the API gives them, over the seed lists and a few rows more.</summary>
[TestFixture(typeof(SqliteStore))]
[TestFixture(typeof(PostgresStore))]
internal sealed class ListingTests<TStore> : OneAppTests<TStore> where TStore : IStore
{
    private const string Estate = "440699001001001";

    protected override ListSet? Lists => null;

    protected override async Task Fill()
    {
        foreach (var title in new[] { "水费涨了100%想问清楚", "水费涨了1000想问清楚", "表格a_b怎么填", "表格axb怎么填", "叹号!要留着", "ABC楼的WiFi很慢" })
            await App.FileDemand(Given.Demand(title, area: Estate));
    }

    [TestCase("demands", 213)]
    [TestCase("offers", 160)]
    [TestCase("units", 124)]
    public async Task List_PagedBySeven_VisitsEachRowOnceInOneOrder(string list, int rows)
    {
        var paged = await All($"/api/{list}?limit=7");

        Assert.That(paged, Has.Count.EqualTo(rows).And.Unique);
        Assert.That(paged, Is.EqualTo(await All($"/api/{list}?limit=200")));
    }

    [Test]
    public async Task ListOrders_Paged_VisitsEachRowOnce()
    {
        var paged = await All("/api/orders?limit=7");

        Assert.That(paged, Is.EqualTo(Store.Query<string>("select code from service_order order by seq")));
    }

    [Test]
    public async Task ListDemands_RowsCameWhilePaging_VisitsTheOldOnesOnceAndTheNewOnesToo()
    {
        var first = (await App.Get("/api/offers?limit=100")).Expect(200);
        var added = await App.PublishOffer(Given.OfferBody("DW-0001"));
        var rest = (await App.Get($"/api/offers?limit=100&cursor={first.Text("next")}")).Expect(200);

        var codes = first.Texts("items", "code").Concat(rest.Texts("items", "code")).ToList();

        Assert.That(codes, Is.Unique);
        Assert.That(codes.Last(), Is.EqualTo(added));

        Store.Execute("delete from slot where offer = @added", new { added });
        Store.Execute("delete from offer where code = @added", new { added });
    }

    [TestCase("100%", "水费涨了100%想问清楚")]
    [TestCase("a_b", "表格a_b怎么填")]
    [TestCase("叹号!要", "叹号!要留着")]
    [TestCase("abc楼的wifi", "ABC楼的WiFi很慢")]
    public async Task ListDemands_ByText_TakesTheTextAsItStands(string text, string title) =>
        Assert.That((await App.Get($"/api/demands?q={Uri.EscapeDataString(text)}")).Texts("items", "title"), Is.EqualTo(new[] { title }));

    [TestCase("%")]
    [TestCase("_")]
    public async Task ListDemands_ByAWildcard_FindsOnlyRowsThatHoldIt(string text)
    {
        var titles = await All($"/api/demands?limit=200&q={Uri.EscapeDataString(text)}", row => $"{row["title"]}{row["detail"]}{row["code"]}");

        Assert.That(titles, Is.Not.Empty.And.All.Contains(text));
    }

    [TestCase("440699001003")]
    [TestCase("440699001001001")]
    public async Task ListDemands_ByArea_GivesWhatLiesBelowIt(string area)
    {
        var areas = await All($"/api/demands?limit=200&area={area}", row => row["area"]!.ToString());

        Assert.That(areas, Has.Count.EqualTo(Store.Count("select count(*) from demand where substr(area, 1, @length) = @area", new { area, length = area.Length })));
        Assert.That(areas, Is.Not.Empty.And.All.StartsWith(area));
    }

    [TestCase("Open")]
    [TestCase("Matched")]
    [TestCase("Withdrawn")]
    public async Task ListDemands_ByState_GivesThatStateOnly(string state)
    {
        var states = await All($"/api/demands?limit=200&state={state}", row => row["state"]!.ToString());

        Assert.That(states, Has.All.EqualTo(state));
        Assert.That(states, Has.Count.EqualTo(Store.Count("select count(*) from demand where state = @state", new { state })));
    }

    [TestCase("独居探访", "0701")]
    [TestCase("0701", "0701")]
    [TestCase("关爱帮扶", "07")]
    public async Task ListDemands_ByCategory_TakesCodeOrNameAndWhatLiesBelowIt(string category, string prefix)
    {
        var categories = await All($"/api/demands?limit=200&category={Uri.EscapeDataString(category)}", row => row["category"]!.ToString());

        Assert.That(categories, Is.Not.Empty.And.All.StartsWith(prefix));
        Assert.That(categories, Has.Count.EqualTo(Store.Query<string>("select category from demand").Count(code => code.StartsWith(prefix, StringComparison.Ordinal))));
    }

    [TestCase("独居探访", "0701")]
    [TestCase("关爱帮扶", "07")]
    public async Task ListOffers_ByCategory_GivesOffersThatServeIt(string category, string prefix)
    {
        var codes = await All($"/api/offers?limit=200&category={Uri.EscapeDataString(category)}");

        Assert.That(codes, Is.EqualTo(Store.Read(session => session.Query<(string Code, string Categories)>("select code, categories from offer order by seq"))
            .Where(offer => offer.Categories.Split(';').Any(served => served.StartsWith(prefix, StringComparison.Ordinal))).Select(offer => offer.Code)));
    }

    [Test]
    public async Task ListOffers_ByArea_GivesOffersWhoseServiceAreaHoldsIt()
    {
        var codes = await All("/api/offers?limit=200&area=440699001003");

        var servingAll = Store.Query<string>("select code from offer where areas = ''");
        var naming = Store.Query<string>("select code from offer where areas like '%440699001003%'");
        var servingTheStreet = Store.Read(session => session.Query<(string Code, string Areas)>("select code, areas from offer")).Where(offer => offer.Areas.Split(';').Contains("440699001")).Select(offer => offer.Code);
        Assert.That(codes, Is.EquivalentTo(servingAll.Concat(naming).Concat(servingTheStreet).Distinct()));
    }

    [Test]
    public async Task ListOrders_ByEachFilter_GivesOnlyMatchingRows()
    {
        var order = (await App.Get("/api/orders?limit=1")).List("items")[0]!;
        var demand = await App.Demand(order["demand"]!.ToString());

        foreach (var (filter, value, field) in new[]
        {
            ("unit", order["unit"]!.ToString(), "unit"), ("demand", order["demand"]!.ToString(), "demand"), ("state", "Proposed", "state"), ("run", "1", "matchRun"),
            ("q", order["code"]!.ToString(), "code"),
        })
            Assert.That(await All($"/api/orders?limit=200&{filter}={value}", row => row[field]!.ToString()), Is.Not.Empty.And.All.EqualTo(value), filter);
        var category = demand.Text("demand.categoryName");
        Assert.That(await All($"/api/orders?limit=200&category={Uri.EscapeDataString(category)}"), Is.EquivalentTo(Store.Query<string>(
            "select o.code from service_order o join demand d on d.code = o.demand where d.category = @category", new { category = demand.Text("demand.category") })));
    }

    [TestCase("/api/demands?limit=0")]
    [TestCase("/api/demands?limit=201")]
    [TestCase("/api/demands?limit=many")]
    [TestCase("/api/offers?cursor=abc")]
    [TestCase("/api/orders?cursor=-1")]
    [TestCase("/api/demands?state=Nowhere")]
    [TestCase("/api/orders?run=first")]
    public async Task List_MalformedQuery_Is400(string path) => Assert.That((await App.Get(path)).Expect(400).Code, Is.EqualTo("bad-request"));

    [TestCase("/api/demands?q=%00")]
    [TestCase("/api/demands?area=%00")]
    [TestCase("/api/demands?category=%00")]
    [TestCase("/api/offers?unit=%00")]
    [TestCase("/api/orders?demand=%00")]
    [TestCase("/api/units?q=a%00b")]
    public async Task List_NullCharacterInTheQuery_IsAnEmptyListOr400(string path) => Assert.That((await App.Get(path)).Status, Is.EqualTo(200).Or.EqualTo(400));

    [TestCase("/api/areas?level=Community", 12)]
    [TestCase("/api/areas?level=Estate", 50)]
    [TestCase("/api/areas?under=440699001001&level=Community", 1)]
    [TestCase("/api/categories", 62)]
    public async Task ReferenceList_Narrowed_HasThatManyRows(string path, int rows) => Assert.That((await App.Get(path)).Expect(200).Json.AsArray(), Has.Count.EqualTo(rows));

    [Test]
    public async Task List_NothingFound_IsAnEmptyPage()
    {
        var page = (await App.Get("/api/demands?q=没有这几个字")).Expect(200);

        Assert.That(page.List("items"), Is.Empty);
        Assert.That(page.Text("next"), Is.Empty);
    }

    private Task<List<string>> All(string path) => All(path, row => row["code"]!.ToString());

    private async Task<List<string>> All(string path, Func<JsonNode, string> read)
    {
        var rows = new List<string>();
        for (var cursor = ""; ;)
        {
            var page = (await App.Get($"{path}{cursor}")).Expect(200);
            rows.AddRange(page.List("items").Select(row => read(row!)));
            if (page.Text("next").Length == 0)
                return rows;
            cursor = $"&cursor={page.Text("next")}";
        }
    }
}
