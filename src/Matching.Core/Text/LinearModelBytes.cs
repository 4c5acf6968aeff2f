using System.IO.Compression;
using System.Text;

namespace Matching.Core.Text;

/// <summary>A trained classifier as bytes: what a store keeps of what was learnt. Brotli over a fixed little-endian layout.</summary>
public static class LinearModelBytes
{
    private const int Layout = 1;

    public static byte[] Write(LinearModel model)
    {
        using var bytes = new MemoryStream();
        using (var packed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(packed, Encoding.UTF8))
        {
            writer.Write(Layout);
            writer.Write(model.Sharpness);
            writer.Write(model.Labels.Count);
            foreach (var label in model.Labels)
                writer.Write(label);
            writer.Write(model.Idf.Length);
            foreach (var (term, _) in model.Vocabulary.OrderBy(entry => entry.Value))
                writer.Write(term);
            foreach (var value in model.Idf.Concat(model.Weights))
                writer.Write(value);
        }
        return bytes.ToArray();
    }

    /// <exception cref="FormatException">The bytes are of another layout.</exception>
    public static LinearModel Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        if (reader.ReadInt32() is var layout && layout != Layout)
            throw new FormatException($"Layout {layout} of a text model is not known.");
        var sharpness = reader.ReadSingle();
        var labels = new string[reader.ReadInt32()];
        for (var c = 0; c < labels.Length; c++)
            labels[c] = reader.ReadString();
        var terms = reader.ReadInt32();
        var vocabulary = new Dictionary<ulong, int>(terms);
        for (var t = 0; t < terms; t++)
            vocabulary.Add(reader.ReadUInt64(), t);
        return new LinearModel(labels, vocabulary, Floats(reader, terms), Floats(reader, terms * labels.Length), sharpness);
    }

    private static float[] Floats(BinaryReader reader, int count)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = reader.ReadSingle();
        return values;
    }
}
