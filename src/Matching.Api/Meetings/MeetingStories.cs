using MediatR;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.History;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Policies;
using Matching.Api.Units;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Escalation;
using Matching.Core.Grid;
using Matching.Core.Meetings;
using Matching.Core.Units;

namespace Matching.Api.Meetings;

/// <summary>The meetings a newcomer starts with, from <c>data/seed</c>: shared bicycles of three firms in four communities, whose agenda is
/// frozen, and a bus stop that was resolved. Days count from the start.</summary>
internal sealed record MeetingStories(
    IReadOnlyList<PartnerUnit> Units, IReadOnlyList<StoryMeeting> Meetings, IReadOnlyList<StoryDemand> Demands, IReadOnlyList<StoryItem> Items, IReadOnlyList<StoryTask> Tasks)
{
    public static MeetingStories Read() => new(
        [.. SeedLists.Table("meeting-units.csv", "code", "name", "kind", "area").Select(line => new PartnerUnit(line.Raw("code"), line.Raw("name"), Enum.Parse<UnitKind>(line.Raw("kind")), new AreaCode(line.Raw("area")), null, []))],
        [.. SeedLists.Table("meetings.csv", "key", "committee", "communities", "area", "title", "place", "day", "state", "guests").Select(line => new StoryMeeting(
            line.Raw("key"), line.Raw("committee"), ValueText.Split(line.Raw("communities")), line.Raw("area"), line.Raw("title"), line.Raw("place"), line.Whole("day", -400, 400), Enum.Parse<MeetingState>(line.Raw("state")),
            ValueText.Split(line.Raw("guests"))))],
        [.. SeedLists.Table("meeting-demands.csv", "code", "meeting", "title", "detail", "category", "area", "day").Select(line => new StoryDemand(
            line.Raw("code"), line.Raw("meeting"), line.Raw("title"), line.Raw("detail"), line.Raw("category"), line.Raw("area"), line.Whole("day", -400, 0)))],
        [.. SeedLists.Table("meeting-items.csv", "meeting", "title", "detail", "minutes", "owner", "demands", "outcome").Select(line => new StoryItem(
            line.Raw("meeting"), line.Raw("title"), line.Raw("detail"), line.Whole("minutes", 1, 480), line.Raw("owner"), ValueText.Split(line.Raw("demands"))))],
        [.. SeedLists.Table("meeting-tasks.csv", "meeting", "item", "resolution", "part", "body", "what", "owner", "day", "result").Select(line => new StoryTask(
            line.Raw("meeting"), line.Whole("item", 1, 100), line.Raw("resolution"), Enum.Parse<TaskPart>(line.Raw("part")), line.Raw("body"), line.Raw("what"), line.Raw("owner"), line.Whole("day", 0, 400), line.Raw("result")))]);

    /// <summary>Plays the stories as far as their states say.</summary>
    public static async Task Play(IServiceProvider services, TimeProvider clock)
    {
        var stories = Read();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallContext>().ActAsSystem();
        var mediator = scope.ServiceProvider.GetRequiredService<IMediator>();
        foreach (var (key, code) in await mediator.Send(new SetStage(stories)))
        {
            var view = await mediator.Send(new FreezeAgenda(code));
            if (stories.Meetings.First(meeting => meeting.Key == key).State == MeetingState.Closed)
                await Hold(mediator, code, view, [.. stories.Tasks.Where(task => task.Meeting == key)], ChinaTime.DayOf(clock.GetUtcNow()));
        }
    }

    private static async Task Hold(IMediator mediator, string code, MeetingView view, IReadOnlyList<StoryTask> tasks, DateOnly today)
    {
        await mediator.Send(new BeginMeeting(code));
        await mediator.Send(new RecordAttendance(code, [.. view.Guests.Select(guest => guest.Id)]));
        foreach (var resolution in tasks.GroupBy(task => (task.Item, task.Resolution)))
        {
            await mediator.Send(new ResolveItem(code, view.Items[resolution.Key.Item - 1].Id, resolution.Key.Resolution, resolution.Single(task => task.Part == TaskPart.Lead).DraftOn(today),
                [.. resolution.Where(task => task.Part == TaskPart.Helper).Select(task => task.DraftOn(today))]));
        }
        var closed = await mediator.Send(new CloseMeeting(code, ""));
        foreach (var task in closed.Items.SelectMany(item => item.Resolutions).SelectMany(resolution => resolution.Tasks))
        {
            if (tasks.First(told => told.Body == task.Body && told.What == task.What) is { Result.Length: > 0 } done)
                await mediator.Send(new FinishTask(code, task.Id, done.Result));
        }
    }
}

internal sealed record StoryMeeting(string Key, string Committee, IReadOnlyList<string> Communities, string Area, string Title, string Place, int Day, MeetingState State, IReadOnlyList<string> Guests);

internal sealed record StoryDemand(string Code, string Meeting, string Title, string Detail, string Category, string Area, int Day);

internal sealed record StoryItem(string Meeting, string Title, string Detail, int Minutes, string Owner, IReadOnlyList<string> Demands);

internal sealed record StoryTask(string Meeting, int Item, string Resolution, TaskPart Part, string Body, string What, string Owner, int Day, string Result)
{
    public TaskDraft DraftOn(DateOnly today) => new(Body, What) { Owner = Owner, DueOn = today.AddDays(Day) };
}

/// <summary>Writes the stories' units, committees, demands and agendas; gives each meeting's code by its key, in their order.</summary>
internal sealed record SetStage(MeetingStories Stories) : ICommand<IReadOnlyList<KeyValuePair<string, string>>>;

internal sealed class SetStageHandler(CurrentWrite write, EventLog events, MeetingBook book, Rulings rulings, TimeProvider clock, CallContext context) : IRequestHandler<SetStage, IReadOnlyList<KeyValuePair<string, string>>>
{
    private const string InsertCommittee = "insert into joint_committee (name, made_by, made_at) values (@Committee, @Who, @Now) returning id";

    private const string InsertMember = "insert into joint_member (committee, community) values (@id, @community)";

    /// <summary>Meetings begin at half past nine in China.</summary>
    private const int StartMinute = 9 * 60 + 30;

    private Session Session => write.Session;

    public Task<IReadOnlyList<KeyValuePair<string, string>>> Handle(SetStage request, CancellationToken stop)
    {
        var stories = request.Stories;
        foreach (var unit in stories.Units)
        {
            UnitRow.Of(unit).InsertInto(Session);
            events.Append(unit.Code, "AddUnit", null, null, "");
        }
        foreach (var demand in stories.Demands)
            File(demand);
        var codes = new List<KeyValuePair<string, string>>();
        foreach (var meeting in stories.Meetings)
            codes.Add(KeyValuePair.Create(meeting.Key, Call(meeting, [.. stories.Items.Where(item => item.Meeting == meeting.Key)])));
        return Task.FromResult<IReadOnlyList<KeyValuePair<string, string>>>(codes);
    }

    private void File(StoryDemand demand)
    {
        var (now, category) = (clock.GetUtcNow(), rulings.Find(demand.Category)!);
        var row = FirstClocks.Opened(Session, new DemandRow
        {
            Code = demand.Code, Title = demand.Title, Detail = demand.Detail, Category = category.Code, CategoryConfirmed = true, Area = demand.Area, Quantity = 1, UnitOfQuantity = category.UnitOfQuantity,
            Source = DemandSource.Staff, FiledBy = context.Who, FiledAt = now.AddDays(demand.Day), Version = 1,
        }, now, Rung.Community, rulings);
        row.InsertInto(Session, now, rulings);
        events.Append(row.Code, nameof(DemandAct.File), null, row.StateName, "");
    }

    private string Call(StoryMeeting story, IReadOnlyList<StoryItem> items)
    {
        var today = ChinaTime.DayOf(clock.GetUtcNow());
        var meeting = book.Call(story.Committee.Length > 0 ? book.BodyOf(Found(story)) : book.BodyOf(story.Area), ChinaTime.StartOf(today.AddDays(story.Day)).AddMinutes(StartMinute).ToUniversalTime(), story.Place, story.Title);
        foreach (var guest in story.Guests)
            GuestRow.Invite(Session, meeting.Code, MeetingBodies.UnitName(Session, guest) is { Length: > 0 } ? guest : null, MeetingBodies.UnitName(Session, guest) is { Length: > 0 } name ? name : guest);
        foreach (var item in items)
        {
            new AgendaItemRow
            {
                Meeting = meeting.Code, Kind = ItemKind.Proposal, Title = item.Title, Detail = item.Detail, Minutes = item.Minutes, Owner = item.Owner, ProposedBy = context.Who, People = item.Demands.Count,
                Category = DemandRow.Get(Session, item.Demands[0]).Category,
            }.InsertInto(Session, item.Demands);
        }
        return meeting.Code;
    }

    private long Found(StoryMeeting story)
    {
        var id = Session.Scalar<long>(InsertCommittee, new { story.Committee, context.Who, Now = clock.GetUtcNow() });
        foreach (var community in story.Communities)
            Session.Execute(InsertMember, new { id, community });
        events.Append($"joint-committee/{id}", "MakeJointCommittee", null, null, string.Join(' ', story.Communities));
        return id;
    }
}
