using Matching.Core.Grid;

namespace Matching.Api.Machines;

/// <summary>As configured under <c>Matching</c>.</summary>
internal sealed record MatchingSettings
{
    /// <summary>Into how many shares the streets are dealt, 1 to 256; each share's lists are matched by themselves. 1 = all streets together.</summary>
    public int Shards { get; init; } = 1;
}

/// <summary>The shares into which this store's streets are dealt. Every process on one store must be given the same number.</summary>
internal sealed class StreetShards
{
    private const int Most = 256;

    /// <exception cref="Data.StoreException">Not 1 to 256.</exception>
    public StreetShards(MatchingSettings settings) =>
        Count = settings.Shards is >= 1 and <= Most ? settings.Shards : throw new Data.StoreException(Words.Say("Machines.Shards", settings.Shards, Most));

    public int Count { get; }

    public StreetShard At(int number) => new(number, Count);

    /// <summary>The number of the share that a place lies in; without a place the first.</summary>
    public int NumberOf(string? area) => area is { Length: > 0 } ? StreetShard.NumberOf(new AreaCode(area), Count) : 0;
}
