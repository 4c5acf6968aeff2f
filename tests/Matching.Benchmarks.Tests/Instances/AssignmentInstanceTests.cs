using Matching.Benchmarks.Instances;

namespace Matching.Benchmarks.Tests.Instances;

public class AssignmentInstanceTests
{
    [Test]
    public void Write_SameSeed_SameBytes([Values('A', 'B', 'C', 'D', 'E')] char type)
    {
        var first = Bytes(new AssignmentInstance(type, 5, 50, 3));

        Assert.That(Bytes(new AssignmentInstance(type, 5, 50, 3)), Is.EqualTo(first));
        Assert.That(Bytes(new AssignmentInstance(type, 5, 50, 4)), Is.Not.EqualTo(first));
    }

    [TestCase('A', 5, 25, 10, 50)]
    [TestCase('B', 5, 25, 10, 50)]
    [TestCase('C', 5, 25, 10, 50)]
    [TestCase('D', 1, 100, 1, 120)]
    [TestCase('E', 1, 250, 1, 1000)]
    public void New_LoadsAndCosts_FillTheRangesOfTheirType(char type, int leastLoad, int mostLoad, int leastCost, int mostCost)
    {
        var instance = new AssignmentInstance(type, 10, 200, 1);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(instance.Load.Cast<int>(), Is.All.InRange(leastLoad, mostLoad));
            Assert.That(instance.Cost.Cast<int>(), Is.All.InRange(leastCost, mostCost));
            Assert.That(instance.Load.Cast<int>().Min(), Is.EqualTo(leastLoad));
        }
    }

    [Test]
    public void New_TypeD_CostFallsAsLoadRises()
    {
        var instance = new AssignmentInstance('D', 10, 200, 1);

        Assert.That(Cells(instance).Select(cell => cell.Cost + cell.Load - 111), Is.All.InRange(-10, 10));
    }

    [Test]
    public void New_TypeE_LoadsAreExponentialWithMeanEleven()
    {
        var instance = new AssignmentInstance('E', 20, 400, 1);

        Assert.That(instance.Load.Cast<int>().Average(), Is.EqualTo(11).Within(0.4));
    }

    [Test]
    public void New_TypeB_HasSevenTenthsOfAsCapacity()
    {
        var (a, b) = (new AssignmentInstance('A', 5, 100, 1), new AssignmentInstance('B', 5, 100, 1));
        var largest = Enumerable.Range(0, 5).Max(agent => Enumerable.Range(0, 100).Where(job => Cheapest(a, job) == agent).Sum(job => a.Load[job, agent]));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(a.Capacity, Is.All.EqualTo((int)(0.6 * 15 * 20 + 0.4 * largest)));
            Assert.That(b.Capacity, Is.All.EqualTo((int)(0.7 * (0.6 * 15 * 20 + 0.4 * largest))));
        }
    }

    [Test]
    public void New_TypesCToE_CapacityIsFourFifthsOfTheAgentsShare([Values('C', 'D', 'E')] char type)
    {
        var instance = new AssignmentInstance(type, 5, 100, 1);

        Assert.That(instance.Capacity, Is.EqualTo(Enumerable.Range(0, 5).Select(agent =>
            (int)(Enumerable.Range(0, 100).Sum(job => instance.Load[job, agent]) * 0.8 / 5))));
    }

    [Test]
    public void New_Stake_IsAboveWhatAllJobsCanCost([Values('A', 'D', 'E')] char type)
    {
        var instance = new AssignmentInstance(type, 5, 30, 1);
        var dearest = Enumerable.Range(0, 30).Sum(job => Enumerable.Range(0, 5).Max(agent => instance.Cost[job, agent]));

        Assert.That(instance.Stake, Is.GreaterThan(dearest));
    }

    [Test]
    public void Write_ReadsBack_ScoresAreStakeLessCost()
    {
        var instance = new AssignmentInstance('C', 4, 12, 1);
        var read = InstanceReader.Read(new MemoryStream(Bytes(instance)), "generated");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(read.Capacity, Is.EqualTo(instance.Capacity));
            Assert.That(read.Edges.Select(edge => instance.Stake - edge.Score), Is.EqualTo(read.Edges.Select(edge => instance.Cost[edge.Demand, edge.Slot])));
            Assert.That(read.Weight, Is.EqualTo(read.Edges.Select(edge => instance.Load[edge.Demand, edge.Slot])));
        }
    }

    [TestCase('F', 2, 2)]
    [TestCase('A', 0, 2)]
    [TestCase('A', 2, 0)]
    public void New_NoSuchInstance_Throws(char type, int agents, int jobs) =>
        Assert.That(() => new AssignmentInstance(type, agents, jobs, 1), Throws.ArgumentException);

    private static int Cheapest(AssignmentInstance instance, int job) => Enumerable.Range(0, instance.Agents).MinBy(agent => instance.Cost[job, agent]);

    private static IEnumerable<(int Load, int Cost)> Cells(AssignmentInstance instance) =>
        instance.Load.Cast<int>().Zip(instance.Cost.Cast<int>());

    private static byte[] Bytes(AssignmentInstance instance)
    {
        var stream = new MemoryStream();
        instance.Write(stream);
        return stream.ToArray();
    }
}
