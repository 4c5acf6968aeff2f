using System.Text;
using Matching.Benchmarks.Instances;
using Matching.Core.Pairing;

namespace Matching.Benchmarks.Tests.Instances;

public class InstanceReaderTests
{
    private const string TwoByTwo = "2 2 3 b\n1\n2\n1\n3\n0 1 50\n1 0 40\n1 1 30\n";

    [Test]
    public void Read_Divisible_ProblemSaysWhatTheFileSays()
    {
        var problem = Read(TwoByTwo).ToProblem();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.Capacity, Is.EqualTo([1, 2]));
            Assert.That(problem.Quantity, Is.EqualTo([1, 3]));
            Assert.That(problem.Whole, Is.All.False);
            Assert.That(problem.Edges, Is.EqualTo([new PairingEdge(50, 1, 0), new(40, 0, 1), new(30, 1, 1)]));
            Assert.That(problem.EdgeStart, Is.EqualTo([0, 1, 3]));
            Assert.That(problem.EdgeUnits, Is.Null);
        }
    }

    [Test]
    public void Read_Indivisible_WeightsArePerEdgeAndScoresCountOnce()
    {
        var problem = Read("1 2 2 g 5 6 4 0 0 9 4 0 1 7 3").ToProblem();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.Quantity, Is.EqualTo([1]));
            Assert.That(problem.Whole, Is.EqualTo([true]));
            Assert.That(problem.EdgeUnits, Is.EqualTo([4, 3]));
        }
    }

    [Test]
    public void Read_Mixed_OnlyIndivisibleDemandsOfSeveralUnitsAreWhole()
    {
        var problem = Read("3 1 0 m 9  4 1  4 0  1 0").ToProblem();

        Assert.That(problem.Whole, Is.EqualTo([false, true, false]));
        Assert.That(problem.Quantity, Is.EqualTo([4, 4, 1]));
    }

    [Test]
    public void Read_EdgesInAnyOrderOfTheirDemand_AreSortedBestFirstWithTheirWeights()
    {
        var problem = Read("2 3 4 g 9 9 9 1 1  1 0 5 1  1 2 8 2  1 1 8 3  0 0 4 4").ToProblem();

        Assert.That(problem.Edges, Is.EqualTo([new PairingEdge(4, 0, 0), new(8, 1, 1), new(8, 2, 1), new(5, 0, 1)]));
        Assert.That(problem.EdgeUnits, Is.EqualTo([4, 3, 2, 1]));
    }

    [Test]
    public void Read_ScoresThatAreNotPositive_AreDropped()
    {
        var problem = Read("1 3 3 g 1 1 1 1  0 0 0 1  0 1 -5 2  0 2 6 3").ToProblem();

        Assert.That(problem.Edges, Is.EqualTo([new PairingEdge(6, 2, 0)]));
        Assert.That(problem.EdgeUnits, Is.EqualTo([3]));
    }

    [Test]
    public void Read_NestedCaps_SlotsKnowTheInnermost()
    {
        var problem = Read("1 4 0 b 1 1 1 1 1\n3 2 0 1\n5 3 2 1 0\n1 0\n2 1 3").ToProblem();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(problem.CapLimit, Is.EqualTo([3, 5, 1, 2]));
            Assert.That(problem.CapParent, Is.EqualTo([1, -1, -1, -1]));
            Assert.That(problem.SlotCap, Is.EqualTo([0, 0, 1, 3]));
        }
    }

    [Test]
    public void Read_CapsOverDivisibleDemandsOfSeveralUnits_CapsCountUnits()
    {
        var instance = Read("2 2 3 b  9 9  2 1  0 0 50  0 1 40  1 0 45  2 2 0 1");
        var result = PairingSolver.Solve(instance.ToProblem(), new WorkLimit(1_000));

        Assert.That(instance.PairsOf(result.Amount), Is.EqualTo([(0, 0, 2)]));
        Assert.That(result.Objective, Is.EqualTo(100));
    }

    [TestCase("", 1, "The number of demands is missing: the file ends here.")]
    [TestCase("x", 1, "The number of demands is not a whole number.")]
    [TestCase("-1 1 1 b", 1, "The number of demands is -1; it must be 0 to ")]
    [TestCase("999999999 1 1 b", 1, "The number of demands is 999999999, more than the file has room for.")]
    [TestCase("99999999999999999999 1 1 b", 1, "The number of demands does not fit 64 bits.")]
    [TestCase("9223372036854775808 1 1 b", 1, "The number of demands does not fit 64 bits.")]
    [TestCase("1 1 1 c\n1 1 0 0 5", 1, "The mode must be one of b, g, m.")]
    [TestCase("1 1 1 bb\n1 1 0 0 5", 1, "The mode must be one of b, g, m.")]
    [TestCase("1 1 1 b\n-2\n1\n0 0 5", 2, "A capacity is -2; it must be 0 to 2147483647.")]
    [TestCase("1 1 1 b\n2147483648\n1\n0 0 5", 2, "A capacity is 2147483648; it must be 0 to 2147483647.")]
    [TestCase("1 1 1 b\n1.5\n1\n0 0 5", 2, "A capacity is not a whole number.")]
    [TestCase("1 1 1 b\n1\n-1\n0 0 5", 3, "A quantity is -1; it must be 0 to 2147483647.")]
    [TestCase("1 1 1 m\n1\n1 2\n0 0 5", 3, "The sign of a divisible demand is 2; it must be 0 to 1.")]
    [TestCase("1 1 1 b\n1\n1\n1 0 5", 4, "A demand is 1; it must be 0 to 0.")]
    [TestCase("1 1 1 b\n1\n1\n0 1 5", 4, "A slot is 1; it must be 0 to 0.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 9223372036854775808", 4, "A score does not fit 64 bits.")]
    [TestCase("1 1 1 b\n1\n1\n0 0", 4, "A score is missing: the file ends here.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5e3", 4, "A score is not a whole number.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5-3", 4, "A score is not a whole number.")]
    [TestCase("1 1 1 g\n1\n1\n0 0 5 -1", 4, "A weight is -1; it must be 0 to 2147483647.")]
    [TestCase("1 2 2 b\n1\n1\n1\n0 1 5\n0 1 4", 6, "Demand 0 and slot 1 have an edge already.")]
    [TestCase("2 2 3 b\n1\n1\n1\n1\n0 1 5\n1 1 4\n0 0 3", 8, "The edges of demand 0 do not stand together.")]
    [TestCase("2 2 3 b\n1\n1\n1\n1\n0 1 -5\n1 1 4\n0 1 3", 8, "The edges of demand 0 do not stand together.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5\nend", 5, "A cap is not a whole number.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5\n-1 1 0", 5, "A cap is -1; it must be 0 to 2147483647.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5\n3", 5, "The number of a cap's slots is missing: the file ends here.")]
    [TestCase("1 1 1 b\n1\n1\n0 0 5\n3 2 0 0", 5, "The number of a cap's slots is 2; it must be 0 to 1.")]
    [TestCase("1 2 1 b\n1\n1\n1\n0 0 5\n3 2 0 0", 6, "The cap names slot 0 twice.")]
    [TestCase("1 3 1 b\n1\n1\n1\n1\n0 0 5\n3 2 0 1\n3 2 1 2", 8, "This cap crosses another at slot 2; caps must be nested or disjoint.")]
    public void Read_Malformed_NamesFileLineAndReason(string text, int line, string reason) =>
        Assert.That(() => Read(text), Throws.TypeOf<InstanceException>().With.Message.StartsWith($"some.txt:{line}: {reason}"));

    [Test]
    public void Read_NumbersAcrossBuffers_AreWhole()
    {
        var blanks = new string(' ', (1 << 20) - 3);

        Assert.That(Read($"1 1 1 b {blanks} 12345 1 0 0 678").Capacity, Is.EqualTo([12345]));
    }

    private static Instance Read(string text) => InstanceReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "some.txt");
}
