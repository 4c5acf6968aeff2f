using System.Security.Cryptography;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Demands;

/// <summary>Whose code it is: the person who filed the demand, or one of its supporters.</summary>
internal sealed record CodeHolder(DemandRow Demand, SupporterRow? Supporter);

internal sealed record SupporterRow
{
    public const string Select = "select s.id, s.demand, s.code_owner, s.look_up_hash, s.person, s.note, s.filed_at from supporter s";

    public long Id { get; init; }

    public string Demand { get; init; } = "";

    public string CodeOwner { get; init; } = "";

    public string LookUpHash { get; init; } = "";

    public long? Person { get; init; }

    public string Note { get; init; } = "";

    public DateTimeOffset FiledAt { get; init; }
}

/// <summary>The code on a receipt with which a resident looks up and rates their own demand: shown once, stored hashed.</summary>
internal sealed class LookUpCodes(KeyRing ring)
{
    /// <summary>Without letters and digits that look or sound alike.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Length = 10;

    private const string Keyed = "k:";

    private const string SupportersOf = SupporterRow.Select + "\nwhere s.demand = @demand and s.look_up_hash <> ''\norder by s.id";

    private const string SelectDemand = DemandRow.Select + "\nwhere d.code = @code";

    public string Next() => string.Concat(ring.RandomBytes(Length * 4).Chunk(4).Select(bytes => Alphabet[(int)(BitConverter.ToUInt32(bytes) % Alphabet.Length)]));

    /// <summary>Keyed, so that a copy of the store alone does not let codes be tried out.</summary>
    /// <param name="owner">The demand or supporter it belongs to, so that equal codes hash differently.</param>
    public string Hash(string owner, string code) => Keyed + ring.Mac("look-up", $"{owner} {code.Trim().ToUpperInvariant()}");

    public bool Matches(string owner, string? code, string? hash)
    {
        if (code is null || hash is null)
            return false;
        var given = hash.StartsWith(Keyed, StringComparison.Ordinal) ? Hash(owner, code) : HashBefore(owner, code);
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), Encoding.ASCII.GetBytes(hash));
    }

    /// <summary>Finds whose code it is; a merged demand's lead to the common one, where its person is a supporter.</summary>
    /// <exception cref="NotAllowedException">It is nobody's; the answer is the same when there is no such demand.</exception>
    public CodeHolder Holder(Session session, string demand, string code)
    {
        var row = session.One<DemandRow>(SelectDemand, new { code = demand });
        if (row is { MergedInto: null } && Matches(row.Code, code, row.LookUpHash))
            return new CodeHolder(row, null);
        while (row?.MergedInto is { } common)
            row = session.One<DemandRow>(SelectDemand, new { code = common });
        var supporter = row is null ? null : session.Query<SupporterRow>(SupportersOf, new { demand = row.Code }).FirstOrDefault(supporter => Matches(supporter.CodeOwner, code, supporter.LookUpHash));
        return supporter is null ? throw new NotAllowedException("wrong-look-up-code") : new CodeHolder(row!, supporter);
    }

    /// <summary>As codes were hashed before there was a key.</summary>
    private static string HashBefore(string owner, string code) =>
        Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(owner), 1000, HashAlgorithmName.SHA256, 32));
}
