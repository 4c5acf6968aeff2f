using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Matching.Core.Tests.Photos;

/// <summary>Small pictures of the three kinds, with everything in them that a phone writes and a server must not keep.</summary>
internal static class Pictures
{
    /// <summary>Stands in every place that must not survive.</summary>
    public const string Secret = "23.0218N113.1214E";

    private static byte[] SecretBytes => Encoding.ASCII.GetBytes(Secret);

    /// <param name="orientation">Of the Exif segment; 1 = upright.</param>
    public static byte[] Jpeg(int orientation = 1, bool isProgressive = false) =>
    [
        0xFF, 0xD8, .. Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]), .. Segment(0xE1, [.. "Exif\0\0"u8, .. Tiff(orientation)]),
        .. Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. SecretBytes]), .. Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, 7]), .. Segment(0xE2, [.. "MPF\0"u8, .. SecretBytes]),
        .. Segment(0xED, [.. "Photoshop 3.0\0"u8, .. SecretBytes]), .. Segment(0xFE, SecretBytes), .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
        .. Segment((byte)(isProgressive ? 0xC2 : 0xC0), [8, 0, 8, 0, 8, 1, 1, 0x11, 0]), .. Segment(0xC4, [0, .. new byte[16], 0]),
        .. Segment(0xDA, [1, 1, 0, 0, 63, 0]), 1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, .. isProgressive ? [.. Segment(0xC4, [16, .. new byte[16], 0]), .. Segment(0xDA, [1, 1, 0, 1, 63, 0]), 5, 6] : Array.Empty<byte>(),
        0xFF, 0xD9, .. SecretBytes,
    ];

    public static byte[] Png()
    {
        var pixels = new MemoryStream();
        using (var zip = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
            zip.Write([0, 200, 30, 30]);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 10, .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]), .. Chunk("tEXt", SecretBytes), .. Chunk("eXIf", Tiff(1)), .. Chunk("tIME", [7, 0xEA, 11, 23, 9, 0, 0]),
            .. Chunk("iTXt", SecretBytes), .. Chunk("zTXt", SecretBytes), .. Chunk("IDAT", pixels.ToArray()), .. Chunk("prIv", SecretBytes), .. Chunk("IEND", []), .. SecretBytes,
        ];
    }

    public static byte[] WebP(bool isMoving = false)
    {
        byte[] picture = [0x2F, 0, 0, 0, 0x10, 7, 0x10, 0x11, 0x11, 0x88, 0x88, 0xFE, 7];
        byte[] body = [.. Riff("VP8X", [(byte)(0x0C | (isMoving ? 2 : 0)), 0, 0, 0, 0, 0, 0, 0, 0, 0]), .. Riff("VP8L", picture), .. Riff("EXIF", Tiff(1)), .. Riff("XMP ", SecretBytes), .. Riff("what", SecretBytes)];
        return [.. "RIFF"u8, .. Little(body.Length + 4), .. "WEBP"u8, .. body, .. SecretBytes];
    }

    /// <summary>Big-endian Exif with an orientation and a GPS directory that holds the secret.</summary>
    private static byte[] Tiff(int orientation) =>
    [
        (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 2, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0,
        0, 1, 0, 29, 0, 2, 0, 0, 0, (byte)Secret.Length, 0, 0, 0, 56, 0, 0, 0, 0, .. SecretBytes,
    ];

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    private static byte[] Chunk(string name, byte[] body)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. body];
        return [.. Big(body.Length), .. named, .. Big((int)Crc(named))];
    }

    private static byte[] Riff(string name, byte[] body) => [.. Encoding.ASCII.GetBytes(name), .. Little(body.Length), .. body, .. new byte[body.Length & 1]];

    private static byte[] Big(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return bytes;
    }

    private static byte[] Little(int number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return bytes;
    }

    private static int Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFF;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return unchecked((int)~crc);
    }
}
