using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>On which agendas demands stand.</summary>
internal static class AgendaPlaces
{
    private const string Select = $"""
        select a.demand, m.code as meeting, m.title as meeting_title, m.state, i.id as item, i.title as item_title
        from agenda_demand a
        join agenda_item i on i.id = a.item
        join meeting m on m.code = i.meeting
        where @Demands like '%;' || a.demand || ';%' and {MeetingRow.InSight}
        order by m.starts_at, m.seq
        """;

    /// <summary>By demand: the meeting that is still to be held or going on, else the last one; only meetings in sight.</summary>
    public static IReadOnlyDictionary<string, AgendaPlace> Of(Session session, IReadOnlyList<string> demands, Sight sight)
    {
        var places = new Dictionary<string, AgendaPlace>(StringComparer.Ordinal);
        if (demands.Count == 0)
            return places;
        foreach (var row in session.Query<PlaceRow>(Select, sight.With(new { Demands = $";{string.Join(';', demands)};" })).OrderBy(row => !MeetingLife.IsOver(row.State)))
            places[row.Demand] = new AgendaPlace(row.Demand, row.Meeting, row.MeetingTitle, row.Item, row.ItemTitle);
        return places;
    }

    private sealed record PlaceRow
    {
        public string Demand { get; init; } = "";

        public string Meeting { get; init; } = "";

        public string MeetingTitle { get; init; } = "";

        public MeetingState State { get; init; }

        public long Item { get; init; }

        public string ItemTitle { get; init; } = "";
    }
}
