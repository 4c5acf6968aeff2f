using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Matching.Api.Http;
using Matching.Core;

namespace Matching.Api.MatchRuns;

/// <summary>A run's lists and policy as it read them, kept so that it can be replayed to the bit.</summary>
internal sealed record StoredInput(MatchInput Input, MatchPolicy Policy)
{
    public byte[] Packed() => Pack(JsonSerializer.SerializeToUtf8Bytes(this, Json.Exact));

    public static StoredInput Unpacked(byte[] packed) => JsonSerializer.Deserialize<StoredInput>(Unpack(packed), Json.Exact)!;

    /// <summary>What the run decided, as one hash: every pair with its quantity and score, in order, and the bound.</summary>
    public static string PairsHash(MatchRun run)
    {
        var text = new StringBuilder().Append(run.Pairing.Bound).Append('\n');
        foreach (var order in run.Orders)
            text.Append(run.Lists.Demands[order.Demand].Code).Append(' ').Append(run.Lists.Slots[order.Slot].Offer).Append(' ')
                .Append(run.Lists.Slots[order.Slot].Start.UtcTicks).Append(' ').Append(order.Quantity).Append(' ').Append(run.Scores.Score[order.Edge]).Append('\n');
        return Hash(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static string Hash(byte[] bytes) => Convert.ToHexString(SHA256.HashData(bytes));

    public static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new BrotliStream(packed, CompressionLevel.Fastest))
            zip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Unpack(byte[] packed)
    {
        using var zip = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        zip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
