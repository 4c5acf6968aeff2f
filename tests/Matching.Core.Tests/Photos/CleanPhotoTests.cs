using System.Text;
using Matching.Core.Photos;

namespace Matching.Core.Tests.Photos;

internal sealed class CleanPhotoTests
{
    private static IEnumerable<TestCaseData> All()
    {
        yield return new TestCaseData(Pictures.Jpeg(), PhotoKind.Jpeg, "image/jpeg").SetArgDisplayNames("jpeg");
        yield return new TestCaseData(Pictures.Jpeg(6, isProgressive: true), PhotoKind.Jpeg, "image/jpeg").SetArgDisplayNames("turned progressive jpeg");
        yield return new TestCaseData(Pictures.Png(), PhotoKind.Png, "image/png").SetArgDisplayNames("png");
        yield return new TestCaseData(Pictures.WebP(), PhotoKind.WebP, "image/webp").SetArgDisplayNames("webp");
    }

    [TestCaseSource(nameof(All))]
    public void Of_PhotoWithItsPlace_KeepsThePictureAndNothingElse(byte[] file, PhotoKind kind, string mediaType)
    {
        Assert.That(Text(file), Does.Contain(Pictures.Secret));

        var clean = CleanPhoto.Of(file);

        Assert.That((clean.Kind, clean.MediaType), Is.EqualTo((kind, mediaType)));
        foreach (var gone in new[] { Pictures.Secret, "xap", "MPF", "Photoshop", "tEXt", "iTXt", "zTXt", "eXIf", "tIME", "prIv", "EXIF", "XMP ", "what" })
            Assert.That(Text(clean.Bytes), Does.Not.Contain(gone));
        Assert.That(clean.Bytes, Has.Length.LessThan(file.Length));
    }

    [TestCaseSource(nameof(All))]
    public void Of_CleanedOnce_IsTheSameCleanedTwice(byte[] file, PhotoKind kind, string mediaType) =>
        Assert.That(CleanPhoto.Of(CleanPhoto.Of(file).Bytes).Bytes, Is.EqualTo(CleanPhoto.Of(file).Bytes), $"{kind} {mediaType}");

    [TestCaseSource(nameof(All))]
    public void Of_CutShortAnywhere_IsRefusedAndNeverFailsOtherwise(byte[] file, PhotoKind kind, string mediaType)
    {
        var whole = CleanPhoto.Of(file).Bytes;

        for (var length = 0; length < whole.Length; length++)
            Assert.That(() => CleanPhoto.Of(whole.AsSpan(0, length)), Throws.InstanceOf<RuleBrokenException>(), $"{kind} {mediaType} cut to {length}");
    }

    [TestCaseSource(nameof(All))]
    public void Of_AnyByteChanged_IsCleanedOrRefused(byte[] file, PhotoKind kind, string mediaType)
    {
        for (var at = 0; at < file.Length; at++)
        {
            var changed = (byte[])file.Clone();
            changed[at] ^= 0xFF;
            try
            {
                Assert.That(CleanPhoto.Of(changed).Bytes, Is.Not.Empty);
            }
            catch (RuleBrokenException refused)
            {
                Assert.That(refused.Rule, Does.StartWith("photo-"), $"{kind} {mediaType} at {at}");
            }
        }
    }

    [Test]
    public void Of_PngWithItsPlace_IsExactlyItsPicture() =>
        Assert.That(Text(CleanPhoto.Of(Pictures.Png()).Bytes), Does.Match("^\\u0089PNG\r\n\u001a\n....IHDR[\\s\\S]{17}....IDAT[\\s\\S]+IEND....$"));

    [Test]
    public void Of_TurnedJpeg_KeepsItsOrientationAlone()
    {
        var clean = CleanPhoto.Of(Pictures.Jpeg(6)).Bytes;

        var exif = Text(clean).IndexOf("Exif", StringComparison.Ordinal);
        Assert.That(exif, Is.Positive);
        Assert.That(clean[exif + 25], Is.EqualTo(6));
        Assert.That(Text(CleanPhoto.Of(Pictures.Jpeg()).Bytes), Does.Not.Contain("Exif"), "upright needs none");
    }

    [Test]
    public void Of_JpegScan_IsCopiedToTheByte()
    {
        byte[] scan = [1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9];

        Assert.That(CleanPhoto.Of(Pictures.Jpeg()).Bytes[^scan.Length..], Is.EqualTo(scan));
    }

    [Test]
    public void Of_WebP_SaysItsNewLengthAndNoExif()
    {
        var clean = CleanPhoto.Of(Pictures.WebP()).Bytes;

        Assert.That(BitConverter.ToInt32(clean, 4), Is.EqualTo(clean.Length - 8));
        Assert.That(clean[20], Is.Zero, "the flags of Exif and XMP");
    }

    [Test]
    public void Of_MovingWebP_IsRefused() => Assert.That(Refusal(Pictures.WebP(isMoving: true)), Is.EqualTo("photo-broken"));

    [TestCase("GIF89a and more")]
    [TestCase("%PDF-1.7")]
    [TestCase("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [TestCase("<html>")]
    [TestCase("")]
    public void Of_SomethingElse_IsRefused(string file) => Assert.That(Refusal(Encoding.UTF8.GetBytes(file)), Is.EqualTo("photo-kind"));

    private static string Refusal(byte[] file) => Assert.Throws<RuleBrokenException>(() => CleanPhoto.Of(file))!.Rule;

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
