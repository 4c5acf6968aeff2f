using System.Numerics;

namespace Matching.Core.Pairing.Whole;

/// <summary>
/// The dynamic programme of one knapsack (Bellman 1957): row i holds, for every room from 0 up, the best profit of the first i items.
/// All rows are kept, one after another in one array, so that the chosen items can be read back and rows can serve as bounds.
/// </summary>
internal sealed class KnapsackTable
{
    private readonly List<int> sizes = [];
    private long[] cells = [];
    private int width;

    public int Rows => sizes.Count;

    /// <param name="items">How many there may be at most.</param>
    public void Clear(int room, int items)
    {
        width = room + 1;
        sizes.Clear();
        if (cells.Length < (items + 1) * width)
            cells = new long[(items + 1) * width];
        Array.Clear(cells, 0, width);
    }

    /// <summary>Appends a row for one more item; profit &gt; 0, size ≥ 0.</summary>
    public void Add(int size, long profit)
    {
        sizes.Add(size);
        var before = Row(Rows - 1);
        var after = cells.AsSpan(Rows * width, width);
        var kept = Math.Min(size, width);
        before[..kept].CopyTo(after);
        if (kept == width)
            return;
        var shifted = before[..^size];
        var stays = before[size..];
        var into = after[size..];
        var gain = new Vector<long>(profit);
        var i = 0;
        // Four rooms at a time: the table is three quarters of the work of a bound, and halved by this.
        for (; i <= into.Length - Vector<long>.Count; i += Vector<long>.Count)
            Vector.Max(new Vector<long>(stays[i..]), new Vector<long>(shifted[i..]) + gain).CopyTo(into[i..]);
        for (; i < into.Length; i++)
            into[i] = Math.Max(stays[i], shifted[i] + profit);
    }

    /// <summary>Best profit of the first <paramref name="row"/> items by room.</summary>
    public ReadOnlySpan<long> Row(int row) => cells.AsSpan(row * width, width);

    public long At(int row, int room) => cells[(row * width) + room];

    /// <summary>The positions of the items in the best knapsack of this room, last first.</summary>
    public IEnumerable<int> Chosen(int room)
    {
        for (var i = Rows; i > 0; i--)
        {
            if (cells[(i * width) + room] == cells[((i - 1) * width) + room])
                continue;
            room -= sizes[i - 1];
            yield return i - 1;
        }
    }
}
