using System.Security.Cryptography;
using System.Text;
using Matching.Api.Data;

namespace Matching.Api.Keys;

/// <summary>AES-256-GCM over one value: base64 of nonce, cipher text and tag. The place (table, column, row) is bound as associated
/// data, so that a value moved elsewhere does not open.</summary>
internal static class Sealing
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static string Seal(byte[] key, string place, ReadOnlySpan<byte> plain, Func<int, byte[]> randomBytes) => Convert.ToBase64String(SealBytes(key, place, plain, randomBytes));

    /// <exception cref="StoreException">The value was altered, moved, or sealed with another key.</exception>
    public static byte[] Open(byte[] key, string place, string value)
    {
        try
        {
            return OpenBytes(key, place, Convert.FromBase64String(value));
        }
        catch (FormatException broken)
        {
            throw new StoreException(Words.Say("Keys.DoesNotOpen", place), broken);
        }
    }

    /// <summary>The same without base64, for what is large.</summary>
    public static byte[] SealBytes(byte[] key, string place, ReadOnlySpan<byte> plain, Func<int, byte[]> randomBytes)
    {
        var whole = new byte[NonceBytes + plain.Length + TagBytes];
        randomBytes(NonceBytes).CopyTo(whole, 0);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(whole.AsSpan(0, NonceBytes), plain, whole.AsSpan(NonceBytes, plain.Length), whole.AsSpan(NonceBytes + plain.Length), Encoding.UTF8.GetBytes(place));
        return whole;
    }

    /// <exception cref="StoreException">The value was altered, moved, or sealed with another key.</exception>
    public static byte[] OpenBytes(byte[] key, string place, ReadOnlySpan<byte> whole)
    {
        try
        {
            var plain = new byte[whole.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(whole[..NonceBytes], whole.Slice(NonceBytes, plain.Length), whole[(NonceBytes + plain.Length)..], plain, Encoding.UTF8.GetBytes(place));
            return plain;
        }
        catch (Exception broken) when (broken is CryptographicException or OverflowException)
        {
            throw new StoreException(Words.Say("Keys.DoesNotOpen", place), broken);
        }
    }
}
