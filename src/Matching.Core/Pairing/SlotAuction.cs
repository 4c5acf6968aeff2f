using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>
/// Finds good starting prices by an auction (Bertsekas 1988) with falling ε: demands bid for units of slots, a full slot's price is
/// its lowest held bid. It stops far from the optimum; the exact searches repair the rest, so any flaw here costs time only.
/// </summary>
/// <remarks>A slot's bids are a binary heap, lowest first, in the slot's own stretch of one array. Caps are not asked.</remarks>
internal sealed class SlotAuction
{
    private const int FirstStep = 8;
    private const int Shrink = 10;
    private const int LeastSpread = 100;

    /// <summary>A third and later phase pays only while more bids are made than this for a unit.</summary>
    private const int Contested = 3;
    private const int LeastPhases = 2;
    private const int MostPhases = 5;

    /// <summary>Bids in one phase before it gives up, per demand: thin markets can haggle for long.</summary>
    private const int MostBids = 40;

    private const int Gone = -2, Nobody = -1;

    private readonly FlowState state;
    private readonly long[] price;
    private readonly int[] unplaced;
    private readonly int[] waiting;
    private readonly Stall[] stall;
    private readonly Bid[] bids;

    private SlotAuction(FlowState state)
    {
        this.state = state;
        price = state.Price;
        unplaced = new int[state.Demand.Length];
        waiting = new int[state.Demand.Length];
        stall = new Stall[price.Length];
        bids = new Bid[state.Occupant.Length];
    }

    /// <summary>A slot during the auction: its stretch of bids, how many it holds, and the units it has left.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Stall
    {
        public int First;
        public int Space;
        public int Held;
        public int Room;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Bid(long Price, int Demand, int Units);

    /// <summary>Sets prices from which the exact searches start; never negative.</summary>
    public static void Run(FlowState state, WorkLimit limit)
    {
        var auction = new SlotAuction(state);
        var (highest, spread, units) = auction.Measure();
        if (highest / FirstStep > spread)
            auction.Phase(highest / FirstStep, limit);
        var epsilon = Math.Max(1, spread / FirstStep);
        var bids = auction.Phase(epsilon, limit);
        for (var phase = 1; phase < LeastPhases || (phase < MostPhases && bids > Contested * units); phase++)
        {
            epsilon = Math.Max(1, epsilon / Shrink);
            bids = auction.Phase(epsilon, limit);
        }
        auction.LowerBy(2 * epsilon);
    }

    /// <summary>
    /// The highest score, how far the scores of one demand lie apart in the mean, and the units wanted. Steps of ε fit to the
    /// spread: levels lie far apart between demands, but not within one list; one coarse phase settles them first.
    /// </summary>
    private (long Highest, long Spread, long Units) Measure()
    {
        long highest = 0, spread = 0, lists = 0, units = 0;
        foreach (var demand in state.Demand)
        {
            if (demand.First == demand.End || demand.Unplaced == 0)
                continue;
            highest = Math.Max(highest, state.Edge[demand.First].Score);
            lists++;
            units += demand.Unplaced;
            spread += (state.Edge[demand.First].Score - state.Edge[demand.End - 1].Score - spread) / lists;
        }
        return (highest, Math.Max(spread, Math.Min(highest, LeastSpread)), units);
    }

    private void LowerBy(long amount)
    {
        for (var s = 0; s < price.Length; s++)
            price[s] = Math.Max(0, price[s] - amount);
    }

    /// <summary>Everyone bids anew. Prices end 2ε lower: inserting at a price too low is far cheaper than filling at one too high.</summary>
    /// <returns>How many bids were made.</returns>
    private long Phase(long epsilon, WorkLimit limit)
    {
        for (var s = 0; s < stall.Length; s++)
            stall[s] = new Stall { First = state.Node[s].First, Space = state.Node[s].Space, Room = state.Node[s].Capacity };
        var count = 0;
        for (var d = waiting.Length - 1; d >= 0; d--)
        {
            unplaced[d] = state.Demand[d].Unplaced;
            if (unplaced[d] > 0)
                waiting[count++] = d;
        }
        long bids = 0, most = (long)MostBids * count;
        while (count > 0 && bids++ < most && limit.Take(1))
        {
            var d = waiting[--count];
            var outbid = PlaceBid(d, epsilon);
            if (unplaced[d] > 0 && outbid != Gone)
                waiting[count++] = d;
            if (outbid >= 0 && outbid != d)
                waiting[count++] = outbid;
        }
        LowerBy(2 * epsilon);
        return bids;
    }

    /// <summary>One bid of d at its best slot; the demand that it drives out, if that waits no longer elsewhere.</summary>
    private int PlaceBid(int d, long epsilon)
    {
        var (best, second, slot) = (0L, 0L, -1);
        ref readonly var demand = ref state.Demand[d];
        foreach (ref readonly var edge in state.Edge.AsSpan(demand.First, demand.End - demand.First))
        {
            if (edge.Score <= second)
                break;
            var value = edge.Score - price[edge.Slot];
            if (value > best)
                (second, best, slot) = (best, value, edge.Slot);
            else if (value > second)
                second = value;
        }
        return slot < 0 ? Gone : Place(d, slot, price[slot] + best - second + epsilon);
    }

    private int Place(int d, int slot, long bid)
    {
        ref var own = ref stall[slot];
        var outbid = Nobody;
        if (own.Room <= 0 || own.Held == own.Space)
        {
            if (own.Held == 0)
                return Gone;
            var lowest = TakeLowest(ref own);
            outbid = unplaced[lowest.Demand] == 0 ? lowest.Demand : Nobody;
            unplaced[lowest.Demand] += lowest.Units;
        }
        var units = Math.Min(unplaced[d], own.Room);
        unplaced[d] -= units;
        Hold(ref own, new Bid(bid, d, units));
        if (own.Room == 0)
            price[slot] = Math.Max(price[slot], bids[own.First].Price);
        return outbid;
    }

    private void Hold(ref Stall own, Bid bid)
    {
        own.Room -= bid.Units;
        var heap = bids.AsSpan(own.First, ++own.Held);
        var at = heap.Length - 1;
        while (at > 0 && bid.Price < heap[(at - 1) / 2].Price)
        {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = bid;
    }

    private Bid TakeLowest(ref Stall own)
    {
        var heap = bids.AsSpan(own.First, own.Held--);
        var (lowest, last) = (heap[0], heap[^1]);
        var at = 0;
        for (var child = 1; child < heap.Length; child = 2 * at + 1)
        {
            if (child + 1 < heap.Length && heap[child + 1].Price < heap[child].Price)
                child++;
            if (last.Price <= heap[child].Price)
                break;
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        own.Room += lowest.Units;
        return lowest;
    }
}
