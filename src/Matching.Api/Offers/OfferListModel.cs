using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Offers;

/// <summary>How an offer stands for those who look for one: its state, or that it is over.</summary>
public enum OfferStanding { Published, Paused, Withdrawn, Expired }

/// <param name="Remaining">Left in the windows to come, of their <paramref name="Capacity"/>.</param>
public sealed record OfferListRow(OfferView Offer, int Remaining, int Capacity, DateTimeOffset? NextStart);

/// <summary>A page of the resource list.</summary>
public sealed record OfferListModel(FormState Form, IReadOnlyList<OfferListRow> Rows, string? Next, bool MayPublish)
{
    internal static readonly FormFields Fields = new(("q", "Field.Search"));

    private const string SumOfSlots = """
        select offer, coalesce(sum(remaining), 0) as remaining, coalesce(sum(capacity), 0) as capacity, min(start_at) as next_start
        from slot
        where offer = @code and end_at > @now
        group by offer
        """;

    internal static OfferListModel Of(Database database, Page<OfferView> page, string? text, bool mayPublish, DateTimeOffset now) => database.Read(session =>
    {
        var rows = page.Items.Select(offer =>
        {
            var sum = session.One<SumRow>(SumOfSlots, new { code = offer.Code, now });
            return new OfferListRow(offer, (int)(sum?.Remaining ?? 0), (int)(sum?.Capacity ?? 0), sum?.NextStart);
        }).ToList();
        return new OfferListModel(FormState.Blank(Fields, ("q", text)), rows, page.Next, mayPublish);
    });

    private sealed record SumRow
    {
        public long Remaining { get; init; }

        public long Capacity { get; init; }

        public DateTimeOffset? NextStart { get; init; }
    }
}
