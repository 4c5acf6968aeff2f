namespace Matching.Benchmarks.Instances;

/// <summary>At most <paramref name="Limit"/> units (mode b) or demands (modes g, m) in these slots together.</summary>
/// <param name="Line">Where the file says so.</param>
internal sealed record InstanceCap(int Limit, int[] Slots, long Line);
