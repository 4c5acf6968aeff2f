using System.Text.Json.Nodes;
using Matching.Api.Escalation;
using Matching.Api.Tests.Imports;
using Matching.Core.Grid;

namespace Matching.Api.Tests.Scenarios;

/// <summary>A year of a street, or its first quarters, played through the API by people who act by the plan's dice: what they do depends on what
/// they see and on nothing else.</summary>
/// <param name="store">The store that the app serves.</param>
/// <param name="atOnce">Whether a rush in the hall comes at once, so that nobody knows who wins; else one after another.</param>
internal sealed partial class Year(YearPlan plan, string store, bool atOnce = true) : IAsyncDisposable
{
    /// <summary>When somebody does something; what time itself does comes at the next of them, an hour or a few after it is due.</summary>
    private static readonly int[] HoursOfADay = [2, 8, 10, 12, 14, 16, 18, 22];

    private readonly Clock clock = new(YearPlan.Begin);
    private readonly Dictionary<string, string> lookUps = [];
    private readonly List<Filing> waiting = [];
    private App? app;

    /// <summary>How often each rule has refused an act; that is part of life.</summary>
    public SortedDictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>How many moments there were so far at which the server could have stopped.</summary>
    public int Moments { get; private set; }

    /// <summary>At these moments it stops and starts again.</summary>
    public IReadOnlySet<int> Stops { get; init; } = new HashSet<int>();

    /// <summary>Done while the server is stopped.</summary>
    public Action WhileStopped { get; init; } = () => { };

    public App App => app ?? throw new InvalidOperationException("The year has not begun.");

    private DateTimeOffset Now => clock.Now;

    private int Day => (int)(Now - YearPlan.Begin).TotalDays;

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }

    public async Task Play()
    {
        app = await App.Start(store, clock, plan.Lists);
        await Appear();
        var filings = new Queue<Filing>(plan.Filings);
        foreach (var hour in Enumerable.Range(0, plan.Days).SelectMany(day => HoursOfADay.Select(hour => day * 24 + hour)))
        {
            clock.Advance(YearPlan.Begin.AddHours(hour) - Now);
            await Moment();
            await TimerLoop.FireDue(App.Services);
            await Live(hour % 24);
            while (filings.TryPeek(out var next) && next.Hour <= hour)
                await File(filings.Dequeue());
        }
        clock.Advance(YearPlan.Begin.AddDays(plan.Days) - Now);
        await TimerLoop.FireDue(App.Services);
    }

    private async Task Live(int hour)
    {
        if (hour == 2 && Day % plan.DaysBetweenRuns == 0)
            await Act("/api/match-runs", null, Actors.Street);
        else if (hour == 8)
            await Morning();
        else if (hour == 10)
            await Orders();
        else if (hour == 12)
            await Noon();
        else if (hour == 14)
            await Browse();
        else if (hour == 16)
            await Afternoon();
        else if (hour == 18)
            await Visits();
        await Meet(hour);
        await Gather(hour);
    }

    private async Task Morning()
    {
        if (Day == plan.StormDay)
            (await Act("/api/surge/begin", Surge(), Actors.Street)).Expect(200);
        await Nods();
        await Issue();
        if (Day % 7 == 4)
            await Import();
    }

    private async Task Noon()
    {
        if (plan.IsStorm(Day) || Day % 30 == 15)
            await Rush();
        if (Day % 7 == 5)
            await Climb();
    }

    private async Task Afternoon()
    {
        if (Day % 7 == 1 || plan.IsStorm(Day))
            await Pool();
        if (Day == plan.StormDay + 1)
            await Shop();
        if (Day == plan.StormDay + YearPlan.StormDays - 1)
            (await Act("/api/surge/end", Surge(), Actors.Street)).Expect(200);
    }

    /// <summary>Those who answer for a place have their accounts from the beginning, since rungs that nobody holds are passed over.</summary>
    private async Task Appear()
    {
        await App.Token(Actors.Street);
        await App.Token(Approver);
        foreach (var community in plan.Communities)
        {
            await App.Token(Committee(community));
            await App.Token($"visitor/V-{community[^3..]}@{community}");
        }
        foreach (var estate in plan.Filings.Select(filing => filing.Demand.Area.At(AreaLevel.Estate)).OfType<AreaCode>().Distinct().Order())
        {
            await App.Token(Lead(estate.Value));
            if (plan.Roll(2, "branch", estate.Value) == 0)
                await App.Token($"branch/B-{estate.Value[^6..]}@{estate}");
        }
    }

    private static string Committee(string area) => $"community/C-{area[9..12]}@{area[..12]}";

    private static string Lead(string area) => area.Length < 15 ? Committee(area) : $"lead/L-{area[9..15]}@{area[..15]}";

    private JsonObject Surge() => new() { ["street"] = plan.Communities[0][..9], ["reason"] = "台风登陆" };

    /// <summary>One act of somebody; what became due by it happens at once. Only a rule may refuse it.</summary>
    private async Task<Answer> Act(string path, JsonNode? body, string actor)
    {
        await Moment();
        var answer = Tell(await App.Post(path, body, actingAs: actor));
        await TimerLoop.FireDue(App.Services);
        return answer;
    }

    private Answer Tell(Answer answer)
    {
        if (answer.Status == 409)
            Refusals[answer.Code] = Refusals.GetValueOrDefault(answer.Code) + 1;
        else
            Assert.That(answer.Status, Is.AnyOf(200, 201), () => $"{Now:u} {answer.Asked}: {answer.Body}");
        return answer;
    }

    private async Task Moment()
    {
        if (!Stops.Contains(++Moments))
            return;
        await App.DisposeAsync();
        WhileStopped();
        app = await App.Start(store, clock);
    }

    private async Task<IReadOnlyList<JsonNode>> All(string path)
    {
        var found = new List<JsonNode>();
        for (string? cursor = null; ;)
        {
            var page = (await App.Get($"{path}&limit=200{(cursor is null ? "" : $"&cursor={cursor}")}", actingAs: Actors.Street)).Expect(200);
            found.AddRange(page.List("items").Select(item => item!));
            if ((cursor = (string?)page.Json["next"]) is null)
                return found;
        }
    }

    private async Task<string?> File(Filing filing)
    {
        if (filing.Door == Door.Import)
        {
            waiting.Add(filing);
            return null;
        }
        var receipt = await Act("/api/demands", filing.Body(), filing.Door == Door.Lead ? Lead(filing.Demand.Area.Value) : "resident");
        if (receipt.Status != 201)
            return null;
        lookUps[receipt.Text("code")] = receipt.Text("lookUpCode");
        return receipt.Text("code");
    }

    /// <summary>What the hotline gathered in a week comes as a file.</summary>
    private async Task Import()
    {
        if (waiting.Count == 0)
            return;
        var file = System.Text.Encoding.UTF8.GetBytes(Sheets.Csv([Filing.Columns, .. waiting.Select(filing => filing.Row())]));
        await Moment();
        var check = Tell(await App.Upload("demands", file)).Expect(201);
        Assert.That(check.Number("wrong"), Is.Zero, () => check.Body);
        (await Act($"/api/imports/{check.Text("id")}/confirm", null, Actors.Street)).Expect(200);
        waiting.Clear();
    }
}
