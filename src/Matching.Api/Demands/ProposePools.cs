using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>Groups of demands that could be merged into one (并单): one category, one community, the same matter.</summary>
internal sealed record ProposePools(string? Area, int Limit) : IRequest<IReadOnlyList<PoolProposal>>;

/// <param name="Into">The demand that was filed first.</param>
/// <param name="Members">The others; each is merged by POST /api/demands/{code}/merge.</param>
public sealed record PoolProposal(string Category, string CategoryName, string Community, PoolMember Into, IReadOnlyList<PoolMember> Members);

public sealed record PoolMember(string Code, string Title, AreaCode Area, int Quantity, DateTimeOffset FiledAt);

internal sealed class ProposePoolsHandler(Database database, CallContext context, Rulings rulings) : IRequestHandler<ProposePools, IReadOnlyList<PoolProposal>>
{
    private const string WhereMergeable = $"""

        where {Sight.OfDemands} and d.state in ('Filed', 'Open', 'Escalated') and d.held = 0
            and (@Area is null or d.area like @Area escape '!')
        order by d.seq desc
        limit 2000
        """;

    private const int CommunityLength = 12;

    public Task<IReadOnlyList<PoolProposal>> Handle(ProposePools request, CancellationToken stop)
    {
        var rows = database.Read(session => session.Query<DemandRow>(DemandRow.Select + WhereMergeable, context.Sight.With(new { Area = LikePattern.StartingWith(request.Area) })));
        var proposals =
            from row in rows.OrderBy(row => row.Seq)
            group row by (row.Category, Community: row.Area[..Math.Min(CommunityLength, row.Area.Length)]) into matter
            from members in LikeDemands.Groups([.. matter])
            orderby members.Count descending, members[0].Seq
            select new PoolProposal(matter.Key.Category, rulings.NameOf(matter.Key.Category), matter.Key.Community, MemberOf(members[0]), [.. members.Skip(1).Select(MemberOf)]);
        return Task.FromResult<IReadOnlyList<PoolProposal>>([.. proposals.Take(request.Limit)]);
    }

    private static PoolMember MemberOf(DemandRow row) => new(row.Code, row.Title, new AreaCode(row.Area), row.Quantity, row.FiledAt);
}
