namespace Matching.Benchmarks.Instances;

/// <summary>Caps over slots as a forest: each cap knows the one that holds it, each slot its innermost cap; -1 = none.</summary>
internal sealed record CapForest(int[] SlotCap, int[] Parent)
{
    /// <summary>Lays the caps over the slots from the widest inwards; a cap is nested when all its slots stand under the same one.</summary>
    /// <exception cref="InstanceException">Two caps cross.</exception>
    public static CapForest Of(IReadOnlyList<InstanceCap> caps, int slots, string file)
    {
        var (innermost, parent) = (new int[slots], new int[caps.Count]);
        Array.Fill(innermost, -1);
        foreach (var cap in Enumerable.Range(0, caps.Count).OrderByDescending(c => caps[c].Slots.Length))
        {
            var inside = caps[cap].Slots;
            parent[cap] = inside.Length == 0 ? -1 : innermost[inside[0]];
            foreach (var slot in inside)
            {
                if (innermost[slot] != parent[cap])
                    throw new InstanceException(file, caps[cap].Line, $"This cap crosses another at slot {slot}; caps must be nested or disjoint.");
            }
            foreach (var slot in inside)
                innermost[slot] = cap;
        }
        return new CapForest(innermost, parent);
    }
}
