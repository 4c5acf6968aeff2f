using MediatR;
using Matching.Api.Access;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

internal static class MeetingEndpoints
{
    private const int MostListed = 200;

    public static void MapMeetings(this IEndpointRouteBuilder routes)
    {
        var meetings = routes.MapGroup("/api/meetings").WithTags("Meetings");

        meetings.MapGet("", async (IMediator mediator, string? state) => TypedResults.Ok(await mediator.Send(new ListMeetings(Choice.Of<MeetingState>(state), MostListed))))
            .For(MeetingRoles.Seeing)
            .Describe("Joint meetings", "Those in sight, how each community stands with this quarter's, and the caller's own open tasks.");

        meetings.MapPost("", async (CallMeeting body, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(body)))
            .For(Roles.Committee)
            .Describe("Call a joint meeting", "Of a community or an estate by its area, or of a joint committee by its number. The agenda drafts itself a week ahead.",
                """{"area":"440699001001","startsAt":"2027-02-25T09:30","place":"社区党群服务中心二楼"}""");

        meetings.MapGet("/{meeting}", async (string meeting, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new GetMeeting(meeting))))
            .For(MeetingRoles.Seeing)
            .Describe("A joint meeting", "Agenda with computed times, guests, claims, resolutions and tasks. A unit sees what it was asked to.");

        routes.MapGet("/api/meeting-tasks", async (IMediator mediator, bool? mine) => TypedResults.Ok(await mediator.Send(new ListMeetingTasks(mine ?? true))))
            .WithTags("Meetings").For(MeetingRoles.Seeing)
            .Describe("Open tasks of meetings", "Not done yet, the next due first: the caller's own, or with mine=false all in sight.");

        MapRules(routes);
        MapPreparing(meetings);
        MapItems(meetings);
        MapHolding(meetings);
        MapDemandActs(routes);
    }

    private static void MapRules(IEndpointRouteBuilder routes)
    {
        var rules = routes.MapGroup("/api/meeting-rules").WithTags("Meetings");

        rules.MapGet("", (Rulings rulings) => TypedResults.Ok(new MeetingRulesView(rulings.Policy.Version, rulings.Policy.Meetings)))
            .For(MeetingRoles.Seeing)
            .Describe("Rules of joint meetings", "How often they are held and how they are prepared, with the policy's version; days are calendar days, usualMinute is the minute of the day in China.");

        rules.MapPost("", async (PublishMeetingRules body, IMediator mediator, Rulings rulings) =>
        {
            var published = await mediator.Send(body);
            rulings.Forget();
            return TypedResults.Ok(published);
        })
            .For([Role.Street])
            .Describe("Publish rules of joint meetings", "A new version of the policy; what is left out of the rules takes its usual value. What is called, drafted and timed already stays.",
                """{"seen":1,"reason":"议程提前十天起草","meetings":{"draftDays":10,"taskWarnDays":5}}""");
    }

    private static void MapPreparing(RouteGroupBuilder meetings)
    {
        meetings.MapPost("/{meeting}/move", async (string meeting, MoveMeetingBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new MoveMeeting(meeting, body.StartsAt, body.Place))))
            .For(Roles.Committee)
            .Describe("Move a meeting", "改期, until it begins. A meeting is never called off.", """{"startsAt":"2027-02-26T14:30","place":"社区党群服务中心二楼"}""");

        meetings.MapPost("/{meeting}/invite", async (string meeting, InviteBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new InviteToMeeting(meeting, body.Unit, body.Name))))
            .For(Roles.Committee)
            .Describe("Ask to a meeting", "A partner unit by its code, or another body by its name.", """{"name":"望湖苑业主委员会"}""");

        meetings.MapPost("/{meeting}/draft", async (string meeting, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new DraftAgenda(meeting))))
            .For(Roles.Committee)
            .Describe("Draft the agenda", "As it does by itself a week ahead: the last meeting's resolutions, then unserved demands by category, area and reason. What is there stays.");

        meetings.MapPost("/{meeting}/freeze", async (string meeting, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new FreezeAgenda(meeting))))
            .For(Roles.Committee)
            .Describe("Freeze the agenda", "Its demands are on the agenda (已上会) from now on and keep their clocks.");
    }

    private static void MapItems(RouteGroupBuilder meetings)
    {
        meetings.MapPost("/{meeting}/items", async (string meeting, AgendaItemBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new AddAgendaItem(meeting, body.Title, body.Detail, body.Minutes, body.Demands))))
            .For(MeetingRoles.Proposing)
            .Describe("Add or propose an item", "By whoever sees the meeting, while its agenda is being prepared.", """{"title":"地铁口共享单车停放","detail":"早高峰占满盲道","demands":["XQ-2026-000001"]}""");

        meetings.MapPost("/{meeting}/items/{item:long}/edit", async (string meeting, long item, EditItemBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new EditAgendaItem(meeting, item, body.Title, body.Detail, body.Minutes, body.Owner))))
            .For(Roles.Committee)
            .Describe("Edit an item", "Title, detail, minutes, and who is proposed to lead.", """{"title":"地铁口共享单车停放","minutes":20,"owner":"DW-0001"}""");

        meetings.MapPost("/{meeting}/items/{item:long}/remove", async (string meeting, long item, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new RemoveAgendaItem(meeting, item))))
            .For(Roles.Committee)
            .Describe("Take an item off", "Its demands go on as they were. What was carried over from a meeting stays.");

        foreach (var up in new[] { true, false })
        {
            meetings.MapPost($"/{{meeting}}/items/{{item:long}}/{(up ? "up" : "down")}", async (string meeting, long item, IMediator mediator, HttpContext http) =>
                Answer(http, await mediator.Send(new ShiftAgendaItem(meeting, item, up))))
                .For(Roles.Committee)
                .Describe(up ? "Move an item up" : "Move an item down", "By one place; all times follow.");
        }
    }

    private static void MapHolding(RouteGroupBuilder meetings)
    {
        meetings.MapPost("/{meeting}/begin", async (string meeting, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new BeginMeeting(meeting))))
            .For(Roles.Committee)
            .Describe("Begin the meeting", "Units may claim items, and items are decided, from now on.");

        meetings.MapPost("/{meeting}/attendance", async (string meeting, AttendanceBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new RecordAttendance(meeting, body.Present))))
            .For(Roles.Committee)
            .Describe("Record who came", "Numbers of the guests who did; the others did not.", """{"present":[1,2]}""");

        meetings.MapPost("/{meeting}/items/{item:long}/claim", async (string meeting, long item, ClaimBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new ClaimItem(meeting, item, body.Note))))
            .For([Role.Unit])
            .Describe("Claim an item", "认领 during the meeting: what the unit will do.", """{"note":"我司每天两次清运四个社区的堆积车辆"}""");

        meetings.MapPost("/{meeting}/items/{item:long}/resolutions", async (string meeting, long item, ResolveBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new ResolveItem(meeting, item, body.Text, body.Lead, body.Helpers))))
            .For(Roles.Committee)
            .Describe("Resolve an item", "One body leads (牵头), others help (配合); who answers and by when may be set until the meeting closes.",
                """{"text":"分片包干，早晚各清运一次","lead":{"body":"DW-0001","what":"四个社区的清运排班","owner":"运维主管","dueOn":"2027-06-30"},"helpers":[{"body":"DW-0002","what":"划定停放区","owner":"物业主任","dueOn":"2027-06-30"}]}""");

        meetings.MapPost("/{meeting}/resolutions/{resolution:long}/drop", async (string meeting, long resolution, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new DropResolution(meeting, resolution))))
            .For(Roles.Committee)
            .Describe("Take a resolution back", "While the meeting goes on.");

        meetings.MapPost("/{meeting}/items/{item:long}/outcome", async (string meeting, long item, DecideBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new DecideItem(meeting, item, body.Outcome, body.Why))))
            .For(Roles.Committee)
            .Describe("Decide an item", "Resolved, Next (the next meeting), Street (提请街道), or Noted where it is about no demand.", """{"outcome":"Street","why":"需要协调市政道路"}""");

        meetings.MapPost("/{meeting}/close", async (string meeting, CloseMeetingBody body, IMediator mediator, HttpContext http) => Answer(http, await mediator.Send(new CloseMeeting(meeting, body.Minutes))))
            .For(Roles.Committee)
            .Describe("Close the meeting", "With its minutes. Every item must have its outcome, every task who answers for it and its day.", """{"minutes":"会议应到六家，实到五家。"}""");

        meetings.MapPost("/{meeting}/tasks/{task:long}/assign", async (string meeting, long task, AssignTaskBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new AssignTask(meeting, task, body.Owner, body.DueOn))))
            .For(MeetingRoles.Proposing)
            .Describe("Assign a task", "By the body that has it or who runs the meeting: who answers for it, and its day.", """{"owner":"运维主管","dueOn":"2027-06-30"}""");

        meetings.MapPost("/{meeting}/tasks/{task:long}/done", async (string meeting, long task, TaskResultBody body, IMediator mediator, HttpContext http) =>
            Answer(http, await mediator.Send(new FinishTask(meeting, task, body.Result))))
            .For(MeetingRoles.Proposing)
            .Describe("Report a task done", "销号 with its result. With an item's last task its demands are served, and visited like any other.", """{"result":"四个社区已按时清运两周"}""");
    }

    private static void MapDemandActs(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/demands/{code}/agenda", async (string code, IMediator mediator) => TypedResults.Ok(await mediator.Send(new PutOnAgenda(code))))
            .WithTags("Meetings").For(Desk.DeskEndpoints.Staff, Subject.Demand)
            .Describe("Put a demand on the agenda", "加入议程 of the next meeting that is being prepared for its place.");

        routes.MapPost("/api/demands/{code}/call", async (string code, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new CallForOffers(code)), view => view.Version))
            .WithTags("Escalation").For(Desk.DeskEndpoints.Staff, Subject.Demand)
            .Describe("Call for offers", "发布征集: shows it in the open hall at once, to every unit that could serve it.");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<MeetingView> Answer(HttpContext http, MeetingView view) => http.WithVersion(view, shown => shown.Meeting.Version);
}
