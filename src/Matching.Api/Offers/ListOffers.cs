using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Offers;

/// <summary>The resource list (资源清单), oldest first, by place served, state, category, unit and text.</summary>
internal sealed record ListOffers(string? Area, OfferState? State, string? Category, string? Unit, string? Text, PageWanted Page) : IRequest<Page<OfferView>>;

internal sealed class ListOffersHandler(Database database, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<ListOffers, Page<OfferView>>
{
    private const string Where = $"""

        where o.seq > @After and {Sight.OfOffers}
            and {OfferPlace.Serves}
            and (@State is null or o.state = @State)
            and (@Category is null or ';' || o.categories like @Category escape '!')
            and (@Unit is null or o.unit = @Unit)
            and (@Text is null or lower(o.title) like @Text escape '!' or lower(o.detail) like @Text escape '!' or lower(o.code) like @Text escape '!')
        order by o.seq
        limit @Most
        """;

    public Task<Page<OfferView>> Handle(ListOffers request, CancellationToken stop)
    {
        var now = clock.GetUtcNow();
        var category = request.Category is { } name ? ";" + (rulings.Find(name)?.Code ?? name) : null;
        var values = context.Sight.With(new
        {
            request.Page.After, State = request.State?.ToString(), Category = LikePattern.Containing(category), request.Unit, Text = LikePattern.Containing(request.Text), Most = request.Page.Limit + 1,
        });
        values.AddDynamicParams(OfferPlace.Values(request.Area));
        var rows = database.Read(session => session.Query<OfferRow>(OfferRow.Select + Where, values));
        return Task.FromResult(Page<OfferView>.Of(rows, request.Page.Limit, row => OfferView.Of(row, rulings, now), row => row.Seq));
    }
}

/// <summary>Condition on <c>offer o</c>: it serves a wanted place, some part of it, or a node above it.</summary>
internal static class OfferPlace
{
    public const string Serves = """
        (@Area is null or o.areas = '' or ';' || o.areas like @Area escape '!' or ';' || o.areas || ';' like @AreaStreet or ';' || o.areas || ';' like @AreaCommunity
            or ';' || o.areas || ';' like @AreaEstate)
        """;

    public static object Values(string? area) => new
    {
        Area = LikePattern.Containing(area is { Length: > 0 } ? $";{area}" : null), AreaStreet = Above(area, 9), AreaCommunity = Above(area, 12), AreaEstate = Above(area, 15),
    };

    /// <summary>The node above the wanted place at that length, as it stands between semicolons.</summary>
    private static string? Above(string? area, int length) =>
        area?.Length > length && area.All(char.IsAsciiDigit) ? $"%;{area[..length]};%" : null;
}
