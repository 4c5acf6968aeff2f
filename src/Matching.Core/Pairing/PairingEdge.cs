using System.Runtime.InteropServices;

namespace Matching.Core.Pairing;

/// <summary>A demand could go to a slot, at so many points per unit. 16 bytes: four to a cache line.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct PairingEdge(long Score, int Slot, int Demand);
