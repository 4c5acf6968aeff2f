using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>The demand list (需求清单), oldest first, by area prefix, state, category and text.</summary>
internal sealed record ListDemands(string? Area, DemandState? State, string? Category, string? Text, PageWanted Page) : IRequest<Page<DemandView>>;

internal sealed class ListDemandsHandler(Database database, CallContext context, Rulings rulings) : IRequestHandler<ListDemands, Page<DemandView>>
{
    private const string Where = $"""

        where d.seq > @After and {Sight.OfDemands}
            and (@Area is null or d.area like @Area escape '!')
            and (@State is null or d.state = @State)
            and (@Category is null or d.category like @Category escape '!')
            and (@Text is null or lower(d.title) like @Text escape '!' or lower(d.detail) like @Text escape '!' or lower(d.code) like @Text escape '!'
                or exists (select 1 from supporter s where s.demand = d.code and s.left_at is null and lower(s.code_owner) like @Text escape '!'))
        order by d.seq
        limit @Most
        """;

    public Task<Page<DemandView>> Handle(ListDemands request, CancellationToken stop)
    {
        var category = request.Category is { } name ? rulings.Find(name)?.Code ?? name : null;
        var rows = database.Read(session => session.Query<DemandRow>(DemandRow.Select + Where, context.Sight.With(new
        {
            request.Page.After, Area = LikePattern.StartingWith(request.Area), State = request.State?.ToString(),
            Category = LikePattern.StartingWith(category), Text = LikePattern.Containing(request.Text), Most = request.Page.Limit + 1,
        })));
        return Task.FromResult(Page<DemandView>.Of(rows, request.Page.Limit, row => DemandView.Of(row, rulings), row => row.Seq));
    }
}
