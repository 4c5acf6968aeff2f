using MediatR;
using Matching.Api.Data;
using Matching.Api.Escalation;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Policies;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>Drafts an agenda now, or once more after things have changed: what is there stays, what is new is added.</summary>
public sealed record DraftAgenda(string Meeting) : ICommand<MeetingView>;

internal sealed class DraftAgendaHandler(CurrentWrite write, CallContext context, AgendaDrafts drafts, MeetingViews views) : IRequestHandler<DraftAgenda, MeetingView>
{
    public Task<MeetingView> Handle(DraftAgenda request, CancellationToken stop)
    {
        var meeting = MeetingRow.ToChange(write.Session, request.Meeting, context);
        MeetingRoles.RefuseOthers(context, write.Session, meeting);
        return Task.FromResult(views.Of(write.Session, drafts.Draft(meeting)));
    }
}

/// <summary>A week ahead, the agenda drafts itself.</summary>
internal sealed class DraftAgendaEffect(CurrentWrite write, CallContext context, AgendaDrafts drafts) : ITimerEffect
{
    public IReadOnlyList<TimerKind> Kinds { get; } = [TimerKind.DraftAgenda];

    public void Fire(Escalation.Timer timer)
    {
        var meeting = MeetingRow.ToChange(write.Session, timer.Subject["meeting/".Length..], context);
        if (meeting is { State: MeetingState.Planned, DraftedAt: null })
            drafts.Draft(meeting);
    }
}

/// <summary>Writes what an agenda drafts by itself: the last meeting's resolutions first, what was carried over, then the clusters of
/// unserved demands, then what people proposed.</summary>
internal sealed class AgendaDrafts(CurrentWrite write, CallContext context, MeetingBook book, AgendaNeeds needs, KnownAreas areas, Rulings rulings, TimeProvider clock)
{
    private const string SelectLast = """
        select m.code
        from meeting m
        where m.state = 'Closed' and m.kind = @KindName and m.area = @Area and coalesce(m.committee, 0) = coalesce(@Committee, 0) and m.starts_at < @StartsAt
            and exists (select 1 from agenda_item i join resolution r on r.item = i.id where i.meeting = m.code)
        order by m.starts_at desc, m.seq desc
        limit 1
        """;

    private Session Session => write.Session;

    public MeetingRow Draft(MeetingRow meeting)
    {
        MeetingLife.After(meeting.State, MeetingAct.Draft);
        var before = AgendaItemRow.Of(Session, meeting.Code);
        Report(meeting, before);
        var clusters = needs.Clusters(Session, meeting);
        foreach (var cluster in clusters)
            Put(meeting, cluster, before);
        if (meeting.DraftedAt is null)
            Order(meeting);
        Timers.Stop(Session, meeting.Subject, TimerKind.DraftAgenda, clock.GetUtcNow());
        return book.Act(meeting, MeetingAct.Draft, clusters.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), row => row with { DraftedAt = clock.GetUtcNow() });
    }

    private void Report(MeetingRow meeting, IReadOnlyList<AgendaItemRow> before)
    {
        if (before.Any(item => item.Kind == ItemKind.Report) || Session.One<string>(SelectLast, meeting) is not { } last)
            return;
        new AgendaItemRow
        {
            Meeting = meeting.Code, Kind = ItemKind.Report, Title = ChoiceWords.InChinese("Meeting.ReportItem"), Minutes = rulings.Policy.Meetings.ReportMinutes, About = last, ProposedBy = context.Who,
        }.InsertInto(Session, []);
    }

    /// <summary>A cluster that has its item already adds to it what is new.</summary>
    private void Put(MeetingRow meeting, AgendaCluster cluster, IReadOnlyList<AgendaItemRow> before)
    {
        if (before.FirstOrDefault(item => item.Kind == ItemKind.Cluster && (item.Category, item.Area, item.Gap) == (cluster.Category, cluster.Area.Value, cluster.Gap)) is { } known)
        {
            (known with { People = known.People + cluster.People }).SaveTo(Session).Add(Session, cluster.Demands);
            return;
        }
        new AgendaItemRow
        {
            Meeting = meeting.Code, Kind = ItemKind.Cluster, Minutes = rulings.Policy.Meetings.ItemMinutes, Category = cluster.Category, Area = cluster.Area.Value, Gap = cluster.Gap,
            Title = ChoiceWords.InChinese("Meeting.ClusterTitle", areas.PathOf(cluster.Area.Value), rulings.NameOf(cluster.Category), ChoiceWords.Chinese(cluster.Gap)), Detail = cluster.Reason,
            People = cluster.People, PriceLevel = cluster.Price?.Level, PricePoints = cluster.Price?.Points, Owner = cluster.Owner ?? meeting.Area, ProposedBy = context.Who,
        }.InsertInto(Session, cluster.Demands);
    }

    private void Order(MeetingRow meeting)
    {
        var place = 0;
        foreach (var item in AgendaItemRow.Of(Session, meeting.Code).OrderBy(item => item.Kind).ThenBy(item => item.Place).ThenBy(item => item.Id).ToList())
            (item with { Place = ++place }).SaveTo(Session);
    }
}
