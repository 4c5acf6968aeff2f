using Dapper;
using Matching.Api.Access;
using Matching.Api.Agreements;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;
using Matching.Api.Reports;
using Matching.Core;
using Matching.Core.Demands;
using Matching.Core.Orders;
using Matching.Core.Units;

namespace Matching.Api.Lists;

/// <summary>What of a list is taken out: by place, category, state, and the days in which a demand was filed, an offer published or an order
/// proposed, an agreement drafted. What is not given does not narrow it.</summary>
internal sealed record ExportFilter(string? Area = null, string? Category = null, string? State = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    private const string OfOffers = $"""
        {Sight.OfOffers} and {OfferPlace.Serves} and (@OfferCategory is null or ';' || o.categories like @OfferCategory escape '!')
            and (@State is null or o.state = @State) and (@From is null or o.published_at >= @From) and (@Until is null or o.published_at < @Until)
        """;

    private const string Demands = $"""
        {DemandRow.Select}
        where d.seq > @after and {Sight.OfDemands} and {ReportFactsQuery.InScope}
            and (@State is null or d.state = @State) and (@From is null or d.filed_at >= @From) and (@Until is null or d.filed_at < @Until)
        """;

    private const string Offers = $"{OfferRow.Select}\nwhere o.seq > @after and {OfOffers}";

    private const string Orders = $"""
        {OrderRow.Select}
        where o.seq > @after and {Sight.OfOrders} and {ReportFactsQuery.InScope}
            and (@State is null or o.state = @State) and (@From is null or o.proposed_at >= @From) and (@Until is null or o.proposed_at < @Until)
        """;

    private const string Slots = $"""
        select s.id, s.offer, s.start_at, s.end_at, s.capacity, s.remaining
        from slot s
        join offer o on o.code = s.offer
        where s.id > @after and {OfOffers}
        """;

    private const string Agreements = $"""
        {AgreementRow.Select}
        where g.id > @after and {Sight.OfAgreements} and (@Place is null or g.community like @Place escape '!')
            and (@State is null or g.state = @State) and (@From is null or g.drafted_at >= @From) and (@Until is null or g.drafted_at < @Until)
        """;

    /// <param name="from">A day; <paramref name="until"/> the last day.</param>
    /// <exception cref="BadHttpRequestException">A value is none of those there are.</exception>
    public static ExportFilter Of(ListKind list, KnownAreas areas, Rulings rulings, string? area, string? category, string? state, string? from, string? until) => new(
        ReportScope.AreaOf(area, areas), ReportScope.CategoryOf(category, rulings), StateOf(list, string.IsNullOrEmpty(state) ? null : state), DayOf(from, endOfWindow: false), DayOf(until, endOfWindow: true));

    /// <summary>The rows after <c>@after</c>, in no order.</summary>
    public static string SelectOf(ListKind list) => list switch { ListKind.Demands => Demands, ListKind.Offers => Offers, ListKind.Slots => Slots, ListKind.Agreements => Agreements, _ => Orders };

    public DynamicParameters Values(Sight sight, long after)
    {
        var values = sight.With(new
        {
            after, Place = LikePattern.StartingWith(Area), Category = LikePattern.StartingWith(Category), OfferCategory = LikePattern.Containing(Category is null ? null : $";{Category}"),
            State, From = ValueText.Of(From), Until = ValueText.Of(Until),
        });
        values.AddDynamicParams(OfferPlace.Values(Area));
        return values;
    }

    private static string? StateOf(ListKind list, string? state) => list switch
    {
        ListKind.Demands => Choice.Of<DemandState>(state)?.ToString(),
        ListKind.Orders => Choice.Of<OrderState>(state)?.ToString(),
        ListKind.Agreements => Choice.Of<AgreementState>(state)?.ToString(),
        _ => Choice.Of<OfferState>(state)?.ToString(),
    };

    private static DateTimeOffset? DayOf(string? text, bool endOfWindow) => string.IsNullOrWhiteSpace(text) ? null
        : ChinaTime.TryParse(text.Trim(), endOfWindow, out var instant) ? instant : throw new BadHttpRequestException(Words.Say("Export.Day", text));
}
