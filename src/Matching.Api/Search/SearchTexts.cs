using Matching.Api.Data;
using Matching.Core.Text;

namespace Matching.Api.Search;

/// <summary>
/// Titles and details of one list in memory, found by their words or by the pinyin initials of their titles. Rows are only ever
/// added and their texts seldom change, so each search reads what came since the last, and all anew once a text was amended; of more
/// than some 50,000 it forgets the oldest.
/// </summary>
internal sealed class SearchTexts(Database database, string select)
{
    private const int Most = 50_000;
    private const int MostUnsorted = 500;

    private const string CountAmended = "select count(*) from event where act = 'Amend'";

    private readonly Lock gate = new();
    private long amended;
    private readonly List<TextRow> rows = [];
    private Part sorted = new([]);
    private Part unsorted = new([]);

    /// <summary>Sequence numbers of the best texts, best first.</summary>
    public IReadOnlyList<long> Find(string text, int most)
    {
        var (old, fresh) = Parts();
        if (text.All(char.IsAsciiLetter))
            return [.. fresh.ByInitials(text).Concat(old.ByInitials(text)).Take(most)];
        return [.. old.ByWords(text, most).Concat(fresh.ByWords(text, most)).OrderByDescending(hit => hit.Relevance).Take(most).Select(hit => hit.Seq)];
    }

    private (Part Old, Part Fresh) Parts()
    {
        lock (gate)
        {
            var added = database.Read(Added);
            if (added.Count == 0)
                return (sorted, unsorted);
            rows.AddRange(added);
            if (rows.Count - sorted.Rows.Count > MostUnsorted)
            {
                rows.RemoveRange(0, Math.Max(0, rows.Count - Most));
                sorted = new Part([.. rows]);
            }
            unsorted = new Part([.. rows.Skip(sorted.Rows.Count)]);
            return (sorted, unsorted);
        }
    }

    private IReadOnlyList<TextRow> Added(Session session)
    {
        var amendedNow = session.Scalar<long>(CountAmended);
        if (amendedNow != amended)
        {
            rows.Clear();
            (sorted, unsorted) = (new Part([]), new Part([]));
        }
        amended = amendedNow;
        return session.Query<TextRow>(select, new { after = rows.Count == 0 ? 0 : rows[^1].Seq, most = Most });
    }

    /// <summary>A stretch of the list with its index.</summary>
    private sealed class Part
    {
        private readonly Relevance relevance;
        private readonly TextIndex index;
        private readonly string[] initials;

        public Part(IReadOnlyList<TextRow> rows)
        {
            Rows = rows;
            relevance = new Relevance([.. rows.Select(row => new OfferText([new(row.Title, 2), row.Detail]))], TextModel.Shipped);
            index = new TextIndex(relevance);
            initials = [.. rows.Select(row => PinyinInitials.Of(row.Title).Replace(" ", "", StringComparison.Ordinal))];
        }

        public IReadOnlyList<TextRow> Rows { get; }

        public IEnumerable<(long Seq, int Relevance)> ByWords(string text, int most) =>
            index.Top(relevance.Query(text), most).Select(hit => (Rows[hit.Position].Seq, hit.Relevance));

        /// <summary>Titles that hold the letters as initials, or as they stand; the newest first.</summary>
        public IEnumerable<long> ByInitials(string letters)
        {
            for (var i = Rows.Count - 1; i >= 0; i--)
            {
                if (initials[i].Contains(letters, StringComparison.OrdinalIgnoreCase))
                    yield return Rows[i].Seq;
            }
        }
    }

    internal sealed record TextRow
    {
        public long Seq { get; init; }

        public string Title { get; init; } = "";

        public string Detail { get; init; } = "";
    }
}
