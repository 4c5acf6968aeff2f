namespace Matching.Core.Photos;

/// <summary>What a photo's bytes say they are.</summary>
public enum PhotoKind { Jpeg, Png, WebP }

/// <summary>
/// A photo written anew with nothing but its picture: no place, device, time, words or preview, and nothing behind its end. Segments and
/// chunks are kept by name; whatever is not known is left out. Pixels are not decoded.
/// </summary>
public sealed record CleanPhoto(PhotoKind Kind, byte[] Bytes)
{
    public string MediaType => Kind switch
    {
        PhotoKind.Jpeg => "image/jpeg",
        PhotoKind.Png => "image/png",
        _ => "image/webp",
    };

    /// <summary>Told by the content, whatever the file's name or sender says.</summary>
    /// <exception cref="RuleBrokenException"><c>photo-kind</c>: none of the three; <c>photo-broken</c>: it ends early or contradicts itself.</exception>
    public static CleanPhoto Of(ReadOnlySpan<byte> file)
    {
        if (JpegSegments.IsJpeg(file))
            return new CleanPhoto(PhotoKind.Jpeg, JpegSegments.Clean(file));
        if (PngChunks.IsPng(file))
            return new CleanPhoto(PhotoKind.Png, PngChunks.Clean(file));
        if (WebPChunks.IsWebP(file))
            return new CleanPhoto(PhotoKind.WebP, WebPChunks.Clean(file));
        throw new RuleBrokenException("photo-kind");
    }

    internal static RuleBrokenException Broken() => new("photo-broken");
}
