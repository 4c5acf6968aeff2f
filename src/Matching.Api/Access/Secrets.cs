using System.Buffers.Text;
using Matching.Api.Keys;

namespace Matching.Api.Access;

/// <summary>Secrets that are shown once and stored hashed.</summary>
internal sealed class Secrets(KeyRing ring)
{
    public const string TokenPrefix = "tl_";

    private const int Bytes = 32;

    /// <summary>Without letters and digits that look or sound alike.</summary>
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>For a cookie: 256 random bits.</summary>
    public string NewSession() => Base64Url.EncodeToString(ring.RandomBytes(Bytes));

    public string NewToken() => TokenPrefix + NewSession();

    public string NewStamp() => NewSession();

    /// <summary>For paper: three groups of four, 58 random bits.</summary>
    public string NewSlipCode() => string.Join('-', Enumerable.Range(0, 3).Select(_ => string.Concat(ring.RandomBytes(16).Chunk(4).Select(bytes => Alphabet[(int)(BitConverter.ToUInt32(bytes) % Alphabet.Length)]))));

    /// <summary>A keyed hash: without the store's key nobody can try codes out.</summary>
    public string Hash(string secret) => ring.Mac("secret", secret);

    public string HashOfSlipCode(string code) => Hash(string.Concat(code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)));

    public string HashOfName(string name) => ring.Mac("name", name.Trim().ToLowerInvariant());
}
