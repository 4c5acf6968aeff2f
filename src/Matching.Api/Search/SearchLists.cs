using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Offers;
using Matching.Api.Orders;
using Matching.Api.Policies;

namespace Matching.Api.Search;

/// <summary>Free text over all three lists: words in any order and other words for the same thing; letters alone are pinyin initials.</summary>
internal sealed record SearchLists(string Text, int Limit) : IRequest<SearchAnswer>;

/// <summary>Best first in each list; orders are those of the demands and offers found.</summary>
public sealed record SearchAnswer(IReadOnlyList<DemandView> Demands, IReadOnlyList<OfferView> Offers, IReadOnlyList<OrderView> Orders);

internal sealed class SearchListsRules : AbstractValidator<SearchLists>
{
    public SearchListsRules() => RuleFor(search => search.Text).PlainText(1, 200);
}

/// <summary>The searched texts of demands and of offers, for as long as the server lives.</summary>
internal sealed class SearchedLists(Database database)
{
    private const string SelectDemands = """
        select seq, title, detail
        from (select seq, title, detail from demand where seq > @after order by seq desc limit @most) newest
        order by seq
        """;

    private const string SelectOffers = """
        select seq, title, detail
        from (select seq, title, detail from offer where seq > @after order by seq desc limit @most) newest
        order by seq
        """;

    public SearchTexts Demands { get; } = new(database, SelectDemands);

    public SearchTexts Offers { get; } = new(database, SelectOffers);
}

internal sealed class SearchListsHandler(Database database, SearchedLists texts, CallContext context, Rulings rulings, TimeProvider clock) : IRequestHandler<SearchLists, SearchAnswer>
{
    /// <summary>So many more are looked for than shown, since the caller may not see them all.</summary>
    private const int SeenShare = 5;

    private const string NewestFirst = """

        order by o.seq desc
        limit @most
        """;

    public Task<SearchAnswer> Handle(SearchLists request, CancellationToken stop)
    {
        var text = request.Text.Trim();
        var most = request.Limit * SeenShare;
        var (demands, offers) = (texts.Demands.Find(text, most), texts.Offers.Find(text, most));
        var seen = context.Sight.With(new { most = request.Limit });
        return Task.FromResult(database.Read(session => new SearchAnswer(
            [.. InOrder(session.Query<DemandRow>($"{DemandRow.Select}\nwhere d.seq {Among(demands)} and {Sight.OfDemands}", seen), row => row.Seq, demands)
                .Take(request.Limit).Select(row => DemandView.Of(row, rulings))],
            [.. InOrder(session.Query<OfferRow>($"{OfferRow.Select}\nwhere o.seq {Among(offers)} and {Sight.OfOffers}", seen), row => row.Seq, offers)
                .Take(request.Limit).Select(row => OfferView.Of(row, rulings, clock.GetUtcNow()))],
            [.. session.Query<OrderRow>($"{OrderRow.Select}\nwhere (d.seq {Among(demands)} or f.seq {Among(offers)}) and {Sight.OfOrders}{NewestFirst}", seen).Select(OrderView.Of)])));
    }

    /// <summary>The numbers stand in the text itself: the two stores take lists of parameters differently.</summary>
    private static string Among(IReadOnlyList<long> numbers) => $"in ({string.Join(',', numbers.DefaultIfEmpty(-1).Select(number => number.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>The rows in the order of the numbers found.</summary>
    private static IEnumerable<TRow> InOrder<TRow>(IReadOnlyList<TRow> rows, Func<TRow, long> numberOf, IReadOnlyList<long> numbers)
    {
        var byNumber = rows.ToDictionary(numberOf);
        return numbers.Where(byNumber.ContainsKey).Select(number => byNumber[number]);
    }
}
