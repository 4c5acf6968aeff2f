namespace Matching.Core.Pairing;

/// <summary>
/// What would be, asked of a twin of the live pairing: each question is a change, the exact repair, and the change back. Prices
/// only bound these answers where several pairs are equally good.
/// </summary>
public sealed class PairingQuestions(LivePairing live)
{
    private readonly LivePairing twin = live.Copy();

    /// <summary>The exact gain of so many more units of the slot, in points (影子价格).</summary>
    /// <param name="seen">Shown the pairing as it would be.</param>
    public long WorthOfMore(int slot, int units, Action<LivePairing>? seen = null)
    {
        var (total, capacity) = (twin.Total, twin.Capacity(slot));
        twin.SetCapacity(slot, checked(capacity + units));
        var gain = twin.Total - total;
        seen?.Invoke(twin);
        twin.SetCapacity(slot, capacity);
        return gain;
    }

    /// <summary>What serving the demand there would cost all others and itself, in points; 0 = it would be as good.</summary>
    /// <param name="units">Units that are fixed at the slot, at most what the demand wants and the slot can hold.</param>
    public long CostOfForcing(int demand, int slot, int units) =>
        CostOfForcing(demand, slot, units, twin.EdgesOf(demand).First(edge => edge.Slot == slot).Score);

    /// <summary>The same where the pair is not among the demand's edges: it is worth so many points per unit.</summary>
    /// <param name="seen">Shown the pairing as it would be, without the fixed units.</param>
    public long CostOfForcing(int demand, int slot, int units, long score, Action<LivePairing>? seen = null)
    {
        var forced = twin.Copy();
        forced.Pin(demand, slot, units);
        seen?.Invoke(forced);
        return twin.Total - forced.Total - score * units;
    }

    /// <summary>What a new slot would bring, to these demands at these scores, and whom it would serve who had nothing.</summary>
    public (long Gain, IReadOnlyList<int> Served) WorthOfSlot(int capacity, IReadOnlyList<(int Demand, long Score)> comers, Action<LivePairing>? seen = null)
    {
        var larger = twin.Copy();
        larger.Together(() =>
        {
            var slot = larger.AddSlot(capacity);
            foreach (var (demand, score) in comers)
                larger.Allow(demand, slot, score);
        });
        seen?.Invoke(larger);
        return (larger.Total - twin.Total,
            [.. Enumerable.Range(0, twin.Demands).Where(d => twin.PlacesOf(d).Count == 0 && larger.PlacesOf(d).Count > 0)]);
    }
}
