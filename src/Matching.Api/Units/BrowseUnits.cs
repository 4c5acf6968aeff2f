using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>The units in the caller's sight with what they have, by code; the cursor is the last one's place.</summary>
/// <param name="Community">Only those paired with it.</param>
internal sealed record BrowseUnits(string? Text, UnitKind? Kind, string? Community, PageWanted Page) : IRequest<UnitPageOf>;

/// <param name="Total">On all pages.</param>
public sealed record UnitPageOf(int Total, IReadOnlyList<UnitBrief> Items, string? Next);

/// <param name="Ring">Closest ring that it stands in, of the wanted community where one is named; null while it is not paired.</param>
/// <param name="Live">Offers that may serve; <paramref name="Dormant"/> of them sleep.</param>
public sealed record UnitBrief(string Code, string Name, UnitKind Kind, string KindName, string Area, int Pairings, Ring? Ring, int Live, int Dormant, bool Suspended);

internal sealed class BrowseUnitsHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<BrowseUnits, UnitPageOf>
{
    private const string Where = $"""

        where {Sight.OfUnits}
            and (@Kind is null or u.kind = @Kind) and (@Text is null or lower(u.name) like @Text escape '!' or lower(u.code) like @Text escape '!')
            and (@Community is null or exists (select 1 from unit_pairing w where w.unit = u.code and w.community = @Community))
        """;

    private const string LiveOffers = "select count(*) from offer x where x.unit = u.code and x.state = 'Published' and (x.valid_until is null or x.valid_until > @Now) and exists (select 1 from slot s where s.offer = x.code and s.end_at > @Now)";

    private const string Select = $"""
        select u.code, u.name, u.kind, u.area, u.suspended, (select count(*) from unit_pairing p where p.unit = u.code) as pairings,
            (select min(case p.ring when 'Core' then 0 when 'SubCore' then 1 else 2 end) from unit_pairing p where p.unit = u.code and (@Community is null or p.community = @Community)) as ring,
            ({LiveOffers}) as live,
            ({LiveOffers} and coalesce((select max(o.accepted_at) from service_order o where o.offer = x.code), x.published_at) <= @Asleep) as dormant
        from unit u
        {Where}
        order by u.code
        limit @Most offset @After
        """;

    private const string Count = "select count(*) from unit u" + Where;

    public Task<UnitPageOf> Handle(BrowseUnits request, CancellationToken stop) => Task.FromResult(database.Read(session =>
    {
        var (after, limit, now) = (request.Page.After, request.Page.Limit, clock.GetUtcNow());
        var values = context.Sight.With(new
        {
            Kind = request.Kind?.ToString(), Text = LikePattern.Containing(request.Text), request.Community, Now = now, Asleep = now.AddDays(-rulings.Policy.DormantDays), Most = limit + 1, After = after,
        });
        var rows = session.Query<BriefRow>(Select, values);
        return new UnitPageOf((int)session.Scalar<long>(Count, values), [.. rows.Take(limit).Select(row => row.ToView())],
            rows.Count > limit ? (after + limit).ToString(CultureInfo.InvariantCulture) : null);
    }));

    private sealed record BriefRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public UnitKind Kind { get; init; }

        public string Area { get; init; } = "";

        public bool Suspended { get; init; }

        public long Pairings { get; init; }

        public long? Ring { get; init; }

        public long Live { get; init; }

        public long Dormant { get; init; }

        public UnitBrief ToView() => new(Code, Name, Kind, Words.Of(Kind), Area, (int)Pairings, (Ring?)Ring, (int)Live, (int)Dormant, Suspended);
    }
}
