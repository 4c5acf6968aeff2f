namespace Matching.Core.Pairing;

/// <summary>What a change takes apart, and the one repair that puts it together again.</summary>
public sealed partial class LivePairing
{
    /// <summary>When more of the demands than one in so many wait at once, prices are sought anew by auction.</summary>
    private const int ManyWaiting = 20;

    private int KnownSlot(int slot) =>
        (uint)slot < (uint)growth.Nodes && state.Inside[slot] is null ? slot : throw new ArgumentException($"There is no slot {slot}.");

    private void CheckRange(int demand, int units, long score)
    {
        var row = state.Demand[demand];
        var before = row.First < row.End ? (Int128)quantity[demand] * Math.Max(0, state.Edge[row.First].Score) : 0;
        var after = most - before + (Int128)units * Math.Max(0, score);
        most = after <= PairingProblem.MostTotal ? after : throw new RuleBrokenException("score-range", after.ToString());
    }

    /// <summary>A cap counts orders; where an order can be of several units, units do not measure it, and it limits the flow no more.</summary>
    private void DissolveCaps(int units, PairingEdge[] edges)
    {
        foreach (var edge in units > 1 ? edges : [])
        {
            for (var cap = state.Node[edge.Slot].Parent; cap != FlowState.Outside; cap = state.Node[cap].Parent)
            {
                if (!loose.Add(cap))
                    continue;
                state.Node[cap].Capacity = int.MaxValue;
                opened.Add(cap);
            }
        }
    }

    private void TakeOut(int demand)
    {
        foreach (var place in PlacesOf(demand))
            TakeOut(demand, place.Slot, place.Units);
    }

    private int TakeOut(int demand, int slot, int units)
    {
        var row = state.Demand[demand];
        for (var e = row.First; e < row.End; e++)
        {
            if (state.Edge[e].Slot != slot || state.Amount[e] == 0)
                continue;
            units = Math.Min(units, state.Amount[e]);
            state.Add(e, -units);
            opened.Add(slot);
            return units;
        }
        return 0;
    }

    /// <summary>Repairs whatever the changes broke: first who waits, then what holds too much, then what stands empty at a price.</summary>
    private void Settle()
    {
        if (isHeld)
            return;
        if (growth.IsWasteful)
        {
            growth.Compact();
            repair = new FlowRepair(state) { KeepsStays = true };
        }
        if (waiting.Count * ManyWaiting > growth.Demands && waiting.Count > ManyWaiting)
            SolveAnew();
        foreach (var demand in waiting.Order())
            repair.Insert(demand);
        foreach (var node in exceeded.Order())
            repair.Evict(node);
        foreach (var node in opened.Order())
            repair.FillUp(node);
        waiting.Clear();
        exceeded.Clear();
        opened.Clear();
    }

    /// <summary>Much has changed: everyone is placed anew, at prices that an auction finds from today's.</summary>
    private void SolveAnew()
    {
        for (var d = 0; d < growth.Demands; d++)
            TakeOut(d);
        SlotAuction.Run(state, WorkLimit.None);
        FlowSolver.Repair(state, repair, WorkLimit.None);
    }
}
