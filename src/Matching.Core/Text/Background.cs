using System.Runtime.InteropServices;

namespace Matching.Core.Text;

/// <summary>How common each feature is in text of the same kind: what makes 请问 and 社区 weigh little in a list of twenty.</summary>
public sealed class Background
{
    private readonly Dictionary<ulong, int> holders = [];

    public Background(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            Documents++;
            foreach (var term in Features.Of(text).Distinct())
                CollectionsMarshal.GetValueRefOrAddDefault(holders, term, out _)++;
        }
    }

    public static Background None { get; } = new([]);

    /// <summary>How many texts it was counted in.</summary>
    public int Documents { get; }

    internal double IdfOf(ulong term) => Bm25.Idf(Documents, holders.GetValueOrDefault(term));
}
