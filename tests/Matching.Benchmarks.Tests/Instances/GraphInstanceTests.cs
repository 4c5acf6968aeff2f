using Matching.Benchmarks.Instances;
using Matching.Core.Pairing;

namespace Matching.Benchmarks.Tests.Instances;

public class GraphInstanceTests
{
    [Test]
    public void Write_SameRecipe_SameBytes()
    {
        var recipe = new GraphRecipe(200) { Caps = 5 };
        var first = Bytes(recipe);

        Assert.That(Bytes(recipe), Is.EqualTo(first));
        Assert.That(Bytes(recipe with { Seed = 2 }), Is.Not.EqualTo(first));
    }

    [Test]
    public void Write_EveryKind_ReadsBackWithItsShape([Values] GraphKind graph, [Values] QuantityKind quantity, [Values] ScoreKind scores, [Values(0, 4)] int caps)
    {
        var recipe = new GraphRecipe(150) { K = 7, Graph = graph, Quantity = quantity, Scores = scores, Caps = caps, Capacity = GraphRecipe.UsualCapacity(quantity) };
        var instance = Read(recipe);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(instance.Quantity.Zip(instance.DemandOf ?? [.. Enumerable.Range(0, 150)]).Select(pair => pair.Second).Distinct().Count(), Is.EqualTo(150));
            Assert.That(instance.EdgeStart.Zip(instance.EdgeStart.Skip(1), (from, to) => to - from), Is.All.EqualTo(7).Or.All.EqualTo(instance.Capacity.Length));
            Assert.That(instance.Weight, quantity == QuantityKind.Whole ? Is.Not.Null : Is.Null);
            Assert.That(instance.Caps, caps == 0 ? Is.Empty : Is.Not.Empty);
            Assert.That(instance.ToProblem, Throws.Nothing);
        }
    }

    [Test]
    public void Write_Scarcity_IsDemandOverCapacity([Values(0.5, 1, 2)] double scarcity)
    {
        var instance = Read(new GraphRecipe(2_000) { Scarcity = scarcity, Quantity = QuantityKind.Small });

        Assert.That((double)instance.Quantity.Sum() / instance.Capacity.Sum(), Is.EqualTo(scarcity).Within(0.01));
    }

    [Test]
    public void Write_Ties_LeaveTenScores()
    {
        var edges = Read(new GraphRecipe(500) { Scores = ScoreKind.Ties }).Edges;

        Assert.That(edges.Select(edge => edge.Score).Distinct().Count(), Is.InRange(2, 10));
    }

    [Test]
    public void Write_Wide_LevelOutweighsAllFactors()
    {
        var edges = Read(new GraphRecipe(500) { Scores = ScoreKind.Wide }).Edges;

        Assert.That(edges.Select(edge => edge.Score / 1_000_000_000_000).Distinct().Order(), Is.EqualTo([0, 1, 2, 3]));
        Assert.That(edges.Select(edge => edge.Score % 1_000_000_000_000), Is.All.InRange(1, 1_000_000));
    }

    [Test]
    public void Write_Clustered_CandidatesStandNearOneAnother()
    {
        Assert.That(SharedBySlotmates(GraphKind.Clustered), Is.GreaterThan(2 * SharedBySlotmates(GraphKind.Random)));
    }

    [Test]
    public void Write_FewerSlotsThanCandidates_EveryDemandSeesThemAll()
    {
        var instance = Read(new GraphRecipe(6) { K = 50, Capacity = (1, 1) });

        Assert.That(instance.Edges, Has.Length.EqualTo(6 * instance.Capacity.Length));
    }

    /// <summary>Mean number of slots that two demands with the same best slot have in common.</summary>
    private static double SharedBySlotmates(GraphKind graph)
    {
        var instance = Read(new GraphRecipe(3_000) { Graph = graph });
        var slots = Enumerable.Range(0, 3_000).Select(d => Slots(instance, d)).ToList();
        return slots.GroupBy(own => own[0]).Where(mates => mates.Count() > 1)
            .Average(mates => mates.First().Intersect(mates.Last()).Count());
    }

    private static int[] Slots(Instance instance, int demand) =>
        [.. instance.Edges[instance.EdgeStart[demand]..instance.EdgeStart[demand + 1]].Select(edge => edge.Slot)];

    private static Instance Read(GraphRecipe recipe) => InstanceReader.Read(new MemoryStream(Bytes(recipe)), "generated");

    private static byte[] Bytes(GraphRecipe recipe)
    {
        var stream = new MemoryStream();
        new GraphInstance(recipe).Write(stream);
        return stream.ToArray();
    }
}
