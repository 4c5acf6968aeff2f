using System.Security.Cryptography;
using System.Text;

namespace Matching.Api.Demands;

/// <summary>The code on a receipt with which a resident looks up and rates their own demand: shown once, stored hashed.</summary>
internal sealed class LookUpCodes(Func<int, byte[]> randomBytes)
{
    /// <summary>Without letters and digits that look or sound alike.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Length = 10;

    public string Next() => string.Concat(randomBytes(Length * 4).Chunk(4).Select(bytes => Alphabet[(int)(BitConverter.ToUInt32(bytes) % Alphabet.Length)]));

    /// <param name="owner">The demand or supporter it belongs to, so that equal codes hash differently.</param>
    public static string Hash(string owner, string code) =>
        Convert.ToHexString(Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(owner), 1000, HashAlgorithmName.SHA256, 32));

    public static bool Matches(string owner, string? code, string? hash) =>
        code is not null && hash is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash(owner, code)), Encoding.ASCII.GetBytes(hash));
}
