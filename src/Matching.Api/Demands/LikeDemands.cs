using Matching.Core.Text;

namespace Matching.Api.Demands;

/// <summary>Finds demands that speak of the same matter, by their words alone: the same kind of trouble elsewhere is another matter.</summary>
internal static class LikeDemands
{
    private static readonly Lazy<TextModel> Plain = new(() => TextModel.Plain.With(TextModel.Shipped.Background));

    /// <summary>The rows much like the text, most alike first, with their likeness in millionths.</summary>
    public static IEnumerable<(DemandRow Row, int Likeness)> To(string title, string detail, IReadOnlyList<DemandRow> rows)
    {
        var relevance = new Relevance([.. rows.Select(row => new OfferText(FieldsOf(row.Title, row.Detail)))], Plain.Value, Bm25Options.Documents);
        return new TextIndex(relevance).AtLeast(relevance.Query(FieldsOf(title, detail)), NearDuplicates.Threshold)
            .OrderByDescending(hit => hit.Relevance).Select(hit => (rows[hit.Position], hit.Relevance));
    }

    /// <summary>The rows in groups of the same matter, each in the rows' order; rows that stand alone are left out.</summary>
    public static IEnumerable<IReadOnlyList<DemandRow>> Groups(IReadOnlyList<DemandRow> rows) =>
        rows.Zip(NearDuplicates.Groups([.. rows.Select(row => FieldsOf(row.Title, row.Detail))], NearDuplicates.Threshold, Plain.Value))
            .GroupBy(pair => pair.Second, pair => pair.First).Where(group => group.Skip(1).Any()).Select(group => group.ToList());

    private static TextField[] FieldsOf(string title, string detail) => [new(title, 2), detail];
}
