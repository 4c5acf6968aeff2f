using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;
using MediatR;

namespace Matching.Api.Demands;

/// <summary>How the demand page is sorted. By name in addresses.</summary>
internal enum DemandOrder { Updated, Filed, Due }

/// <summary>A deadline's nearness, as a filter.</summary>
internal enum DueFilter { Soon, Over }

/// <summary>One page of the demand list with the number of all, for people: by page number, in the order they chose.</summary>
internal sealed record BrowseDemands(string? Area, DemandState? State, string? Category, string? Text, DueFilter? Due, bool Mine, DemandOrder Order, int Page) : IRequest<DemandsFound>
{
    public const int PageSize = 20;
}

public sealed record DemandsFound(IReadOnlyList<DemandView> Items, int Total)
{
    public int Pages => Math.Max(1, (Total + BrowseDemands.PageSize - 1) / BrowseDemands.PageSize);
}

internal sealed class BrowseDemandsHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<BrowseDemands, DemandsFound>
{
    /// <summary>What is promised and not done yet; the home page counts by the same conditions.</summary>
    public const string IsDueSoon = "(d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved') and d.resolve_due >= @Now and d.resolve_due < @Soon)";

    public const string IsOverdue = "(d.state in ('Open', 'PartlyMatched', 'Matched', 'Escalated', 'OnAgenda', 'Resolved') and d.resolve_due < @Now)";

    public static readonly TimeSpan Soon = TimeSpan.FromDays(2);

    private const string Where = $"""

        where {Sight.OfDemands}
            and (@Area is null or d.area like @Area escape '!')
            and (@State is null or d.state = @State)
            and (@Category is null or d.category like @Category escape '!')
            and (@Text is null or lower(d.title) like @Text escape '!' or lower(d.detail) like @Text escape '!' or lower(d.code) like @Text escape '!'
                or exists (select 1 from supporter s where s.demand = d.code and s.left_at is null and lower(s.code_owner) like @Text escape '!'))
            and (@Mine is null or d.filed_by like @Mine escape '!')
            and (@Due <> 'Soon' or {IsDueSoon})
            and (@Due <> 'Over' or {IsOverdue})
        """;

    private const string Count = $"select count(*) from demand d{Where}";

    private const string ByUpdate = $"{DemandRow.Select}{Where}\norder by (select max(e.seq) from event e where e.subject = d.code) desc, d.seq desc\nlimit @Most offset @Skipped";

    private const string ByFiling = $"{DemandRow.Select}{Where}\norder by d.seq\nlimit @Most offset @Skipped";

    private const string ByDeadline = $"{DemandRow.Select}{Where}\norder by case when d.resolve_due is null then 1 else 0 end, d.resolve_due, d.seq\nlimit @Most offset @Skipped";

    public Task<DemandsFound> Handle(BrowseDemands request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var category = request.Category is { } name ? rulings.Find(name)?.Code ?? name : null;
        var now = clock.GetUtcNow();
        var values = context.Sight.With(new
        {
            Area = LikePattern.StartingWith(request.Area), State = request.State?.ToString(), Category = LikePattern.StartingWith(category), Text = LikePattern.Containing(request.Text),
            Mine = request.Mine ? LikePattern.EndingWith($"/{context.Name}") : null, Due = request.Due?.ToString() ?? "", Now = now, Soon = now + Soon,
            Most = BrowseDemands.PageSize, Skipped = (request.Page - 1) * BrowseDemands.PageSize,
        });
        var select = request.Order switch { DemandOrder.Filed => ByFiling, DemandOrder.Due => ByDeadline, _ => ByUpdate };
        return new DemandsFound([.. session.Query<DemandRow>(select, values).Select(row => DemandView.Of(row, rulings))], (int)session.Scalar<long>(Count, values));
    }));
}
