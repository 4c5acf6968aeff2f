using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Matching.Faults.Simulation;

/// <summary>
/// Plays a story for each seed, in as many worlds at once as there are cores. A seed that breaks is played again in a world of its own and must break the
/// same way; so are some that hold, so that it is known that a seed is all there is to a story.
/// </summary>
internal static class Simulator
{
    /// <summary>Every so many seeds one is played twice.</summary>
    private const int Between = 50;

    private const int BrokenShown = 5;

    /// <summary>A file system in memory; the disk's troubles are played, and its real pace would only cost time.</summary>
    private const string InMemory = "/dev/shm";

    /// <summary>What came of all stories together.</summary>
    /// <param name="Trace">A hash over the traces of all stories in the order of their seeds.</param>
    internal sealed record Result(IReadOnlyList<StoryEnd> Stories, IReadOnlyList<string> Broken, int Replayed, string Trace, TimeSpan Took, TimeSpan Processor)
    {
        public string Figures => string.Create(CultureInfo.InvariantCulture,
            $"{Stories.Count} seeds from {Stories[0].Seed}: {Stories.Sum(story => story.Commands)} commands, {Stories.Sum(story => story.Done)} done, {Stories.Sum(story => story.Troubles)} times trouble on the disk, {Stories.Sum(story => story.Restarts)} restarts, invariants after each step; {Replayed} played twice with the same trace; {Stories.Count / Took.TotalSeconds:0.0} seeds a second, {Processor.TotalMilliseconds / Stories.Count:0} ms of the processor each; trace {Trace}");
    }

    /// <returns>The exit code: 0 when no seed broke.</returns>
    public static async Task<int> Run(int firstSeed, int seeds, TextWriter output)
    {
        output.WriteLine($"seeds {firstSeed} to {firstSeed + seeds - 1}, {Environment.ProcessorCount} cores");
        var result = await Play(firstSeed, seeds);
        output.WriteLine(result.Figures);
        foreach (var broken in result.Broken)
            output.WriteLine(broken);
        output.WriteLine($"{seeds - result.Broken.Count} passed, {result.Broken.Count} failed");
        return result.Broken.Count == 0 ? 0 : 1;
    }

    /// <summary>As one of the faults.</summary>
    /// <exception cref="FaultException">A seed broke, or did not replay.</exception>
    public static async Task<string> Play(Rig rig, Stores.Store store)
    {
        var result = await Play(rig.Random.Next(1, 1_000_000), rig.Long ? 10_000 : 100);
        Must.BeNone(result.Broken, "seeds broke");
        return result.Figures;
    }

    private static async Task<Result> Play(int firstSeed, int seeds)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Directory.Exists(InMemory) ? InMemory : Path.GetTempPath(), $"threelists-{Guid.NewGuid():N}")).FullName;
        try
        {
            var (began, processor) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            var (ends, next) = (new ConcurrentBag<StoryEnd>(), firstSeed - 1);
            await Task.WhenAll(Enumerable.Range(0, Math.Min(Environment.ProcessorCount, seeds)).Select(lane => Task.Run(async () =>
            {
                await using var world = await NewWorld(folder, $"{lane}");
                while (Interlocked.Increment(ref next) is var seed && seed < firstSeed + seeds)
                    ends.Add(await PlayOne(world, seed));
            })));
            var stories = ends.OrderBy(end => end.Seed).ToList();
            var (took, used) = (Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - processor);
            var again = stories.Where((end, i) => end.Broken is not null || i % Between == 0).ToList();
            var broken = await Replay(folder, again);
            return new Result(stories, broken, again.Count, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(stories.Select(end => end.Trace)))))[..16], took, used);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In a new world, and by a new process in it for each.</summary>
    private static async Task<IReadOnlyList<string>> Replay(string folder, IReadOnlyList<StoryEnd> stories)
    {
        var broken = new List<string>();
        await using var world = await NewWorld(folder, "again");
        foreach (var first in stories)
        {
            var second = await PlayOne(world, first.Seed, anew: true);
            var same = second.Trace == first.Trace && second.Broken == first.Broken;
            if (first.Broken is { } what && broken.Count < BrokenShown)
                broken.Add($"seed {first.Seed} ({(same ? "replays to the letter" : $"DOES NOT REPLAY: {second.Trace} after {first.Trace}")}): {what}");
            else if (first.Broken is not null)
                broken.Add($"seed {first.Seed}");
            else if (!same)
                broken.Add($"seed {first.Seed} holds and does not replay: trace {second.Trace} after {first.Trace}; {second.Broken}");
        }
        return broken;
    }

    private static Task<World> NewWorld(string folder, string name) => World.Make(Directory.CreateDirectory(Path.Combine(folder, name)).FullName);

    private static async Task<StoryEnd> PlayOne(World world, int seed, bool anew = false)
    {
        await world.Begin(seed, anew);
        using var story = new Story(world, seed);
        return await story.Play();
    }
}
