using System.Globalization;
using System.Text.Json.Nodes;

namespace Matching.Api.Tests.Scenarios;

/// <summary>What people do once a quarter beside what is asked of the lists: posts, a visit to a firm, a survey, the mailbox, an activity, property ratings.</summary>
internal sealed partial class Year
{
    private const int Claimants = 6;
    private const int Slips = 12;

    private (string Code, string Holder) post;
    private Answer? companyVisit;
    private Answer? survey;
    private (string Path, string Unit, DateTimeOffset Start)? activity;
    private readonly List<(string Code, string Kind)> mail = [];

    /// <summary>Property ratings taken, per quarter.</summary>
    public List<long> Ratings { get; } = [];

    /// <summary>Where most of it happens: an estate of the first meeting place.</summary>
    private string Estate => Estates.First(code => code.StartsWith(plan.MeetingPlaces[0], StringComparison.Ordinal));

    private IEnumerable<string> Estates => plan.Lists.Areas.Select(area => area.Code.Value).Where(code => code.Length == 15).Order(StringComparer.Ordinal);

    private string Organiser => Committee(Estate);

    private async Task Gather(int hour)
    {
        var (quarter, day) = YearPlan.InQuarter(Day);
        await ((day, hour) switch
        {
            (5, 10) => PublishPost(),
            (6, 12) => Claim(quarter),
            (8, 10) => VisitFirm(),
            (12, 10) => AskAll(quarter),
            (14, 16) => AnswerAll(),
            (15, 10) => FollowUp(),
            (18, 14) => Write(),
            (19, 10) => AnswerMail(),
            (20, 10) => NodWishes(),
            (22, 10) => SignUp(),
            (45, 14) => HandBack(quarter),
            (60, 12) => Rate(quarter),
            (_, 18) when activity is { } held && held.Start <= Now => Settle(held.Path, held.Unit),
            _ => Task.CompletedTask,
        });
    }

    /// <summary>As a date, so many days from now.</summary>
    private string DayIn(int days) => Core.ChinaTime.DayOf(Now.AddDays(days)).ToString("O", CultureInfo.InvariantCulture);

    private static string Member(int quarter, int n) => $"member/M-{quarter}{n}";

    private async Task PublishPost()
    {
        var body = new JsonObject
        {
            ["kind"] = "Volunteer", ["title"] = "护学岗", ["duties"] = "早晚各半小时", ["areas"] = new JsonArray(Estate), ["from"] = DayIn(0), ["until"] = "2026-12-31",
        };
        post = ((await Act("/api/posts", body, Organiser)).Expect(200).Json.AsArray().Single()!["code"]!.ToString(), "");
    }

    /// <summary>Several press for one post, one has it, and the committee confirms.</summary>
    private async Task Claim(int quarter)
    {
        var members = Enumerable.Range(0, Claimants).Select(n => $"{Member(quarter, n)}@{Estate[..12]}").ToList();
        foreach (var member in members)
            await App.Token(member);
        await Moment();
        var answers = new List<Answer>();
        if (atOnce)
            answers.AddRange(await Task.WhenAll(members.Select(ClaimPost)));
        foreach (var member in atOnce ? [] : members)
            answers.Add(await ClaimPost(member));
        Assert.That(answers.Select(Tell).Count(answer => answer.Status == 200), Is.EqualTo(1), "one claim wins");
        await Confirm(members[answers.FindIndex(answer => answer.Status == 200)]);
    }

    private Task<Answer> ClaimPost(string member) => App.Post($"/api/posts/{post.Code}/claim", actingAs: member);

    private async Task Confirm(string holder)
    {
        post = post with { Holder = holder };
        (await Act($"/api/posts/{post.Code}/confirm", null, Organiser)).Expect(200);
    }

    private async Task HandBack(int quarter)
    {
        (await Act($"/api/posts/{post.Code}/hand-back", Given.Reason("工作调动"), post.Holder)).Expect(200);
        var next = $"{Member(quarter, Claimants)}@{Estate[..12]}";
        (await Act($"/api/posts/{post.Code}/claim", null, next)).Expect(200);
        await Confirm(next);
    }

    /// <summary>A firm names two needs, one of a known category, and is promised two things.</summary>
    private async Task VisitFirm()
    {
        var body = new JsonObject
        {
            ["kind"] = "Visit", ["firm"] = "岭南玉器坊", ["area"] = Estate[..12], ["visitedOn"] = DayIn(0), ["said"] = "员工多，家里老人没人照看",
            ["needs"] = new JsonArray(
                new JsonObject { ["title"] = "员工想有人上门探望父母", ["category"] = Given.Visiting, ["quantity"] = 2 },
                new JsonObject { ["title"] = "车间楼道灯黑了半个月", ["category"] = null, ["quantity"] = 1 }),
            ["followUps"] = new JsonArray(
                new JsonObject { ["what"] = "问清摊位", ["owner"] = null, ["dueOn"] = DayIn(10) }, new JsonObject { ["what"] = "送政策到厂", ["owner"] = null, ["dueOn"] = DayIn(20) }),
        };
        companyVisit = (await Act("/api/company-visits", body, Organiser)).Expect(201);
    }

    /// <summary>One promise is kept; the other falls overdue.</summary>
    private async Task FollowUp() =>
        (await Act($"/api/company-visits/{companyVisit!.Text("code")}/follow-ups/{companyVisit.List("followUps")[0]!["id"]}/done",
            new JsonObject { ["result"] = "已给两个摊位" }, Organiser)).Expect(200);

    private async Task AskAll(int quarter)
    {
        var about = new JsonObject { ["place"] = Estate[..12], ["title"] = $"第{quarter + 1}季度想要什么服务", ["intro"] = "", ["closes"] = DayIn(14) };
        var draft = (await Act("/api/surveys", about, Organiser)).Expect(201).Text("code");
        var wish = new JsonObject { ["words"] = "有人上门看看老人", ["category"] = Given.Visiting };
        var question = new JsonObject
        {
            ["kind"] = "Multiple", ["words"] = "您或家人需要哪些服务？", ["required"] = true,
            ["options"] = new JsonArray(wish, new JsonObject { ["words"] = "都不需要", ["category"] = null }),
        };
        (await Act($"/api/surveys/{draft}/questions", question, Organiser)).Expect(200);
        survey = (await Act($"/api/surveys/{draft}/state", new JsonObject { ["state"] = "Published" }, Organiser)).Expect(200);
    }

    private async Task AnswerAll()
    {
        var asked = survey!.List("questions").Single()!;
        foreach (var option in new[] { 0, 0, 0, 0, 1 })
        {
            var reply = new JsonObject { ["question"] = (long)asked["id"]!, ["options"] = new JsonArray((long)asked["options"]![option]!["id"]!) };
            (await Act($"/api/survey-sheets/{survey.Text("answerCode")}", new JsonObject { ["area"] = Estate, ["replies"] = new JsonArray(reply) }, "resident")).Expect(201);
        }
    }

    /// <summary>Of four needs one becomes a demand, one supports it, one is set aside, and one waits for ever.</summary>
    private async Task NodWishes()
    {
        var path = $"/api/surveys/{survey!.Text("code")}";
        var wishes = (await App.Get($"{path}/wishes", actingAs: Organiser)).Expect(200).Json.AsArray().Select(wish => (long)wish!["id"]!).Order().ToList();
        Assert.That(wishes, Has.Count.EqualTo(4));
        var nodded = (await Act($"{path}/nods", Nod("NewDemands", wishes[0]), Organiser)).Expect(200).Json.AsArray().Single(wish => (long)wish!["id"]! == wishes[0])!;
        (await Act($"{path}/nods", Nod("Support", wishes[1], Text(nodded, "demand")), Organiser)).Expect(200);
        (await Act($"{path}/nods", Nod("Dismiss", wishes[2]), Organiser)).Expect(200);
    }

    private static JsonObject Nod(string act, long wish, string? demand = null) =>
        new() { ["wishes"] = new JsonArray(wish), ["act"] = act, ["demand"] = demand, ["reason"] = "与前一份重复" };

    private async Task Write()
    {
        mail.Clear();
        foreach (var kind in new[] { "Idea", "Thanks", "Help" })
        {
            var contact = new JsonObject { ["name"] = "何师傅", ["phone"] = "13800000000", ["consent"] = true };
            var body = new JsonObject { ["area"] = Estate, ["kind"] = kind, ["text"] = "周末可以陪邻居老人聊天", ["contact"] = contact };
            mail.Add(((await Act("/api/mailbox", body, "resident")).Expect(200).Text("code"), kind));
        }
    }

    /// <summary>Help is taken up, so that a neighbour is a small unit; the rest has an answer.</summary>
    private async Task AnswerMail()
    {
        var window = new JsonObject { ["title"] = "陪老人聊天", ["category"] = Given.Visiting, ["start"] = In(24 * 5), ["end"] = In(24 * 5 + 3), ["capacity"] = 2 };
        var thanks = new JsonObject { ["text"] = "谢谢，已转给物业" };
        foreach (var (code, kind) in mail)
            (await Act($"/api/mailbox/{code}/{(kind == "Help" ? "take-up" : "answer")}", kind == "Help" ? window : thanks, Lead(Estate))).Expect(200);
    }

    /// <summary>The unit of an activity that has room signs people up, and opens it to others, of whom one thinks better of it.</summary>
    private async Task SignUp()
    {
        var coming = (await App.Get("/api/activities?queue=Coming", actingAs: Actors.Street)).Expect(200).List("items").Select(item => item!);
        foreach (var item in coming.Where(item => (DateTimeOffset)item["start"]! > Now.AddDays(1) && (int)item["remaining"]! >= 5)
            .OrderByDescending(item => (int)item["demands"]!).ThenBy(item => (long)item["id"]!))
        {
            var (path, unit, area) = ($"/api/activities/{item["id"]}", $"unit/{item["unit"]}", EstateOf(Text(item, "offer")));
            if ((await Act($"{path}/sign-ups", Guests(2, area), unit)).Status != 201)
                continue;
            var code = (await Act($"{path}/join-code", new JsonObject { ["open"] = true }, unit)).Expect(200).Text("joinCode");
            (await Act($"/api/join/{code}", Guests(2, area), "resident")).Expect(201);
            var gone = (await Act($"/api/join/{code}", Guests(1, area), "resident")).Expect(201);
            (await Act($"/api/join/{code}/withdraw", new JsonObject { ["number"] = gone.Text("number"), ["lookUpCode"] = gone.Text("lookUpCode") }, "resident")).Expect(200);
            activity = (path, unit, (DateTimeOffset)item["start"]!);
            return;
        }
        Assert.Fail($"{Now:u}: no activity has room.");
    }

    private static JsonObject Guests(int people, string area) => new() { ["people"] = people, ["area"] = area };

    /// <summary>One that the offer serves.</summary>
    private string EstateOf(string offer) => plan.Lists.Offers.Single(known => known.Code == offer).Areas is [var first, ..]
        ? Estates.First(code => code.StartsWith(first.Value, StringComparison.Ordinal) || first.Value.StartsWith(code, StringComparison.Ordinal)) : Estate;

    /// <summary>Every second guest came, and is served; for the others it is open again.</summary>
    private async Task Settle(string path, string unit)
    {
        var open = (await App.Get(path, actingAs: unit)).Expect(200).List("guests").Where(guest => (bool)guest!["isOpen"]!).Select(guest => guest!).ToList();
        var marks = open.Select((guest, n) => (JsonNode)new JsonObject { ["number"] = Text(guest, "number"), ["present"] = n % 2 == 0 ? (int)guest["places"]! : 0 });
        (await Act($"{path}/attendance", new JsonObject { ["marks"] = new JsonArray([.. marks]) }, unit)).Expect(200);
        (await Act($"{path}/settle", Given.Reason("活动当天未到场"), unit)).Expect(200);
        activity = null;
    }

    /// <summary>All households but one rate their property service, and one tries twice.</summary>
    private async Task Rate(int quarter)
    {
        var sheet = new JsonObject { ["quarter"] = $"2026-Q{quarter + 1}", ["count"] = Slips };
        var slips = (await Act($"/api/property-ratings/{Estate}/slips", sheet, Organiser)).Expect(200).List("codes").Select(code => code!.ToString()).ToList();
        foreach (var (slip, n) in slips.Skip(1).Append(slips[1]).Select((slip, n) => (slip, n)))
            await Act($"/api/property-ballots/{slip}", Ballot(n % 3 == 0 ? "Dissatisfied" : "Satisfied"), "resident");
        Ratings.Add((long)(await App.Get($"/api/property-ratings/{Estate}", actingAs: Organiser)).Expect(200).Json.AsArray()[0]!["n"]!);
    }

    private static JsonObject Ballot(string satisfaction) =>
        new() { ["scores"] = new JsonArray([.. Enumerable.Range(1, 5).Select(question => (JsonNode)new JsonObject { ["question"] = question, ["satisfaction"] = satisfaction })]) };
}
