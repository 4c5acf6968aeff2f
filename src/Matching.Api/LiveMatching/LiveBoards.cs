using Matching.Api.Data;
using Matching.Api.Machines;
using Matching.Api.Policies;

namespace Matching.Api.LiveMatching;

/// <summary>A live pairing for each share of the streets. Every process follows all that it is asked about: a forecast is a reading of the
/// history, so that it needs no leader; only a run's orders do.</summary>
internal sealed class LiveBoards(Database database, Rulings rulings, StreetShards shards, TimeProvider clock)
{
    private const string SelectArea = "select area from demand where code = @code";

    private readonly LiveBoard[] boards = [.. Enumerable.Range(0, shards.Count).Select(number => new LiveBoard(database, rulings, shards.At(number), clock))];

    /// <summary>The board of the streets that a place lies in; without a place the first.</summary>
    public LiveBoard At(string? area) => boards[shards.NumberOf(area)];

    public LiveBoard OfDemand(string code) => boards is [var only] ? only : At(database.Read(session => session.One<string>(SelectArea, new { code })));
}
