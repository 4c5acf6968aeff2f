using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>
/// Finds good starting prices by an auction (Bertsekas 1988) with falling ε: demands bid for units of slots, a full slot's price is
/// its lowest held bid. It stops far from the optimum; the exact searches repair the rest, so any flaw here costs time only.
/// </summary>
/// <remarks>A slot's bids are a binary heap, lowest first, in the slot's own stretch of one array. Caps are not asked.</remarks>
internal sealed class SlotAuction
{
    private const int FirstStep = 25;
    private const int LastStep = 3000;

    /// <summary>Bids in one phase before it gives up, per demand: thin markets can haggle for long.</summary>
    private const int MostBids = 40;

    private const int Gone = -2, Nobody = -1;

    private readonly FlowState state;
    private readonly long[] price;
    private readonly int[] held;
    private readonly int[] room;
    private readonly int[] unplaced;
    private readonly Bid[] bids;
    private readonly int[] waiting;

    private SlotAuction(FlowState state)
    {
        this.state = state;
        price = state.Price;
        held = new int[price.Length];
        room = new int[price.Length];
        unplaced = new int[state.Demand.Length];
        bids = new Bid[state.Occupant.Length];
        waiting = new int[state.Demand.Length];
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Bid(long Price, int Demand, int Units);

    /// <summary>Sets prices from which the exact searches start; never negative.</summary>
    public static void Run(FlowState state, WorkLimit limit)
    {
        var auction = new SlotAuction(state);
        var range = auction.HighestScore();
        long epsilon = 0;
        for (var step = FirstStep; step < LastStep * 10 && range / step > 0; step *= 10)
        {
            auction.LowerBy(2 * epsilon);
            epsilon = Math.Max(1, range / Math.Min(step, LastStep));
            auction.Phase(epsilon, limit);
        }
        auction.LowerBy(2 * epsilon);
    }

    private long HighestScore()
    {
        long highest = 0;
        foreach (var demand in state.Demand)
        {
            if (demand.First < demand.End)
                highest = Math.Max(highest, state.Edge[demand.First].Score);
        }
        return highest;
    }

    private void LowerBy(long amount)
    {
        for (var s = 0; s < price.Length; s++)
            price[s] = Math.Max(0, price[s] - amount);
    }

    private void Phase(long epsilon, WorkLimit limit)
    {
        for (var s = 0; s < room.Length; s++)
            (room[s], held[s]) = (state.Node[s].Capacity, 0);
        var count = 0;
        for (var d = waiting.Length - 1; d >= 0; d--)
        {
            unplaced[d] = state.Demand[d].Unplaced;
            if (unplaced[d] > 0)
                waiting[count++] = d;
        }
        var most = (long)MostBids * count;
        while (count > 0 && most-- > 0 && limit.Take(1))
        {
            var d = waiting[--count];
            var outbid = PlaceBid(d, epsilon);
            if (unplaced[d] > 0 && outbid != Gone)
                waiting[count++] = d;
            if (outbid >= 0 && outbid != d)
                waiting[count++] = outbid;
        }
    }

    /// <summary>One bid of d at its best slot; the demand that it drives out, if that waits no longer elsewhere.</summary>
    private int PlaceBid(int d, long epsilon)
    {
        var (best, second, slot) = (0L, 0L, -1);
        var edge = state.Edge;
        var end = state.Demand[d].End;
        for (var e = state.Demand[d].First; e < end && edge[e].Score > second; e++)
        {
            var value = edge[e].Score - price[edge[e].Slot];
            if (value > best)
                (second, best, slot) = (best, value, edge[e].Slot);
            else if (value > second)
                second = value;
        }
        return slot < 0 ? Gone : Place(d, slot, price[slot] + best - second + epsilon);
    }

    private int Place(int d, int slot, long bid)
    {
        var outbid = Nobody;
        if (room[slot] <= 0 || held[slot] == state.Node[slot].Space)
        {
            if (held[slot] == 0)
                return Gone;
            var lowest = TakeLowest(slot);
            room[slot] += lowest.Units;
            outbid = unplaced[lowest.Demand] == 0 ? lowest.Demand : Nobody;
            unplaced[lowest.Demand] += lowest.Units;
        }
        var units = Math.Min(unplaced[d], room[slot]);
        unplaced[d] -= units;
        room[slot] -= units;
        Hold(slot, new Bid(bid, d, units));
        if (room[slot] == 0)
            price[slot] = Math.Max(price[slot], bids[state.Node[slot].First].Price);
        return outbid;
    }

    private void Hold(int slot, Bid bid)
    {
        var heap = bids.AsSpan(state.Node[slot].First, state.Node[slot].Space);
        var at = held[slot]++;
        while (at > 0 && bid.Price < heap[(at - 1) / 2].Price)
        {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = bid;
    }

    private Bid TakeLowest(int slot)
    {
        var heap = bids.AsSpan(state.Node[slot].First, held[slot]--);
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
        return lowest;
    }
}
