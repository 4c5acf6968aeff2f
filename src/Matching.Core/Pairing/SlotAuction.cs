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

    private readonly FlowState state;
    private readonly long[] price;
    private readonly Bidder[] bidder;
    private readonly EdgeNote[] edges;
    private readonly int[] waiting;
    private readonly Stall[] stall;
    private readonly Bid[] bids;
    private int count;

    private SlotAuction(FlowState state)
    {
        this.state = state;
        price = state.Price;
        bidder = new Bidder[state.Demand.Length + 1];
        waiting = new int[state.Demand.Length];
        edges = ReadEdges();
        stall = new Stall[price.Length];
        bids = new Bid[state.Occupant.Length];
    }

    /// <summary>A demand during the auction: its best score, where its edges begin (they end where the next one's begin), and the units
    /// that it has no place for.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Bidder
    {
        public long Best;
        public int First;
        public int Unplaced;
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
        state.LeaveNotes(auction.edges);
    }

    private EdgeNote[] ReadEdges()
    {
        var count = 0;
        for (var d = 0; d < waiting.Length; d++)
        {
            ref readonly var demand = ref state.Demand[d];
            bidder[d].First = count;
            count += demand.Unplaced > 0 ? demand.End - demand.First : 0;
        }
        bidder[^1].First = count;
        var read = state.TakeNotes(count);
        for (var d = 0; d < waiting.Length; d++)
        {
            var own = read.AsSpan(bidder[d].First..bidder[d + 1].First);
            var from = state.Edge.AsSpan(state.Demand[d].First, own.Length);
            var best = bidder[d].Best = own.Length == 0 ? 0 : from[0].Score;
            for (var i = 0; i < own.Length; i++)
                own[i] = new EdgeNote((uint)Math.Min(best - from[i].Score, uint.MaxValue), from[i].Slot);
        }
        return read;
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
        count = 0;
        for (var d = waiting.Length - 1; d >= 0; d--)
        {
            bidder[d].Unplaced = state.Demand[d].Unplaced;
            if (bidder[d].Unplaced > 0)
                waiting[count++] = d;
        }
        long bids = 0, most = (long)MostBids * count;
        while (count > 0 && bids++ < most && limit.Take(1))
        {
            var at = count - 1;
            var d = waiting[at];
            if (!PlaceBid(d, epsilon) || bidder[d].Unplaced == 0)
                waiting[at] = waiting[--count];
        }
        LowerBy(2 * epsilon);
        return bids;
    }

    /// <summary>One bid of d at its best slot, for all of its units that have no place; false where nothing gains.</summary>
    /// <remarks>Values are counted from the demand's best score. Sums of scores are checked at load, so none of this can overflow. Which of
    /// two values is more can't be foretold, so the two best are kept by masks (all ones or nothing) instead of branches.</remarks>
    private bool PlaceBid(int d, long epsilon)
    {
        var own = edges.AsSpan(bidder[d].First..bidder[d + 1].First);
        var slotPrice = price;
        var (best, second, slot) = (-bidder[d].Best, -bidder[d].Best, -1);
        unchecked
        {
            foreach (ref readonly var edge in own)
            {
                if (-(long)edge.Bits <= second)
                    break;
                var value = -(long)edge.Bits - slotPrice[edge.Other];
                var gain = value - best;
                var isBest = -gain >> 63;
                best += gain & isBest;
                slot ^= (slot ^ edge.Other) & (int)isBest;
                var lesser = value - (gain & isBest);
                second += (lesser - second) & ((second - lesser) >> 63);
            }
            return slot >= 0 && Place(d, slot, slotPrice[slot] + best - second + epsilon);
        }
    }

    /// <summary>Gives d places at the slot; where it is full, those of lower bids, whose demands wait again.</summary>
    private bool Place(int d, int slot, long bid)
    {
        ref var own = ref stall[slot];
        if (own.Room <= 0 || own.Held == own.Space)
        {
            if (own.Held == 0)
                return false;
            do
                Outbid(d, ref own);
            while (own.Room < bidder[d].Unplaced && own.Held > 0 && bids[own.First].Price < bid);
        }
        var units = Math.Min(bidder[d].Unplaced, own.Room);
        bidder[d].Unplaced -= units;
        Hold(ref own, new Bid(bid, d, units));
        if (own.Room == 0)
            price[slot] = Math.Max(price[slot], bids[own.First].Price);
        return true;
    }

    /// <summary>Takes from the slot's lowest bid as much as d wants, or all of it where the heap has no place for one more.</summary>
    private void Outbid(int d, ref Stall own)
    {
        var lowest = bids[own.First];
        var units = Math.Min(lowest.Units, bidder[d].Unplaced - own.Room);
        if (units < lowest.Units && own.Held < own.Space)
            bids[own.First] = lowest with { Units = lowest.Units - units };
        else
        {
            units = lowest.Units;
            DropLowest(ref own);
        }
        own.Room += units;
        ref var loser = ref bidder[lowest.Demand].Unplaced;
        if (loser == 0 && lowest.Demand != d)
            waiting[count++] = lowest.Demand;
        loser += units;
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

    private void DropLowest(ref Stall own)
    {
        var heap = bids.AsSpan(own.First, own.Held--);
        var last = heap[^1];
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
    }
}
