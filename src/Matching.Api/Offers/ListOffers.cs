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
            and (@Area is null or o.areas = '' or ';' || o.areas like @Area escape '!' or ';' || o.areas || ';' like @Street or ';' || o.areas || ';' like @Community or ';' || o.areas || ';' like @Estate)
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
        var rows = database.Read(session => session.Query<OfferRow>(OfferRow.Select + Where, context.Sight.With(new
        {
            request.Page.After, Area = LikePattern.Containing(request.Area is { Length: > 0 } area ? $";{area}" : null), Street = Above(request.Area, 9), Community = Above(request.Area, 12), Estate = Above(request.Area, 15), State = request.State?.ToString(), Category = LikePattern.Containing(category),
            request.Unit, Text = LikePattern.Containing(request.Text), Most = request.Page.Limit + 1,
        })));
        return Task.FromResult(Page<OfferView>.Of(rows, request.Page.Limit, row => OfferView.Of(row, rulings, now), row => row.Seq));
    }

    /// <summary>The node above the wanted place at that length, as it stands between semicolons.</summary>
    private static string? Above(string? area, int length) =>
        area?.Length > length && area.All(char.IsAsciiDigit) ? $"%;{area[..length]};%" : null;
}
