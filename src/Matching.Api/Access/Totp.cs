using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Matching.Api.Access;

/// <summary>One-time codes by time (RFC 6238): SHA-1, 30 seconds, six digits, one step of tolerance either way.</summary>
internal static class Totp
{
    public const int SecretBytes = 20;

    private const int StepSeconds = 30;
    private const int Tolerance = 1;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset now) => now.ToUnixTimeSeconds() / StepSeconds;

    public static string CodeAt(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(secret, counter);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 0xF)) & 0x7FFFFFFF;
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code was given, if it is near <paramref name="now"/> and after the last one used; else null.</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long lastUsed)
    {
        var given = System.Text.Encoding.ASCII.GetBytes(code.Trim());
        long? found = null;
        for (var step = StepAt(now) - Tolerance; step <= StepAt(now) + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(given, System.Text.Encoding.ASCII.GetBytes(CodeAt(secret, step))) && step > lastUsed)
                found = step;
        }
        return found;
    }

    /// <summary>As authenticator apps take it, without padding.</summary>
    public static string ToBase32(byte[] bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            (held, bits) = ((held << 8 | b) & 0xFFFF, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Base32[(held >> (bits - 5)) & 31]);
        }
        return bits > 0 ? text.Append(Base32[(held << (5 - bits)) & 31]).ToString() : text.ToString();
    }
}
