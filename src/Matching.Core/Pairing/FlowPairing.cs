namespace Matching.Core.Pairing;

/// <summary>An optimal pairing of the relaxation in which every demand may be split and only caps that count units bind.</summary>
/// <param name="Amount">Units per edge.</param>
/// <param name="SlotPrice">What one more unit of the slot would be worth at most, in points.</param>
/// <param name="CapPrice">The same for caps that count units; 0 for the others.</param>
public sealed record FlowPairing(int[] Amount, long[] SlotPrice, long[] CapPrice);
