using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

/// <summary>Two demands, one of them whole, and a slot of three: every lie about the pairing or its proof is found.</summary>
public class CertificateTests
{
    private static readonly PairingProblem Problem = ReferenceSolverTests.Problem(
        quantity: [2, 2], whole: [true, false], edges: [(0, 0, 10), (1, 0, 4), (1, 1, 3)], capacity: [3, 1]);

    private static readonly Certificate Proof = Certificate.OfPrices(Problem, slotPrice: [4, 3], capPrice: []);

    private const long Total = 27;

    [Test]
    public void Verify_TrueClaim_Passes() =>
        Assert.That(() => Proof.Verify(Problem, [2, 1, 1], Total, Total), Throws.Nothing);

    [Test]
    public void Verify_SlotOversold_Refuses() => Refuses(amount: [2, 2, 0], objective: 28, bound: Total, saying: "Slot 0 is oversold");

    [Test]
    public void Verify_WholeDemandSplit_Refuses() => Refuses(amount: [1, 2, 0], objective: 18, bound: Total, saying: "Edge 0 holds 1 of 2");

    [Test]
    public void Verify_DemandOverserved_Refuses() => Refuses(amount: [0, 2, 1], objective: 11, bound: Total, saying: "Demand 1");

    [Test]
    public void Verify_AmountNegative_Refuses() => Refuses(amount: [2, -1, 1], objective: 19, bound: Total, saying: "Edge 1 holds -1");

    [TestCase(Total - 1)]
    [TestCase(Total + 1)]
    public void Verify_ObjectiveWrong_Refuses(long objective) =>
        Refuses(amount: [2, 1, 1], objective: objective, bound: Total, saying: "not worth what it claims");

    [TestCase(Total - 1)]
    [TestCase(Total + 1)]
    public void Verify_BoundWrong_Refuses(long bound) =>
        Refuses(amount: [2, 1, 1], objective: Total, bound: bound, saying: "do not prove the bound");

    [Test]
    public void Verify_SlotPriceNegative_Refuses() =>
        Refuses(Proof with { SlotPrice = [4, -1] }, amount: [2, 1, 1], objective: Total, bound: Total, saying: "negative");

    [Test]
    public void Verify_EdgeWorthMoreThanItsPrices_Refuses() =>
        Refuses(Proof with { DemandValue = [11, 0] }, amount: [2, 1, 1], objective: Total, bound: Total - 1, saying: "more than its prices");

    [Test]
    public void Verify_DemandValueNegative_Refuses() =>
        Refuses(Proof with { DemandValue = [-1, 0] }, amount: [2, 1, 1], objective: Total, bound: Total, saying: "negative");

    [Test]
    public void Verify_CapPriceNegative_Refuses()
    {
        var capped = ReferenceSolverTests.Problem(quantity: [1], edges: [(0, 0, 5)], capacity: [1], slotCap: [0], capLimit: [1]);
        var proof = Certificate.OfPrices(capped, slotPrice: [5], capPrice: [-1]);

        Assert.That(() => proof.Verify(capped, [1], 5, 5), Throws.TypeOf<CertificateException>().With.Message.Contains("negative"));
    }

    [TestCase(1, true)]
    [TestCase(2, false)]
    public void Verify_OrdersUnderACap_MustNotExceedIt(int orders, bool holds)
    {
        var capped = ReferenceSolverTests.Problem(
            quantity: [1, 1], edges: [(0, 0, 5), (1, 1, 5)], capacity: [1, 1], slotCap: [0, 0], capLimit: [1]);

        Assert.That(Feasibility.Holds(capped, [1, orders - 1]), Is.EqualTo(holds));
    }

    [Test]
    public void Verify_PricesProveLessThanTheWorth_IsImpossible()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var problem = RandomProblem.Of(seed, Wants.Mixed, caps: true);
            var scale = Math.Max(1, problem.Edges.Select(edge => edge.Score).DefaultIfEmpty(1).Max() / 8);
            var proof = Certificate.OfPrices(
                problem,
                Array.ConvertAll(problem.Capacity, _ => random.NextInt64(scale)),
                Array.ConvertAll(problem.CapLimit, _ => random.NextInt64(scale)));

            var bound = proof.Bound(problem);

            Assert.That(ProofCheck.PriceBound(problem, proof.SlotPrice, proof.CapPrice) == bound, Is.True, $"seed {seed}");
            Assert.That(bound, Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
        }
    }

    [Test]
    public void Verify_AnyDemandValues_BoundTheBest()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var problem = RandomProblem.Of(seed, Wants.Mixed, caps: true);
            var scale = Math.Max(1, problem.Edges.Select(edge => edge.Score).DefaultIfEmpty(1).Max() / 4);
            var proof = Certificate.OfKnapsacks(
                problem,
                Array.ConvertAll(problem.Quantity, _ => random.NextInt64(scale)),
                Array.ConvertAll(problem.CapLimit, _ => random.NextInt64(scale)));

            Assert.That(proof.Bound(problem), Is.GreaterThanOrEqualTo(ReferenceSolver.Best(problem)), $"seed {seed}");
        }
    }

    private static void Refuses(int[] amount, long objective, long bound, string saying) =>
        Refuses(Proof, amount, objective, bound, saying);

    private static void Refuses(Certificate proof, int[] amount, long objective, long bound, string saying) =>
        Assert.That(() => proof.Verify(Problem, amount, objective, bound),
            Throws.TypeOf<CertificateException>().With.Message.Contains(saying));
}
