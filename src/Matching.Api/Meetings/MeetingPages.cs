using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Grid;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>The list of meetings, one meeting, its items and tasks, and its papers.</summary>
internal static class MeetingPages
{
    private const int MostListed = 50;

    /// <summary>The parts of a resolution as the form names them.</summary>
    public static readonly string[] Parts = ["lead", "helpers[0]", "helpers[1]", "helpers[2]"];

    private static readonly FormFields Calling = new(("body", "Meeting.Body"), ("startsAt", "Meeting.Time"), ("place", "Meeting.Place"), ("title", "Meeting.Title"));

    private static readonly FormFields OfMeeting = new(
        ("itemTitle", "Meeting.ItemTitle"), ("itemDetail", "Field.Detail"), ("itemMinutes", "Meeting.Length"), ("itemDemands", "Meeting.Demands"), ("present", "Meeting.Present"), ("guest", "Meeting.Guest"),
        ("startsAt", "Meeting.Time"), ("place", "Meeting.Place"), ("minutes", "Meeting.Minutes"));

    private static readonly FormFields OfItem = new(
    [
        ("title", "Meeting.ItemTitle"), ("detail", "Field.Detail"), ("minutes", "Meeting.Length"), ("owner", "Meeting.Owner"), ("note", "Meeting.ClaimNote"), ("text", "Thing.Resolution"),
        .. Parts.SelectMany(part => new[] { ($"{part}.body", "Meeting.TaskBody"), ($"{part}.what", "Meeting.What"), ($"{part}.owner", "Meeting.TaskOwner"), ($"{part}.dueOn", "Meeting.Due") }),
        ("outcome", "Meeting.Outcome"), ("why", "Field.Detail"),
    ]);

    private static readonly FormFields OfTask = new(("result", "Meeting.Result"), ("owner", "Meeting.TaskOwner"), ("dueOn", "Meeting.Due"));

    public static void MapMeetingPages(this IEndpointRouteBuilder routes)
    {
        MapList(routes);
        MapOne(routes);
        MapItem(routes);
        MapTask(routes);
        MapPapers(routes);
    }

    private static void MapList(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/meetings", async (HttpContext http) => await List(http, FormState.Blank(Calling))).For(MeetingRoles.Seeing);

        routes.MapFormPost("/meetings", Calling, async post =>
        {
            var (body, start) = (post.Form.Required("body"), StartOf(post.Form));
            post.Check();
            var joint = body.StartsWith("joint/", StringComparison.Ordinal) && long.TryParse(body["joint/".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
            var called = await post.SendOnce(new CallMeeting
            {
                Area = joint is null ? body : null, Committee = joint, StartsAt = start!.Value, Place = post.Form.Text("place"), Title = post.Form.Given("title"),
            });
            return new SeeOther($"/meetings/{called.Meeting.Code}");
        }, post => List(post.Http, post.Form)).For(Roles.Committee);
    }

    private static void MapOne(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/meetings/{meeting}", async (string meeting, HttpContext http) => await Show(http, meeting, null)).For(MeetingRoles.Seeing);

        Post(routes, "act", Roles.Committee, async (post, code) => await Do(post, code));
        Post(routes, "items", MeetingRoles.Proposing, async (post, code) =>
        {
            var title = post.Form.Required("itemTitle");
            var minutes = post.Form.Given("itemMinutes") is null ? (int?)null : post.Form.Whole("itemMinutes", 1, 480);
            var codes = post.Form.Text("itemDemands").Split([' ', ',', ';', '，', '；', '、'], StringSplitOptions.RemoveEmptyEntries);
            var view = await post.SendOnce(new AddAgendaItem(code, title, post.Form.Text("itemDetail"), minutes, codes));
            return $"/meetings/{code}#item-{view.Items[^1].Id}";
        });
        Post(routes, "invite", Roles.Committee, async (post, code) =>
        {
            var guest = post.Form.Required("guest");
            var unit = UnitNamed(post.Http, guest);
            await post.Send(new InviteToMeeting(code, unit, unit is null ? guest : null));
            return $"/meetings/{code}";
        });
        Post(routes, "attendance", Roles.Committee, async (post, code) =>
        {
            await post.Send(new RecordAttendance(code, [.. post.Form.Values("present").Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)]));
            return $"/meetings/{code}";
        });
        Post(routes, "move", Roles.Committee, async (post, code) =>
        {
            var start = StartOf(post.Form);
            post.Check();
            await post.Send(new MoveMeeting(code, start!.Value, post.Form.Text("place")));
            return $"/meetings/{code}";
        });
        Post(routes, "close", Roles.Committee, async (post, code) =>
        {
            await post.SendOnce(new CloseMeeting(code, post.Form.Text("minutes").ReplaceLineEndings("\n")));
            return $"/meetings/{code}";
        });
    }

    private static void MapItem(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/meetings/{meeting}/items/{item:long}", async (string meeting, long item, HttpContext http) => await ShowItem(http, meeting, item, null)).For(MeetingRoles.Seeing);

        PostItem(routes, "edit", Roles.Committee, (post, code, item) => new EditAgendaItem(code, item, post.Form.Required("title"), post.Form.Text("detail"), post.Form.Whole("minutes", 1, 480), post.Form.Given("owner")));
        PostItem(routes, "claim", [Role.Unit], (post, code, item) => new ClaimItem(code, item, post.Form.Text("note")));
        PostItem(routes, "resolve", Roles.Committee, (post, code, item) => new ResolveItem(code, item, post.Form.Required("text"), TaskOf(post.Form, Parts[0]),
            [.. Parts.Skip(1).Where(part => post.Form.Given($"{part}.body") is not null || post.Form.Given($"{part}.what") is not null).Select(part => TaskOf(post.Form, part))]));
        PostItem(routes, "outcome", Roles.Committee, (post, code, item) =>
        {
            post.Form.Required("outcome");
            return new DecideItem(code, item, post.Form.Choice<ItemOutcome>("outcome") ?? ItemOutcome.Noted, post.Form.Text("why"));
        });
    }

    private static void MapTask(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/meetings/{meeting}/tasks/{task:long}", async (string meeting, long task, HttpContext http) => await ShowTask(http, meeting, task, null)).For(MeetingRoles.Seeing);

        PostTask(routes, "done", (post, code, task) => new FinishTask(code, task, post.Form.Required("result")));
        PostTask(routes, "assign", (post, code, task) =>
        {
            var day = post.Form.Day("dueOn");
            if (day is null && post.Form.ErrorOf("dueOn") is null)
                post.Form.Required("dueOn");
            return new AssignTask(code, task, post.Form.Required("owner"), day ?? default);
        });
    }

    private static void MapPapers(IEndpointRouteBuilder routes)
    {
        foreach (var (name, paper) in new (string, Func<MeetingView, MeetingPaper>)[] { ("agenda", MeetingPaper.Agenda), ("minutes", MeetingPaper.Minutes) })
        {
            routes.MapPage($"/meetings/{{meeting}}/{name}", async (string meeting, IMediator mediator) =>
                PageEndpoints.Page<PaperPage>(new { Paper = paper(await mediator.Send(new GetMeeting(meeting))), Code = meeting, Document = $"/meetings/{meeting}/{name}.docx" })).For(MeetingRoles.Seeing);

            routes.MapPage($"/meetings/{{meeting}}/{name}.docx", async (string meeting, IMediator mediator) =>
            {
                CultureInfo.CurrentUICulture = Words.Chinese;
                return TypedResults.File(MeetingDocument.Of(paper(await mediator.Send(new GetMeeting(meeting)))), MeetingDocument.ContentType, $"{meeting}-{name}.docx");
            }).For(MeetingRoles.Seeing);
        }
    }

    private static void Post(IEndpointRouteBuilder routes, string act, Role[] roles, Func<FormPost, string, Task<string>> send) =>
        routes.MapFormPost($"/meetings/{{meeting}}/{act}", OfMeeting, async post => new SeeOther(await send(post, post.Route("meeting"))), post => Show(post.Http, post.Route("meeting"), post.Form)).For(roles);

    private static void PostItem(IEndpointRouteBuilder routes, string act, Role[] roles, Func<FormPost, string, long, ICommand<MeetingView>> request) =>
        routes.MapFormPost($"/meetings/{{meeting}}/items/{{item:long}}/{act}", OfItem, async post =>
        {
            var (code, item) = (post.Route("meeting"), Number(post.Route("item")));
            await post.SendOnce(request(post, code, item), act);
            return new SeeOther($"/meetings/{code}#item-{item}");
        }, post => ShowItem(post.Http, post.Route("meeting"), Number(post.Route("item")), post.Form)).For(roles);

    private static void PostTask(IEndpointRouteBuilder routes, string act, Func<FormPost, string, long, ICommand<MeetingView>> request) =>
        routes.MapFormPost($"/meetings/{{meeting}}/tasks/{{task:long}}/{act}", OfTask, async post =>
        {
            var (code, task) = (post.Route("meeting"), Number(post.Route("task")));
            await post.SendOnce(request(post, code, task), act);
            return new SeeOther($"/meetings/{code}/tasks/{task}");
        }, post => ShowTask(post.Http, post.Route("meeting"), Number(post.Route("task")), post.Form)).For(MeetingRoles.Proposing);

    /// <summary>The buttons of the agenda: an act, and for some the item that it is about.</summary>
    private static async Task<string> Do(FormPost post, string code)
    {
        var (act, id) = post.Form.Text("do").Split(':') is [var name, var number] ? (name, Number(number)) : (post.Form.Text("do"), 0);
        ICommand<MeetingView> request = act switch
        {
            "draft" => new DraftAgenda(code),
            "freeze" => new FreezeAgenda(code),
            "begin" => new BeginMeeting(code),
            "up" or "down" => new ShiftAgendaItem(code, id, act == "up"),
            "remove" => new RemoveAgendaItem(code, id),
            "drop" => new DropResolution(code, id),
            _ => throw new BadHttpRequestException(Words.Say("Form.Choice", Words.Say("Desk.Act"))),
        };
        await post.Send(request);
        return act is "up" or "down" ? $"/meetings/{code}#item-{id}" : $"/meetings/{code}";
    }

    private static async Task<IResult> List(HttpContext http, FormState form)
    {
        var services = http.RequestServices;
        var (areas, context) = (services.GetRequiredService<KnownAreas>(), services.GetRequiredService<CallContext>());
        var committees = services.GetRequiredService<Database>().Read(session => session.Query<CommitteeRow>(CommitteeRow.Select));
        IEnumerable<Option> places = areas.All().Where(area => area.Code.Level is AreaLevel.Community or AreaLevel.Estate && MeetingRoles.MayRun(context, MeetingKind.Community, [area.Code.Value]))
            .Select(area => new Option(area.Code.Value, areas.PathOf(area.Code.Value)));
        var joint = committees.GroupBy(row => (row.Id, row.Name)).Where(members => MeetingRoles.MayRun(context, MeetingKind.Joint, [.. members.Select(member => member.Community)]))
            .Select(members => new Option($"joint/{members.Key.Id}", members.Key.Name));
        return PageEndpoints.Page<MeetingsPage>(new { List = await services.GetRequiredService<IMediator>().Send(new ListMeetings(null, MostListed)), Form = form, Bodies = (IReadOnlyList<Option>)[.. joint, .. places] });
    }

    private static async Task<IResult> Show(HttpContext http, string code, FormState? form)
    {
        var view = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetMeeting(code));
        return PageEndpoints.Page<MeetingPage>(new
        {
            View = view, Form = form ?? FormState.Blank(OfMeeting, ("startsAt", Core.ChinaTime.Text(view.Meeting.StartsAt)[..16]), ("place", view.Meeting.Place)),
            Attendance = FormState.Blank(OfMeeting, [.. view.Guests.Where(guest => guest.Present == true).Select(guest => ("present", (string?)guest.Id.ToString(CultureInfo.InvariantCulture)))]),
        });
    }

    private static async Task<IResult> ShowItem(HttpContext http, string code, long id, FormState? form)
    {
        var view = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetMeeting(code));
        var item = view.Items.FirstOrDefault(item => item.Id == id) ?? throw new NotThereException("AgendaItem", id.ToString(CultureInfo.InvariantCulture));
        return PageEndpoints.Page<ItemPage>(new
        {
            View = view, Item = item, Bodies = BodiesOf(http, view, item),
            Form = form ?? FormState.Blank(OfItem, ("title", item.Title), ("detail", item.Detail), ("minutes", item.Minutes.ToString(CultureInfo.InvariantCulture)), ("owner", item.Owner),
                ("outcome", item.Outcome?.ToString()), ("why", item.OutcomeWhy), ("lead.body", item.Claims.Count > 0 ? item.Claims[0].Unit : item.Owner)),
        });
    }

    private static async Task<IResult> ShowTask(HttpContext http, string code, long id, FormState? form)
    {
        var view = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetMeeting(code));
        var task = view.Items.SelectMany(item => item.Resolutions.Concat(item.Reports)).SelectMany(resolution => resolution.Tasks).FirstOrDefault(task => task.Id == id)
            ?? throw new NotThereException("MeetingTask", id.ToString(CultureInfo.InvariantCulture));
        return PageEndpoints.Page<TaskPage>(new
        {
            View = view, Task = task, Form = form ?? FormState.Blank(OfTask, ("owner", task.Owner), ("dueOn", task.DueOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        });
    }

    /// <summary>The units that were asked, who is proposed, and the committees of the meeting's places and its street.</summary>
    private static IReadOnlyList<Option> BodiesOf(HttpContext http, MeetingView view, AgendaItemView item)
    {
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        var places = http.RequestServices.GetRequiredService<Database>().Read(session => new MeetingRow { Code = view.Meeting.Code }.PlacesOf(session));
        IEnumerable<string> nodes = places.Append(view.Meeting.Area).Append(view.Meeting.Area[..9]).Distinct();
        IEnumerable<Option> proposed = item.Owner is null ? [] : [new Option(item.Owner, item.OwnerName)];
        return [.. view.Guests.Where(guest => guest.Unit is not null).Select(guest => new Option(guest.Unit!, guest.Name)).Concat(proposed)
            .Concat(nodes.Select(node => new Option(node, MeetingRoles.NameOf(node, "", areas)))).DistinctBy(option => option.Value)];
    }

    /// <summary>The unit of that code or exact name, or null.</summary>
    private static string? UnitNamed(HttpContext http, string text) =>
        http.RequestServices.GetRequiredService<Database>().Read(session => session.One<string>("select code from unit where code = @text or name = @text order by code limit 1", new { text }));

    private static TaskDraft TaskOf(FormState form, string part) =>
        new(form.Required($"{part}.body"), form.Required($"{part}.what")) { Owner = form.Text($"{part}.owner"), DueOn = form.Day($"{part}.dueOn") };

    private static DateTimeOffset? StartOf(FormState form)
    {
        var start = form.Instant("startsAt");
        if (start is null && form.ErrorOf("startsAt") is null)
            form.Required("startsAt");
        return start;
    }

    private static long Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private sealed record CommitteeRow
    {
        public const string Select = "select c.id, c.name, m.community from joint_committee c join joint_member m on m.committee = c.id order by c.id, m.community";

        public long Id { get; init; }

        public string Name { get; init; } = "";

        public string Community { get; init; } = "";
    }
}
