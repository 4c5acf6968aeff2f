namespace Matching.Benchmarks.Instances;

/// <summary>
/// A generalized assignment as the literature makes them: jobs at a cost and a load that differ by agent, every job to be placed.
/// Types A to D after Chu and Beasley (1997), E after Yagiura, Yamaguchi and Ibaraki (1998). U is even and includes both ends.
/// <code>
/// A   load U(5, 25)           cost U(10, 50)                  capacity 0.6 · 15 n/m + 0.4 R, R = the largest load when each job goes where it is cheapest
/// B   as A                    as A                            0.7 of A's
/// C   as A                    as A                            0.8 · the agent's loads ÷ m
/// D   load U(1, 100)          cost 111 − load + U(−10, 10)    as C
/// E   load 1 − 10 ln U(0, 1]  cost 1000 ÷ load − 10 U(0, 1]   as C
/// </code>
/// </summary>
/// <remarks>
/// Costs become scores: score = <see cref="Stake"/> − cost, and the stake is above the cost of any full placement, so that leaving a
/// job out never pays. Where all jobs are placed, cost = n · stake − score.
/// </remarks>
internal sealed class AssignmentInstance
{
    private readonly Random _random;

    /// <param name="type">A to E.</param>
    public AssignmentInstance(char type, int agents, int jobs, int seed)
    {
        if (type is < 'A' or > 'E' || agents < 1 || jobs < 1)
            throw new ArgumentException($"No type {type} for {agents} agents and {jobs} jobs.");
        _random = new Random(seed);
        (Agents, Jobs) = (agents, jobs);
        (Load, Cost) = (new int[jobs, agents], new int[jobs, agents]);
        for (var job = 0; job < jobs; job++)
        {
            for (var agent = 0; agent < agents; agent++)
                (Load[job, agent], Cost[job, agent]) = Draw(type);
        }
        Capacity = type is 'A' or 'B' ? EqualCapacities(type == 'A' ? 1 : 0.7) : [.. Enumerable.Range(0, agents).Select(OwnCapacity)];
        Stake = 1 + Enumerable.Range(0, jobs).Sum(job => (long)Enumerable.Range(0, agents).Max(agent => Cost[job, agent]));
    }

    public int Agents { get; }

    public int Jobs { get; }

    public int[,] Load { get; }

    public int[,] Cost { get; }

    public int[] Capacity { get; }

    /// <summary>What placing a job is worth before its cost; more than any full placement costs.</summary>
    public long Stake { get; }

    /// <summary>Writes it in mode g: jobs are demands, agents are slots.</summary>
    public void Write(Stream stream)
    {
        using var writer = new InstanceWriter(stream);
        writer.Put(Jobs).Put(Agents).Put((long)Jobs * Agents).Put("g"u8).EndLine();
        foreach (var capacity in Capacity)
            writer.Put(capacity).EndLine();
        for (var job = 0; job < Jobs; job++)
            writer.Put(1).EndLine();
        for (var job = 0; job < Jobs; job++)
        {
            foreach (var agent in Enumerable.Range(0, Agents).OrderBy(agent => Cost[job, agent]))
                writer.Put(job).Put(agent).Put(Stake - Cost[job, agent]).Put(Load[job, agent]).EndLine();
        }
    }

    private (int Load, int Cost) Draw(char type)
    {
        if (type < 'D')
            return (_random.Next(5, 26), _random.Next(10, 51));
        if (type == 'D')
        {
            var load = _random.Next(1, 101);
            return (load, 111 - load + _random.Next(-10, 11));
        }
        var heavy = 1 - 10 * Math.Log(1 - _random.NextDouble());
        return ((int)Math.Round(heavy), Math.Max(1, (int)Math.Round(1000 / heavy - 10 * (1 - _random.NextDouble()))));
    }

    private int[] EqualCapacities(double share)
    {
        var atCheapest = new int[Agents];
        for (var job = 0; job < Jobs; job++)
        {
            var cheapest = Enumerable.Range(0, Agents).MinBy(agent => Cost[job, agent]);
            atCheapest[cheapest] += Load[job, cheapest];
        }
        var capacity = new int[Agents];
        Array.Fill(capacity, (int)(share * (0.6 * 15 * Jobs / Agents + 0.4 * atCheapest.Max())));
        return capacity;
    }

    private int OwnCapacity(int agent) => (int)(0.8 * Enumerable.Range(0, Jobs).Sum(job => Load[job, agent]) / Agents);
}
