namespace Matching.Core.Candidates;

/// <summary>An immutable array in segments: changing one entry copies one segment and the short list of them, and readers of the
/// array as it was see nothing of it.</summary>
internal sealed class Segments<T>
{
    private const int Size = 256;

    private readonly T[][] parts;

    private Segments(T[][] parts, int count) => (this.parts, Count) = (parts, count);

    public int Count { get; }

    public T this[int i] => parts[i / Size][i % Size];

    public static Segments<T> Of(IReadOnlyCollection<T> entries) => new([.. entries.Chunk(Size)], entries.Count);

    /// <summary>With another entry at <paramref name="i"/>; at <see cref="Count"/> it is appended.</summary>
    public Segments<T> With(int i, T entry)
    {
        var copy = parts.ToList();
        if (i == Count && i % Size == 0)
            copy.Add([entry]);
        else
            copy[i / Size] = i < Count ? [.. copy[i / Size]] : [.. copy[i / Size], entry];
        copy[i / Size][i % Size] = entry;
        return new Segments<T>([.. copy], Math.Max(Count, i + 1));
    }
}
