using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>Where a demand's edges stand, how many units it still wants, and the one edge that holds units of it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DemandRow
{
    public int First;
    public int End;
    public int Unplaced;
    /// <summary>The edge, or <see cref="FlowState.Nowhere"/>, or <see cref="FlowState.Several"/>.</summary>
    public int Home;
    /// <summary>The one edge's slot.</summary>
    public int HomeSlot;
}

/// <summary>A slot or a cap: what it may hold, what it holds, and the cap above it. Occupants stand together in one stretch.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NodeRow
{
    public int Capacity;
    public int Load;
    public int Parent;
    public int First;
    public int Count;
    public int Space;

    public readonly int Room => Capacity - Load;
}

/// <summary>
/// 8 bytes for each edge, of which two make use by turns: the auction, by demand, as how far the score is below the demand's best, and
/// the slot; filling, by slot, as the score rounded up, and the demand.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct EdgeNote(uint Bits, int Other)
{
    public EdgeNote(float scoreAbove, int demand) : this(BitConverter.SingleToUInt32Bits(scoreAbove), demand)
    {
    }

    public float ScoreAbove => BitConverter.UInt32BitsToSingle(Bits);
}

/// <summary>An edge that holds units in a slot, its score and its demand. No price of the slot below <see cref="Stay"/> makes it leave.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Occupant
{
    public long Stay;
    public long Score;
    public int Edge;
    public int Demand;
}
