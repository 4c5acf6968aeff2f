using System.Buffers.Binary;

namespace Matching.Core.Photos;

/// <summary>WebP (RFC 9649): picture, transparency and colour profile are kept, Exif, XMP and all unknown chunks are not; moving pictures
/// are refused.</summary>
internal static class WebPChunks
{
    private const byte Profile = 0x20, Alpha = 0x10, Animation = 0x02;
    private const int Header = 12;

    public static bool IsWebP(ReadOnlySpan<byte> file) => file.Length >= Header && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    public static byte[] Clean(ReadOnlySpan<byte> file)
    {
        var riff = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]);
        if (riff > file.Length - 8 || riff < 4)
            throw CleanPhoto.Broken();
        var end = (int)riff + 8;
        var clean = new MemoryStream(file.Length);
        clean.Write(file[..Header]);
        var (at, hasPicture) = (Header, false);
        while (at < end)
        {
            if (end - at < 8 || BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]) is var length && length > end - at - 8)
                throw CleanPhoto.Broken();
            var name = System.Text.Encoding.Latin1.GetString(file.Slice(at, 4));
            var body = file.Slice(at + 8, (int)length);
            hasPicture |= name is "VP8 " or "VP8L";
            Keep(name, file.Slice(at, 8), body, clean);
            at += 8 + (int)length + ((int)length & 1);
        }
        if (!hasPicture)
            throw CleanPhoto.Broken();
        var bytes = clean.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), (uint)bytes.Length - 8);
        return bytes;
    }

    private static void Keep(string name, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, MemoryStream clean)
    {
        if (name is not ("VP8 " or "VP8L" or "VP8X" or "ALPH" or "ICCP"))
            return;
        clean.Write(head);
        if (name == "VP8X")
        {
            if (body.Length != 10 || (body[0] & Animation) != 0)
                throw CleanPhoto.Broken();
            clean.WriteByte((byte)(body[0] & (Profile | Alpha)));
            clean.Write(body[1..]);
        }
        else
            clean.Write(body);
        if ((body.Length & 1) != 0)
            clean.WriteByte(0);
    }
}
