namespace Matching.Core.Pairing;

/// <summary>
/// Finds good starting prices by an auction (Bertsekas 1988) with falling ε: demands bid for units of slots, a full slot's price is
/// its lowest held bid. It stops far from the optimum; the exact searches repair the rest, so any flaw here costs time only.
/// </summary>
internal sealed class SlotAuction
{
    private const int FirstStep = 25;
    private const int LastStep = 3000;

    /// <summary>Bids in one phase before it gives up, per unit of demand: thin markets can haggle for long.</summary>
    private const int MostBids = 40;

    private readonly PairingProblem problem;
    private readonly long[] price;
    private readonly int[] room;
    private readonly int[] unplaced;
    private readonly PriorityQueue<(int Demand, int Amount), long>[] held;
    private readonly int[] waiting;

    private SlotAuction(PairingProblem problem)
    {
        this.problem = problem;
        price = new long[problem.Slots];
        room = new int[problem.Slots];
        unplaced = new int[problem.Demands];
        held = new PriorityQueue<(int, int), long>[problem.Slots];
        waiting = new int[problem.Demands];
    }

    /// <summary>Prices from which the exact searches start; never negative.</summary>
    public static long[] Prices(PairingProblem problem)
    {
        var auction = new SlotAuction(problem);
        var range = problem.Edges.Length == 0 ? 0 : problem.Edges.Max(edge => edge.Score);
        long epsilon = 0;
        for (var step = FirstStep; step < LastStep * 10 && range / step > 0; step *= 10)
        {
            auction.LowerBy(2 * epsilon);
            epsilon = Math.Max(1, range / Math.Min(step, LastStep));
            auction.Run(epsilon);
        }
        auction.LowerBy(2 * epsilon);
        return auction.price;
    }

    private void LowerBy(long amount)
    {
        for (var s = 0; s < price.Length; s++)
            price[s] = Math.Max(0, price[s] - amount);
    }

    private void Run(long epsilon)
    {
        problem.Capacity.CopyTo(room, 0);
        problem.Quantity.CopyTo(unplaced, 0);
        for (var s = 0; s < held.Length; s++)
            held[s]?.Clear();
        var count = 0;
        for (var d = 0; d < waiting.Length; d++)
        {
            if (unplaced[d] > 0)
                waiting[count++] = d;
        }
        var bids = (long)MostBids * count;
        while (count > 0 && bids-- > 0)
        {
            var d = waiting[--count];
            var outbid = Bid(d, epsilon);
            if (unplaced[d] > 0 && outbid != Gone)
                waiting[count++] = d;
            if (outbid >= 0 && outbid != d)
                waiting[count++] = outbid;
        }
    }

    private const int Gone = -2, Nobody = -1;

    /// <summary>One bid of d at its best slot; the demand that it drives out, if that waits no longer elsewhere.</summary>
    private int Bid(int d, long epsilon)
    {
        var (best, second, slot) = (0L, 0L, -1);
        var of = problem.Edges;
        for (var i = problem.EdgeStart[d]; i < problem.EdgeStart[d + 1] && of[i].Score > second; i++)
        {
            var value = of[i].Score - price[of[i].Slot];
            if (value > best)
                (second, best, slot) = (best, value, of[i].Slot);
            else if (value > second)
                second = value;
        }
        return slot < 0 ? Gone : Place(d, slot, price[slot] + best - second + epsilon);
    }

    private int Place(int d, int slot, long bid)
    {
        var holders = held[slot] ??= new PriorityQueue<(int, int), long>();
        var outbid = Nobody;
        if (room[slot] == 0)
        {
            if (holders.Count == 0)
                return Gone;
            var (loser, lost) = holders.Dequeue();
            room[slot] += lost;
            outbid = unplaced[loser] == 0 ? loser : Nobody;
            unplaced[loser] += lost;
        }
        var amount = Math.Min(unplaced[d], room[slot]);
        unplaced[d] -= amount;
        room[slot] -= amount;
        holders.Enqueue((d, amount), bid);
        if (room[slot] == 0 && holders.TryPeek(out _, out var lowest))
            price[slot] = Math.Max(price[slot], lowest);
        return outbid;
    }
}
