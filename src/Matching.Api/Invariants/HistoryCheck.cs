using Matching.Api.Data;
using Matching.Api.History;

namespace Matching.Api.Invariants;

/// <summary>Walks the chain of events and names what was altered, removed, put elsewhere or cut off.</summary>
internal static class HistoryCheck
{
    private const string Invariant = "2 history";

    private const string Erasures = "select subject, max(seq) as seq from event where act = 'Erase' group by subject";

    /// <param name="chain">Null when no key is at hand: the head's signature is then not checked.</param>
    /// <param name="known">A head that was noted down earlier: the event of that place must still have that hash.</param>
    public static IEnumerable<Violation> Check(Session session, HistoryChain? chain, (long Seq, string Hash)? known = null)
    {
        var erased = session.Query<ErasureRow>(Erasures).ToDictionary(row => row.Subject, row => row.Seq, StringComparer.Ordinal);
        var (seq, hash) = (0L, HistoryChain.Start);
        foreach (var row in session.Query<ChainedEvent>(ChainedEvent.Select + "\norder by seq"))
        {
            if (row.Hash is null || HistoryChain.HashOf(row) != row.Hash)
                yield return new Violation(Invariant, $"event {row.Seq}", $"altered, put elsewhere or put in ({row.Subject} {row.Act})");
            else if (row.Previous != hash)
                yield return new Violation(Invariant, $"event {row.Seq}", row.Seq > seq + 1 ? $"before it, events {seq + 1} to {row.Seq - 1} were removed" : $"event {seq} before it was altered or put elsewhere");
            if (!WordsHold(row, erased))
                yield return new Violation(Invariant, $"event {row.Seq}", $"its words were altered ({row.Subject} {row.Act})");
            if (known is { } noted && noted.Seq == row.Seq && noted.Hash != row.Hash)
                yield return new Violation(Invariant, $"event {row.Seq}", "is not the one whose hash was noted down");
            (seq, hash) = (row.Seq, row.Hash ?? "");
        }
        foreach (var violation in End(session, chain, seq, hash, known))
            yield return violation;
    }

    private static IEnumerable<Violation> End(Session session, HistoryChain? chain, long seq, string hash, (long Seq, string Hash)? known)
    {
        var head = HistoryChain.Head(session);
        if (head is null)
            yield return new Violation(Invariant, "head", "is missing");
        else if (head.Seq != seq || head.Hash != hash)
            yield return new Violation(Invariant, $"event {seq}", head.Seq > seq ? $"behind it, the events up to {head.Seq} were cut off" : $"is not the end that the head tells of ({head.Seq})");
        if (head is not null && chain is not null && chain.MacOf(head.Seq, head.Hash) != head.Mac)
            yield return new Violation(Invariant, "head", "is not signed with this store's key");
        if (known is { } noted && noted.Seq > seq)
            yield return new Violation(Invariant, $"event {seq}", $"behind it, the events up to {noted.Seq}, noted down earlier, were cut off");
    }

    private static bool WordsHold(ChainedEvent row, Dictionary<string, long> erased) =>
        HistoryChain.WordsHash(row.Salt, row.Why) == row.WhyHash
        || (row.Why.Length == 0 && row.Salt is { Length: 0 } && erased.GetValueOrDefault(row.Subject) > row.Seq);

    private sealed record ErasureRow
    {
        public string Subject { get; init; } = "";

        public long Seq { get; init; }
    }
}
