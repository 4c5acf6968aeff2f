namespace Matching.Benchmarks.Instances;

/// <summary>A file is not an instance; the message names file, line and reason.</summary>
internal sealed class InstanceException(string file, long line, string reason) : Exception($"{file}:{line}: {reason}");
