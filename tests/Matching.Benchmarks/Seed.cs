using Matching.Api.Lists;
using Matching.Core;

namespace Matching.Benchmarks;

/// <summary>The hand-written seed lists that all figures are grown from.</summary>
internal static class Seed
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, ChinaTime.Offset);

    public static ListSet Lists()
    {
        var seed = Path.Combine(Repository.Root(), "data", "seed");
        string Csv(string name) => Path.Combine(seed, $"{name}.csv");
        return ListFiles.Read(new ListPaths(Csv("grid"), Csv("units"), Csv("pairings"), Csv("offers"), Csv("slots"), Csv("demands")), Now, KnownCodes.None, Console.Error.WriteLine);
    }
}
