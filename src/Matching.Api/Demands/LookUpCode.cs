using System.Security.Cryptography;
using System.Text;
using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Api.Keys;

namespace Matching.Api.Demands;

/// <summary>Whose code it is: the person who filed the demand, or one of its supporters.</summary>
internal sealed record CodeHolder(DemandRow Demand, SupporterRow? Supporter);

/// <summary>The code on a receipt with which a resident looks up and rates their own demand: shown once, stored hashed.</summary>
internal sealed class LookUpCodes(KeyRing ring)
{
    /// <summary>Without letters and digits that look or sound alike.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Length = 10;

    private const string Keyed = "k:";

    /// <summary>Parts of the demand, parts with that number, and the part that a demand of that number goes on for; those still in first.</summary>
    private const string PartsFor = SupporterRow.Select + """

        where s.look_up_hash <> '' and (s.demand = @demand or s.code_owner = @number or s.left_into = @number)
        order by case when s.left_at is null then 0 else 1 end, s.id
        """;

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

    /// <summary>Finds whose code it is; a merged demand's leads to the common one, where its person has a part, and a part's that was taken
    /// out again to the demand that it goes on as.</summary>
    /// <exception cref="NotAllowedException">It is nobody's; the answer is the same when there is no such demand.</exception>
    public CodeHolder Holder(Session session, string demand, string code)
    {
        var row = session.One<DemandRow>(SelectDemand, new { code = demand });
        if (row is { MergedInto: null } && Matches(row.Code, code, row.LookUpHash))
            return new CodeHolder(row, null);
        while (row?.MergedInto is { } common)
            row = session.One<DemandRow>(SelectDemand, new { code = common });
        var part = session.Query<SupporterRow>(PartsFor, new { demand = row?.Code ?? demand, number = demand }).FirstOrDefault(part => Matches(part.CodeOwner, code, part.LookUpHash))
            ?? throw new NotAllowedException("wrong-look-up-code");
        return part.LeftInto is { } own ? new CodeHolder(DemandRow.Get(session, own), null) : new CodeHolder(DemandRow.Get(session, part.Demand), part);
    }

    /// <summary>As codes were hashed before there was a key.</summary>
    private static string HashBefore(string owner, string code) =>
        Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(owner), 1000, HashAlgorithmName.SHA256, 32));
}
