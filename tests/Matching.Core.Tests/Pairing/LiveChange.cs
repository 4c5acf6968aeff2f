using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>One change of the lists, drawn from a seed: who comes, goes, wants otherwise, is fixed or kept apart; what a slot or cap holds.</summary>
internal static class LiveChange
{
    public static void Draw(Random random, LivePairing live, List<int> slots, Wants wants)
    {
        var demand = random.Next(live.Demands);
        switch (random.Next(9))
        {
            case 0 or 1:
                live.Arrive(Units(random, wants), Edges(random, live, slots));
                break;
            case 2:
                live.Cancel(demand);
                break;
            case 3:
                live.Change(demand, Units(random, wants), Edges(random, live, slots));
                break;
            case 4:
                live.SetCapacity(slots[random.Next(slots.Count)], random.Next(6));
                break;
            case 5 when live.Caps.Count > 0:
                live.SetCapacity(live.Caps[random.Next(live.Caps.Count)], random.Next(5));
                break;
            case 6 when live.PlacesOf(demand) is [var place, ..]:
                live.Pin(demand, place.Slot, random.Next(1, place.Units + 1));
                break;
            case 7 when live.EdgesOf(demand).ToList() is { Count: > 0 } edges:
                live.Forbid(demand, edges[random.Next(edges.Count)].Slot);
                break;
            default:
                slots.Add(live.AddSlot(random.Next(4), live.Caps.Count > 0 && random.Next(2) == 0 ? live.Caps[0] : -1));
                live.Allow(demand, slots[^1], random.NextInt64(1, 20));
                break;
        }
    }

    private static int Units(Random random, Wants wants) => wants == Wants.Single ? 1 : random.Next(1, 5);

    private static List<(int, long)> Edges(Random random, LivePairing live, List<int> slots) =>
        [.. slots.Where(_ => random.Next(2) == 0).Select(slot => (slot, random.NextInt64(1, 20)))];
}
