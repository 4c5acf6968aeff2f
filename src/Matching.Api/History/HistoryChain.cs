using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Matching.Api.Data;
using Matching.Api.Keys;
using Matching.Api.Notices;
using Matching.Api.Webhooks;

namespace Matching.Api.History;

/// <summary>What an event says; its place in the chain is added when it is appended.</summary>
internal sealed record EventDraft(string Subject, string Act, string? From, string? To, DateTimeOffset At, string Who, string Why);

/// <summary>
/// Appends events to the hash chain: each holds the SHA-256 of the one before and of its own columns, and the head is signed. The
/// words of an event are hashed with a salt of their own, so that they can be erased while the chain still holds.
/// </summary>
internal sealed class HistoryChain(KeyRing ring, EventNotices notices)
{
    public const string Start = "0000000000000000000000000000000000000000000000000000000000000000";

    private const int SaltBytes = 12;

    private const string SelectHead = "select seq, hash, mac from history_head where one = 1";

    private const string Insert = """
        insert into event (seq, subject, act, from_state, to_state, at, who, why, previous, salt, why_hash, hash)
        values (@Seq, @Subject, @Act, @FromState, @ToState, @At, @Who, @Why, @Previous, @Salt, @WhyHash, @Hash)
        """;

    private const string Adopt = """
        update event
        set previous = @Previous, salt = @Salt, why_hash = @WhyHash, hash = @Hash
        where seq = @Seq
        """;

    private const string CountChained = "select count(*) from event where hash is not null";

    private const string SaveHead = """
        insert into history_head (one, seq, hash, mac)
        values (1, @Seq, @Hash, @Mac)
        on conflict (one) do update set seq = @Seq, hash = @Hash, mac = @Mac
        """;

    private const string EraseWords = "update event set why = '', salt = '' where subject = @subject and why <> ''";

    private static readonly JsonSerializerOptions Canonical = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>For a command that has no services.</summary>
    public static HistoryChain For(KeyRing ring, Policies.Rulings rulings) => new(ring, new EventNotices(new NoticeBook(rulings)));

    public void Append(Session session, EventDraft draft) => Append(session, [draft]);

    /// <summary>Appends several in their order; the head is read and signed once, and whoever is to be told of them will be.</summary>
    public void Append(Session session, IReadOnlyList<EventDraft> drafts)
    {
        if (drafts.Count == 0)
            return;
        var (seq, hash) = session.One<HeadRow>(SelectHead) is { } head ? (head.Seq, head.Hash) : (0, Start);
        foreach (var draft in drafts)
        {
            var link = Link(new ChainedEvent
            {
                Seq = ++seq, Subject = draft.Subject, Act = draft.Act, FromState = draft.From, ToState = draft.To, At = ValueText.Of(draft.At), Who = draft.Who, Why = draft.Why,
            }, hash);
            session.Execute(Insert, link);
            hash = link.Hash!;
        }
        session.Execute(SaveHead, new { Seq = seq, Hash = hash, Mac = MacOf(seq, hash) });
        WebhookOutbox.Put(session, drafts, seq - drafts.Count + 1, ring.RandomBytes);
        notices.Put(session, drafts, seq - drafts.Count + 1);
    }

    /// <summary>Chains the events of a store that was written before there was a chain.</summary>
    public void AdoptOld(Session session)
    {
        if (session.One<HeadRow>(SelectHead) is not null || session.Scalar<long>(CountChained) > 0)
            return;
        var (seq, hash) = (0L, Start);
        foreach (var old in session.Query<ChainedEvent>(ChainedEvent.Select + "\norder by seq"))
        {
            var link = Link(old, hash);
            session.Execute(Adopt, link);
            (seq, hash) = (link.Seq, link.Hash!);
        }
        session.Execute(SaveHead, new { Seq = seq, Hash = hash, Mac = MacOf(seq, hash) });
    }

    /// <summary>Blanks the words of a subject's events; a later event of that subject must tell that they were erased.</summary>
    public static void Erase(Session session, string subject) => session.Execute(EraseWords, new { subject });

    /// <summary>Blanks these words alone, wherever the subject's events hold them.</summary>
    public static void Erase(Session session, string subject, string words) => session.Execute(EraseWords + " and why = @words", new { subject, words });

    /// <summary>Blanks what the subject's events say wherever these words stand in it.</summary>
    public static void EraseHolding(Session session, string subject, string words) =>
        session.Execute(EraseWords + " and why like @pattern escape '!'", new { subject, pattern = Http.LikePattern.Holding(words) });

    public string MacOf(long seq, string hash) => ring.Mac("history", $"{seq} {hash}");

    public static HeadRow? Head(Session session) => session.One<HeadRow>(SelectHead);

    /// <summary>The hash of an event's columns and of the one before it.</summary>
    public static string HashOf(ChainedEvent row)
    {
        string?[] columns = [row.Seq.ToString(System.Globalization.CultureInfo.InvariantCulture), row.Subject, row.Act, row.FromState, row.ToState, row.At, row.Who, row.WhyHash, row.Previous];
        return Sha(JsonSerializer.Serialize(columns, Canonical));
    }

    public static string WordsHash(string? salt, string why) => Sha($"{salt}\n{why}");

    private ChainedEvent Link(ChainedEvent row, string previous)
    {
        var salt = Convert.ToHexString(ring.RandomBytes(SaltBytes));
        var link = row with { Previous = previous, Salt = salt, WhyHash = WordsHash(salt, row.Why) };
        return link with { Hash = HashOf(link) };
    }

    private static string Sha(string text) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>The newest event's place and hash, signed.</summary>
internal sealed record HeadRow
{
    public long Seq { get; init; }

    public string Hash { get; init; } = "";

    public string Mac { get; init; } = "";
}

/// <summary>An event with its place in the chain, each column as the store holds it.</summary>
internal sealed record ChainedEvent
{
    public const string Select = "select seq, subject, act, from_state, to_state, at, who, why, previous, salt, why_hash, hash from event";

    public long Seq { get; init; }

    public string Subject { get; init; } = "";

    public string Act { get; init; } = "";

    public string? FromState { get; init; }

    public string? ToState { get; init; }

    public string At { get; init; } = "";

    public string Who { get; init; } = "";

    public string Why { get; init; } = "";

    public string? Previous { get; init; }

    public string? Salt { get; init; }

    public string? WhyHash { get; init; }

    public string? Hash { get; init; }
}
