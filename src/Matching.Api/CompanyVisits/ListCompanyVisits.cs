using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Meetings;
using Matching.Api.People;
using Matching.Core;

namespace Matching.Api.CompanyVisits;

/// <summary>The visits in sight, the newest first.</summary>
internal sealed record ListCompanyVisits(int Page) : IRequest<IReadOnlyList<CompanyVisitView>>
{
    public const int PageSize = 50;
}

internal sealed record GetCompanyVisit(string Code) : IRequest<CompanyVisitView>;

/// <summary>What is still to be followed up, the next due first.</summary>
internal sealed record ListFollowUps(bool MineOnly) : IRequest<IReadOnlyList<FollowUpView>>;

/// <summary>Firms that nobody has visited for so many days (未走访企业), the longest first; never visited ones before all.</summary>
internal sealed record ListUnvisitedFirms(int Days) : IRequest<IReadOnlyList<UnvisitedFirm>>;

/// <param name="Contact">Masked.</param>
/// <param name="Demands">Filed on behalf of the firm.</param>
public sealed record CompanyVisitView(
    string Code, CompanyVisitKind Kind, string? Unit, string Firm, string Area, string Place, DateOnly VisitedOn, ContactView? Contact, string Said, string Who, DateTimeOffset At,
    IReadOnlyList<string> Demands, IReadOnlyList<FollowUpView> FollowUps);

public sealed record FollowUpView(long Id, string Visit, string Firm, string What, string Owner, DateOnly DueOn, FollowUpStanding Standing, string Result);

/// <param name="Unit">Null for a firm that is no partner unit.</param>
/// <param name="LastOn">Null = never.</param>
public sealed record UnvisitedFirm(string? Unit, string Name, string Area, string Place, DateOnly? LastOn);

internal sealed class ListUnvisitedFirmsRules : AbstractValidator<ListUnvisitedFirms>
{
    public const int MostDays = 3660;

    public ListUnvisitedFirmsRules() => RuleFor(list => list.Days).InclusiveBetween(1, MostDays).WithMessage(list => Words.Say("Csv.Whole", list.Days, 1, MostDays));
}

internal sealed class ListCompanyVisitsHandler(Database database, CallContext context, CompanyVisitViews views, KnownAreas areas, TimeProvider clock) :
    IRequestHandler<ListCompanyVisits, IReadOnlyList<CompanyVisitView>>, IRequestHandler<GetCompanyVisit, CompanyVisitView>, IRequestHandler<ListFollowUps, IReadOnlyList<FollowUpView>>,
    IRequestHandler<ListUnvisitedFirms, IReadOnlyList<UnvisitedFirm>>
{
    private const string Newest = CompanyVisitRow.Select + "\norder by v.visited_on desc, v.id desc\nlimit 5000";

    private const string OpenOnes = FollowUpRow.Select + "\nwhere f.done_at is null\norder by f.due_at, f.id";

    private const string Firms = """
        select u.code as unit, u.name, u.area, (select max(v.visited_on) from company_visit v where v.unit = u.code) as last_on
        from unit u
        where u.kind in ('Enterprise', 'PropertyManager', 'TradeGroup')
        union all
        select null as unit, v.firm as name, v.area, max(v.visited_on) as last_on
        from company_visit v
        where v.unit is null
        group by v.firm, v.area
        """;

    public Task<IReadOnlyList<CompanyVisitView>> Handle(ListCompanyVisits request, CancellationToken stop) => Task.FromResult<IReadOnlyList<CompanyVisitView>>(database.Read(session =>
        session.Query<CompanyVisitRow>(Newest).Where(row => context.Sight.CoversArea(row.Area)).Skip((request.Page - 1) * ListCompanyVisits.PageSize).Take(ListCompanyVisits.PageSize).Select(row => views.Of(session, row)).ToList()));

    public Task<CompanyVisitView> Handle(GetCompanyVisit request, CancellationToken stop) => Task.FromResult(database.Read(session => views.Of(session, views.Find(session, request.Code))));

    public Task<IReadOnlyList<FollowUpView>> Handle(ListFollowUps request, CancellationToken stop) => Task.FromResult<IReadOnlyList<FollowUpView>>(database.Read(session =>
        session.Query<FollowUpRow>(OpenOnes).Where(row => request.MineOnly ? row.Owner == context.Name : context.Sight.CoversArea(row.Area) || row.Owner == context.Name).Select(CompanyVisitViews.Of).ToList()));

    public Task<IReadOnlyList<UnvisitedFirm>> Handle(ListUnvisitedFirms request, CancellationToken stop)
    {
        var before = ChinaTime.DayOf(clock.GetUtcNow()).AddDays(-request.Days);
        return Task.FromResult<IReadOnlyList<UnvisitedFirm>>(database.Read(session => session.Query<FirmRow>(Firms).Where(firm => context.Sight.CoversArea(firm.Area) && !(firm.LastDay > before))
            .OrderBy(firm => firm.LastDay ?? DateOnly.MinValue).ThenBy(firm => firm.Area, StringComparer.Ordinal).ThenBy(firm => firm.Name, StringComparer.Ordinal)
            .Select(firm => new UnvisitedFirm(firm.Unit, firm.Name, firm.Area, areas.PathOf(firm.Area), firm.LastDay)).ToList()));
    }

    private sealed record FirmRow
    {
        public string? Unit { get; init; }

        public string Name { get; init; } = "";

        public string Area { get; init; } = "";

        public string? LastOn { get; init; }

        public DateOnly? LastDay => LastOn is { } text ? CompanyVisitRow.DayOf(text) : null;
    }
}

/// <summary>Who sees a visit, and how it is shown.</summary>
internal sealed class CompanyVisitViews(CallContext context, PersonRecords people, KnownAreas areas)
{
    /// <summary>Also whoever has something to follow up from it.</summary>
    /// <exception cref="NotThereException">No such visit, or not in sight.</exception>
    public CompanyVisitRow Find(Session session, string code) =>
        CompanyVisitRow.Find(session, code) is { } row && (context.Sight.CoversArea(row.Area) || FollowUpRow.Of(session, row.Id).Any(follow => follow.Owner == context.Name)) ? row : throw new NotThereException("CompanyVisit", code);

    public CompanyVisitView Of(Session session, CompanyVisitRow row) => new(row.Code, row.Kind, row.Unit, row.Firm, row.Area, areas.PathOf(row.Area), row.Day, people.Masked(session, row.Person), row.Said, row.Who, row.At,
        row.DemandsOf(session), [.. FollowUpRow.Of(session, row.Id).Select(Of)]);

    public static FollowUpView Of(FollowUpRow row) => new(row.Id, row.VisitCode, row.Firm, row.What, row.Owner, TaskDays.Of(row.DueAt)!.Value, row.Standing, row.Result);
}
