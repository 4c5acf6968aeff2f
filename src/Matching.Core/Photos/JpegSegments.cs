using System.Buffers.Binary;

namespace Matching.Core.Photos;

/// <summary>
/// JPEG (ITU-T T.81, annex B). Kept: tables, frames, scans, the Adobe colour mark and the colour profile. Of Exif only the
/// orientation is kept, in a new segment of its own: without it photos of phones lie on their side.
/// </summary>
internal static class JpegSegments
{
    private const byte Start = 0xD8, End = 0xD9, Scan = 0xDA, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App14 = 0xEE, Comment = 0xFE;
    private const int Upright = 1;

    public static bool IsJpeg(ReadOnlySpan<byte> file) => file is [0xFF, Start, 0xFF, ..];

    public static byte[] Clean(ReadOnlySpan<byte> file)
    {
        var clean = new MemoryStream(file.Length);
        clean.Write([0xFF, Start]);
        var (at, isFramed, isScanned) = (2, false, false);
        while (true)
        {
            var marker = MarkerAt(file, ref at);
            if (marker == End)
                break;
            var body = BodyAt(file, at);
            if (Exif.OrientationIn(marker == App1 ? body : []) is var turned and not Upright)
                clean.Write(Exif.SegmentOf(turned));
            isFramed |= IsFrame(marker);
            if (IsKept(marker, body))
            {
                clean.Write([0xFF, marker]);
                clean.Write(file.Slice(at, body.Length + 2));
            }
            at += body.Length + 2;
            if (marker == Scan)
            {
                if (!isFramed)
                    throw CleanPhoto.Broken();
                isScanned = true;
                at = CopyScan(file, at, clean);
            }
        }
        clean.Write([0xFF, End]);
        return isScanned ? clean.ToArray() : throw CleanPhoto.Broken();
    }

    private static byte MarkerAt(ReadOnlySpan<byte> file, ref int at)
    {
        if (at >= file.Length || file[at] != 0xFF)
            throw CleanPhoto.Broken();
        while (at < file.Length && file[at] == 0xFF)
            at++;
        return at < file.Length && file[at] is not (0 or Start) ? file[at++] : throw CleanPhoto.Broken();
    }

    /// <summary>What follows the two bytes of the segment's length.</summary>
    private static ReadOnlySpan<byte> BodyAt(ReadOnlySpan<byte> file, int at)
    {
        if (at + 2 > file.Length || BinaryPrimitives.ReadUInt16BigEndian(file[at..]) is var length && (length < 2 || at + length > file.Length))
            throw CleanPhoto.Broken();
        return file.Slice(at + 2, length - 2);
    }

    /// <summary>Copies coded data up to the next marker that is neither a stuffed byte nor a restart.</summary>
    private static int CopyScan(ReadOnlySpan<byte> file, int at, MemoryStream clean)
    {
        var from = at;
        while (at + 1 < file.Length && !(file[at] == 0xFF && file[at + 1] is not (0 or 0xFF or (>= 0xD0 and <= 0xD7))))
            at++;
        if (at + 1 >= file.Length)
            throw CleanPhoto.Broken();
        clean.Write(file[from..at]);
        return at;
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool IsKept(byte marker, ReadOnlySpan<byte> body) => marker switch
    {
        App0 => body.Length == 14 && body.StartsWith("JFIF\0"u8),
        App2 => body.StartsWith("ICC_PROFILE\0"u8),
        App14 => body.StartsWith("Adobe"u8) && body.Length == 12,
        >= App0 and <= 0xEF or Comment => false,
        0xC4 or 0xCC or 0xDB or 0xDC or 0xDD or Scan => true,
        _ => IsFrame(marker),
    };
}

/// <summary>The one tag of Exif that the picture needs.</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112;
    private const int EntryBytes = 12;

    /// <summary>1 to 8; 1 = upright, also where there is none to read.</summary>
    public static int OrientationIn(ReadOnlySpan<byte> body)
    {
        if (!body.StartsWith("Exif\0\0"u8) || body.Length < 14)
            return 1;
        var tiff = body[6..];
        var isLittle = tiff[0] == 'I';
        var directory = (int)Math.Min(Number(tiff.Slice(4, 4), isLittle), int.MaxValue);
        if (directory > tiff.Length - 2)
            return 1;
        var entries = (int)Number(tiff.Slice(directory, 2), isLittle);
        for (var e = 0; e < entries && directory + 2 + (e + 1) * EntryBytes <= tiff.Length; e++)
        {
            var entry = tiff.Slice(directory + 2 + e * EntryBytes, EntryBytes);
            if (Number(entry[..2], isLittle) == OrientationTag)
                return Number(entry.Slice(8, 2), isLittle) is >= 1 and <= 8 and var turned ? (int)turned : 1;
        }
        return 1;
    }

    /// <summary>A whole APP1 segment with that one tag.</summary>
    public static byte[] SegmentOf(int orientation) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, (byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, OrientationTag >> 8, OrientationTag & 0xFF, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
    ];

    private static uint Number(ReadOnlySpan<byte> bytes, bool isLittle)
    {
        uint number = 0;
        for (var i = 0; i < bytes.Length; i++)
            number = number << 8 | bytes[isLittle ? bytes.Length - 1 - i : i];
        return number;
    }
}
