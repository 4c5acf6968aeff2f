using System.Globalization;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Meetings;
using Matching.Core.Orders;
using Matching.Core.Reports;

namespace Matching.Api.Reports;

/// <summary>What a number of a report counts, one by one.</summary>
internal sealed record ListReportRecords(ReportScope Scope, RecordsWanted Wanted, PageWanted Page) : IRequest<ReportRecords>;

/// <param name="Count">All of them; <paramref name="Title"/> names the number.</param>
public sealed record ReportRecords(string Period, string Title, int Count, IReadOnlyList<ReportRecord> Items, string? Next);

/// <param name="Kind">Demand, Order, Offer or Meeting; <paramref name="Share"/> is what it adds to the numerator of a rate, else null.</param>
public sealed record ReportRecord(string Kind, string Code, string Title, string Place, string State, DateTimeOffset At, double? Share);

internal sealed class ListReportRecordsHandler(Database database, CallContext context, Rulings rulings, KnownAreas areas, TimeProvider clock) : IRequestHandler<ListReportRecords, ReportRecords>
{
    private const string SelectDemands = "select d.code, d.title, d.area as place, d.state, d.filed_at as at from demand d where @codes like '%;' || d.code || ';%'";

    private const string SelectOrders = """
        select o.code, d.title, u.name as place, o.state, coalesce(o.visited_at, o.accepted_at, o.answer_due, o.proposed_at) as at
        from service_order o
        join demand d on d.code = o.demand
        join unit u on u.code = o.unit
        where @codes like '%;' || o.code || ';%'
        """;

    private const string SelectOffers = "select o.code, o.title, u.name as place, o.state, o.published_at as at from offer o join unit u on u.code = o.unit where @codes like '%;' || o.code || ';%'";

    private const string SelectMeetings = "select m.code, m.title, m.area as place, m.state, m.starts_at as at from meeting m where @codes like '%;' || m.code || ';%'";

    public Task<ReportRecords> Handle(ListReportRecords request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (kind, samples) = Samples(session, request.Scope, request.Wanted, clock.GetUtcNow());
        var skipped = (int)Math.Min(request.Page.After, samples.Count);
        var page = samples.Skip(skipped).Take(request.Page.Limit).ToList();
        var rows = page.Count == 0 ? [] : session.Query<RecordRow>(kind switch { "Order" => SelectOrders, "Offer" => SelectOffers, "Meeting" => SelectMeetings, _ => SelectDemands },
            new { codes = $";{ValueText.Join(page.Select(sample => sample.Subject).Distinct())};" }).ToDictionary(row => row.Code, StringComparer.Ordinal);
        return new ReportRecords(request.Scope.Period.Code, TitleOf(request.Wanted), samples.Count,
            [.. page.Select(sample => View(kind, rows[sample.Subject], request.Wanted.Rate is null ? null : sample.Halves / 2.0))],
            skipped + page.Count < samples.Count ? (skipped + page.Count).ToString(CultureInfo.InvariantCulture) : null);
    }));

    private (string Kind, IReadOnlyList<RateSample> Samples) Samples(Session session, ReportScope scope, RecordsWanted wanted, DateTimeOffset now)
    {
        if (wanted.Form is { } form)
            return (form switch { SavedForm.Registration => "Demand", SavedForm.OrderSlip or SavedForm.VisitRecord => "Order", _ => "Meeting" }, Counted(ReportForms.Codes(session, context.Sight, scope, now, form)));
        if (wanted.IsOfMarks)
            return ("Order", ReportRoles.MayOversee(context) ? Counted(ReportMarks.Load(session, context.Sight, scope, now).Where(wanted.Marks).Select(row => row.Code)) : throw new NotAllowedException("marks-not-yours"));
        if (wanted.Mediations == true)
            return ("Order", Counted(ReportMediations.Codes(session, context.Sight, scope, wanted, now)));
        var facts = ReportFactsQuery.Load(session, context.Sight, scope, now);
        if (wanted.Rate is { } rate)
        {
            var kind = rate switch { RateName.Response or RateName.FirstMatch => "Order", RateName.Idle or RateName.DemandDriven => "Offer", _ => "Demand" };
            return (kind, [.. ServiceRates.Samples(rate, facts, rulings.Policy.DormantDays).Where(sample => wanted.Part switch { RatePart.Numerator => sample.Halves > 0, RatePart.Rest => sample.Halves < 2, _ => true })]);
        }
        if (wanted.Kind is { } offerKind)
            return ("Order", Counted(DemandGroups.AcceptedOrders(facts).Where(order => order.Kind == offerKind).Select(order => order.Code)));
        return ("Demand", Counted(facts.Demands.Where(demand => wanted.Asks(demand, facts.AsOf)).Select(demand => demand.Code)));
    }

    private static List<RateSample> Counted(IEnumerable<string> codes) => [.. codes.Select(code => new RateSample(code, 0))];

    private string TitleOf(RecordsWanted wanted) => string.Join(" · ", new[]
    {
        wanted.Rate is { } rate ? Words.Of(rate) : null, wanted.Part is { } part && wanted.Rate is not null ? Words.Of(part) : null, wanted.LeftOut is { } leftOut ? Words.Of(leftOut) : null,
        wanted.Kind is { } kind ? Words.Of(kind) : null, wanted.Standing is { } standing ? Words.Of(standing) : null, wanted.Served == true ? Words.Say("Report.Served") : null,
        wanted.Form is { } form ? Words.Of(form) : null, wanted.Mark is { } mark ? Words.Of(mark) : null, wanted.Quick == true ? Words.Say("Report.Quick") : null,
        wanted.Mediations == true ? Words.Say("Report.Mediations") : null, wanted.Mediation is { } mediation ? Words.Of(mediation) : null,
        wanted.Community is { } community ? areas.PathOf(community) : null, wanted.Week is { } week ? Words.Say("Report.WeekOf", DemandGroups.TextOf(week)) : null,
    }.Where(text => text is not null).DefaultIfEmpty(Words.Say("Report.AllDemands")));

    private ReportRecord View(string kind, RecordRow row, double? share) => new(kind, row.Code, row.Title, kind is "Demand" or "Meeting" ? areas.PathOf(row.Place) : row.Place, kind switch
    {
        "Demand" => Words.Of(Enum.Parse<DemandState>(row.State)),
        "Order" => Words.Of(Enum.Parse<OrderState>(row.State)),
        "Meeting" => Words.Of(Enum.Parse<MeetingState>(row.State)),
        _ => Words.Say($"OfferState.{row.State}"),
    }, row.At, share);

    private sealed record RecordRow
    {
        public string Code { get; init; } = "";

        public string Title { get; init; } = "";

        public string Place { get; init; } = "";

        public string State { get; init; } = "";

        public DateTimeOffset At { get; init; }
    }
}
