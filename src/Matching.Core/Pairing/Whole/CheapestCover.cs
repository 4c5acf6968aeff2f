namespace Matching.Core.Pairing.Whole;

/// <summary>Which pieces to give up so that at least the needed units are freed at the least loss: a knapsack cover, by dynamic
/// programming over the freed units.</summary>
internal sealed class CheapestCover
{
    private const long Never = long.MaxValue / 4;

    private readonly List<(int Edge, int Size, int Load, long Loss)> pieces = [];
    private int need;

    public int Pieces => pieces.Count;

    public void Clear(int need)
    {
        this.need = need;
        pieces.Clear();
    }

    /// <param name="load">What leaving frees, &gt; 0 to be of use.</param>
    public void Add(int edge, int size, int load, long loss) => pieces.Add((edge, size, load, loss));

    /// <summary>The pieces to give up; none where all of them together free too little.</summary>
    public List<(int Edge, int Size)> Cheapest()
    {
        var least = new long[need + 1];
        Array.Fill(least, Never, 1, need);
        var chosen = new bool[pieces.Count, need + 1];
        for (var i = 0; i < pieces.Count; i++)
        {
            var (_, _, load, loss) = pieces[i];
            for (var n = need; n > 0; n--)
            {
                var sum = least[Math.Max(0, n - load)] + loss;
                if (sum >= least[n])
                    continue;
                least[n] = sum;
                chosen[i, n] = true;
            }
        }
        var cover = new List<(int, int)>();
        for (var (i, open) = (pieces.Count - 1, least[need] < Never ? need : 0); i >= 0 && open > 0; i--)
        {
            if (!chosen[i, open])
                continue;
            cover.Add((pieces[i].Edge, pieces[i].Size));
            open = Math.Max(0, open - pieces[i].Load);
        }
        return cover;
    }
}
