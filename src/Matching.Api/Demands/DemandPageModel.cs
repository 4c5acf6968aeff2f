using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>One demand as its page shows it: where it stands, its way, its facts and what the reader may do.</summary>
public sealed record DemandPageModel(DemandView Demand, FormState Form)
{
    /// <summary>After so many days without news the page says so.</summary>
    private const int ManyQuietDays = 7;

    /// <summary>What is told on a demand's way though its state stays.</summary>
    private static readonly string[] Told =
        [nameof(DemandAct.Return), "Supplement", NudgeDemandHandler.Act, "WaitForResident", "Answer", "RecordAnswer", "TakeCharge", "HandOver", "PartLeft", nameof(MarkUnreasonable), nameof(UnmarkUnreasonable)];

    private static readonly DemandState[] Withdrawable = [DemandState.Filed, DemandState.Open, DemandState.Escalated, DemandState.PartlyMatched, DemandState.Matched, DemandState.OnAgenda, DemandState.Resolved];

    public string Sentence => DemandTimeline.Sentence(Demand.State, Demand.RespondDue, Demand.ResolveDue);

    public required IReadOnlyList<TimelineStep> Steps { get; init; }

    public required IReadOnlyList<Definition> Facts { get; init; }

    public required IReadOnlyList<TableRow> History { get; init; }

    public required IReadOnlyList<OrderView> Orders { get; init; }

    public IReadOnlyList<Orders.Evidence.PhotoView> Photos { get; init; } = [];

    public Receipt? Receipt { get; init; }

    public RevealedField? Revealed { get; init; }

    public ForecastView? Forecast { get; init; }

    /// <summary>The meeting on whose agenda it stands, or stood last; null for none.</summary>
    public Meetings.AgendaPlace? Agenda { get; init; }

    /// <summary>Its clocks and rung; not for units and residents.</summary>
    public Escalation.ClocksView? Clocks { get; init; }

    /// <summary>Of a common demand: whose part is whose; not for units and residents.</summary>
    public IReadOnlyList<Pooling.PartView> Parts { get; init; } = [];

    /// <summary>What the reader may do to it now.</summary>
    public IReadOnlyList<Escalation.DemandDeed> Deeds { get; init; } = [];

    /// <summary>What was just done, in words; empty for nothing.</summary>
    public string News { get; init; } = "";

    public int? QuietDays { get; init; }

    public bool MayReveal { get; init; }

    public bool MaySupport { get; init; }

    public bool MayWithdraw { get; init; }

    public bool MaySeeMatches { get; init; }

    /// <summary>By when the next step is due, for the receipt.</summary>
    public string? NextBy => Demand.RespondDue is { } due ? Words.Say("Timeline.Due", PageText.Time(due)) : null;

    internal static DemandPageModel Of(DemandDetail detail, FormState form, KnownAreas areas, CallContext context, DateTimeOffset now)
    {
        var demand = detail.Demand;
        var isOfGrid = Roles.Grid.Contains(context.ActingRole);
        return new DemandPageModel(demand, form)
        {
            Steps = DemandTimeline.Of(Happened(detail), demand.State, demand.RespondDue, demand.ResolveDue),
            Facts = FactsOf(detail, areas),
            History = [.. detail.History.Select(step => new TableRow(PageText.Time(step.At), PageText.WhoOf(step.Who), ActOf(step.Act), step.Why))],
            Orders = detail.Orders,
            Photos = detail.Photos,
            QuietDays = !DemandLife.IsEnded(demand.State) && detail.History.Count > 0 && (int)(now - detail.History[^1].At).TotalDays is var days && days >= ManyQuietDays ? days : null,
            MayReveal = detail.Contact is not null && !DemandLife.IsEnded(demand.State),
            MaySupport = isOfGrid && !DemandLife.IsEnded(demand.State),
            MayWithdraw = isOfGrid && Withdrawable.Contains(demand.State),
            MaySeeMatches = (isOfGrid || context.ActingRole == Role.Auditor) && DemandLife.IsSeeking(demand.State),
        };
    }

    private static IReadOnlyList<TimelineStep> Happened(DemandDetail detail)
    {
        var moves = detail.History.Where(step => step.To is not null && (step.To != step.From || Told.Contains(step.Act)))
            .Select(step => new TimelineStep(step.To == step.From ? ActOf(step.Act) : Words.Say($"DemandState.{step.To}"), step.At, StepState.Done) { Who = PageText.WhoOf(step.Who), Note = step.Act == nameof(DemandAct.FollowOrders) || step.Who == "system" ? "" : step.Why });
        var accepted = detail.Orders.Where(order => order.AcceptedAt is not null).Select(order => new TimelineStep(Words.Say("OrderState.Accepted"), order.AcceptedAt, StepState.Done) { Who = order.UnitName, Note = order.OfferTitle });
        var done = detail.Orders.Where(order => order.CompletedAt is not null).Select(order => new TimelineStep(Words.Say("OrderState.Completed"), order.CompletedAt, StepState.Done) { Who = order.UnitName });
        var steps = moves.Concat(accepted).Concat(done).OrderBy(step => step.At).ToList();
        return steps.Count > 0 ? steps : [new TimelineStep(Words.Of(detail.Demand.State), detail.Demand.FiledAt, StepState.Done)];
    }

    private static IReadOnlyList<Definition> FactsOf(DemandDetail detail, KnownAreas areas)
    {
        var demand = detail.Demand;
        return
        [
            new(Words.Say("Field.Code"), demand.Code),
            new(Words.Say("Field.Area"), areas.PathOf(demand.Area.Value)),
            new(Words.Say("Field.Category"), demand.CategoryConfirmed ? demand.CategoryName : Words.Say("Demand.Suggested", demand.CategoryName)),
            new(Words.Say("Field.Quantity2"), $"{demand.Quantity.ToString(CultureInfo.InvariantCulture)} {demand.UnitOfQuantity}"),
            new(Words.Say("Field.Detail"), demand.Detail),
            new(Words.Say("Field.Window"), demand.From is null && demand.Until is null ? "" : $"{PageText.TimeOrOpen(demand.From)} – {PageText.TimeOrOpen(demand.Until)}"),
            new(Words.Say("File.Vulnerable"), demand.Vulnerable ? Words.Say("Form.Yes") : ""),
            new(Words.Say("Field.RespondDue"), demand.RespondDue is { } respond ? PageText.Time(respond) : ""),
            new(Words.Say("Field.ResolveDue"), demand.ResolveDue is { } resolve ? PageText.Time(resolve) : ""),
            new(Words.Say("Field.Supporters"), detail.Supporters > 0 ? detail.Supporters.ToString(CultureInfo.InvariantCulture) : ""),
            new(Words.Say("Demand.Unreasonable"), demand.Unreasonable is { } mark ? $"{mark.Why}（{PageText.WhoOf(mark.Who)} {PageText.Time(mark.At)}）" : ""),
            new(Words.Say("Demand.MergedInto"), demand.MergedInto ?? "") { Link = demand.MergedInto is null ? null : $"/demands/{demand.MergedInto}" },
            new(Words.Say("Contact.Title"), detail.Contact is null ? "" : string.Join(' ', new[] { detail.Contact.Name, detail.Contact.Phone, detail.Contact.Address }.Where(text => !string.IsNullOrEmpty(text)))),
        ];
    }

    private static string ActOf(string act) => Words.Has($"DemandAct.{act}") ? Words.Say($"DemandAct.{act}") : Words.Has($"Act.{act}") ? Words.Say($"Act.{act}") : act;
}
