using Matching.Core.Text;

namespace Matching.Core.Tests.Text;

public class LinearModelBytesTests
{
    [Test]
    public void Read_WhatWasWritten_ClassifiesTheSameToTheBit()
    {
        var model = Arow.Train([new(Features.Of("水管漏水"), "水电"), new(Features.Of("没处停车wifi"), "停车"), new(Features.Of("电灯"), "水电")], 1);

        var read = LinearModelBytes.Read(LinearModelBytes.Write(model));

        Assert.That(read.Labels, Is.EqualTo(model.Labels));
        foreach (var text in new[] { "水管", "停车场漏水", "wifi", "" })
            Assert.That(read.Classify(Features.Of(text)), Is.EqualTo(model.Classify(Features.Of(text))), text);
    }

    [Test]
    public void Read_AnotherLayout_IsRefused()
    {
        using var bytes = new MemoryStream();
        using (var packed = new System.IO.Compression.BrotliStream(bytes, System.IO.Compression.CompressionLevel.Fastest))
            packed.Write([9, 0, 0, 0]);

        Assert.That(() => LinearModelBytes.Read(bytes.ToArray()), Throws.TypeOf<FormatException>());
    }
}
