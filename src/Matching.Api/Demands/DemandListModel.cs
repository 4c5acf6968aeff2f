using System.Globalization;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>What the demand list's page shows.</summary>
public sealed record DemandListModel
{
    private const int CommunityLength = 12;

    public required DemandsFound Found { get; init; }

    public required PageAddress Address { get; init; }

    public required FormState Form { get; init; }

    public required IReadOnlyList<ActiveFilter> Active { get; init; }

    public required IReadOnlyList<Option> Categories { get; init; }

    public required IReadOnlyList<Option> Communities { get; init; }

    public required IReadOnlyList<TableRow> Rows { get; init; }

    public bool MayFile { get; init; }

    public int Page { get; init; }

    public IReadOnlyList<Option> Dues { get; } = [.. Enum.GetValues<DueFilter>().Select(due => new Option(due.ToString().ToLowerInvariant(), Words.Say($"List.Due{due}")))];

    public IReadOnlyList<Option> Sorts { get; } = [.. Enum.GetValues<DemandOrder>().Select(order => new Option(order.ToString().ToLowerInvariant(), Words.Say($"List.Sort{order}")))];

    public IReadOnlyList<Column> Columns { get; } =
        [new(Words.Say("Field.Title")), new(Words.Say("Field.Area")), new(Words.Say("Field.Category")), new(Words.Say("Field.State")), new(Words.Say("List.Left")), new(Words.Say("Field.Code"))];

    internal static DemandListModel Of(DemandsFound found, PageAddress address, int page, bool mayFile, Rulings rulings, KnownAreas areas, Func<string, bool> isInSight, DateTimeOffset now)
    {
        var form = FormState.Blank(FormFields.None, [.. address.Query.Select(pair => (pair.Key, (string?)pair.Value))]);
        return new DemandListModel
        {
            Found = found, Address = address, Form = form, Page = page, MayFile = mayFile, Active = ActiveOf(form, rulings, areas),
            Categories = [.. rulings.Categories.Where(category => category.Parent is null).Select(category => new Option(category.Code, category.Name))],
            Communities = [.. areas.All().Where(area => area.Code.Value.Length == CommunityLength && isInSight(area.Code.Value)).Select(area => new Option(area.Code.Value, area.Name))],
            Rows = [.. found.Items.Select(demand => RowOf(demand, areas, now))],
        };
    }

    /// <summary>Days until the promised end, in words.</summary>
    internal static string LeftOf(DemandState state, DateTimeOffset? due, DateTimeOffset now)
    {
        if (due is not { } at || DemandLife.IsEnded(state) || state is DemandState.Served or DemandState.Confirmed)
            return "–";
        var left = at - now;
        return left < TimeSpan.Zero ? Words.Say("List.DaysOver", Math.Max(1, (int)Math.Ceiling(-left.TotalDays))) : left < TimeSpan.FromDays(1) ? Words.Say("List.HoursLeft", (int)Math.Ceiling(left.TotalHours))
            : Words.Say("List.DaysLeft", (int)left.TotalDays);
    }

    private static TableRow RowOf(DemandView demand, KnownAreas areas, DateTimeOffset now) => new(
        Cell.To($"/demands/{demand.Code}", demand.Title) with { Mark = demand.Urgency == Urgency.Normal ? null : demand.Urgency }, areas.PathOf(demand.Area.Value), demand.CategoryName, Cell.Of(demand.State),
        LeftOf(demand.State, demand.ResolveDue, now), demand.Code);

    private static IReadOnlyList<ActiveFilter> ActiveOf(FormState form, Rulings rulings, KnownAreas areas)
    {
        var active = new List<ActiveFilter>();
        void Add(string name, string label, Func<string, string> text)
        {
            if (form.Given(name) is { } value)
                active.Add(new ActiveFilter(name, Words.Say(label), text(value)));
        }
        Add("q", "Field.Search", value => value);
        Add("state", "Field.State", value => Words.Has($"DemandState.{value}") ? Words.Say($"DemandState.{value}") : value);
        Add("category", "Field.Category", rulings.NameOf);
        Add("area", "Field.Area", value => AreaCode.IsValid(value) ? areas.PathOf(value) : value);
        Add("due", "List.Due", value => Enum.TryParse<DueFilter>(value, ignoreCase: true, out var due) ? Words.Say($"List.Due{due}") : value);
        Add("mine", "List.Mine", _ => Words.Say("List.MineYes"));
        return active;
    }
}
