using System.Buffers.Binary;

namespace Matching.Core.Photos;

/// <summary>PNG (W3C, third edition): the chunks that make the picture are kept; text, Exif, times and all unknown ones are not.</summary>
internal static class PngChunks
{
    private static readonly HashSet<string> Kept = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "cICP", "sBIT", "bKGD", "pHYs"];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    public static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    public static byte[] Clean(ReadOnlySpan<byte> file)
    {
        var clean = new MemoryStream(file.Length);
        clean.Write(Signature);
        var (at, hasPicture) = (Signature.Length, false);
        for (var name = ""; name != "IEND";)
        {
            if (file.Length - at < 12 || BinaryPrimitives.ReadUInt32BigEndian(file[at..]) is var length && length > file.Length - at - 12)
                throw CleanPhoto.Broken();
            name = NameOf(file.Slice(at + 4, 4));
            if ((at == Signature.Length) != (name == "IHDR") || (name == "IHDR" && length != 13))
                throw CleanPhoto.Broken();
            hasPicture |= name == "IDAT";
            var whole = (int)length + 12;
            if (Kept.Contains(name))
                clean.Write(file.Slice(at, whole));
            at += whole;
        }
        return hasPicture ? clean.ToArray() : throw CleanPhoto.Broken();
    }

    private static string NameOf(ReadOnlySpan<byte> name) => System.Text.Encoding.Latin1.GetString(name);
}
