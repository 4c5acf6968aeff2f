using Matching.Core.Pairing;

namespace Matching.Core.Tests.Pairing;

public class FlowSolverTests
{
    [Test]
    public void Solve_StoppedAfterAnyWork_IsFeasibleAndItsPricesStillBound()
    {
        var stopped = 0;
        for (var seed = 0; seed < 600; seed++)
        {
            var problem = RandomProblem.Of(seed, Wants.Divisible);
            var best = ReferenceSolver.Best(problem);

            var flow = FlowSolver.Solve(problem, new WorkLimit(new Random(seed).Next(10)));

            var worth = ProofCheck.Worth(problem, flow.Amount);
            Assert.That(ProofCheck.Breach(problem, flow.Amount), Is.Null, $"seed {seed}");
            Assert.That(worth, Is.LessThanOrEqualTo(best), $"seed {seed}");
            Assert.That(ProofCheck.PriceBound(problem, flow.SlotPrice, flow.CapPrice), Is.GreaterThanOrEqualTo(best), $"seed {seed}");
            stopped += worth < best ? 1 : 0;
        }
        Assert.That(stopped, Is.GreaterThan(30), "many must have been stopped short");
    }

    [Test]
    public void Solve_LargeEnoughToBeRenumbered_GivesAmountsAndPricesInTheProblemsOwnNumbers()
    {
        var random = new Random(3);
        const int Demands = 4_000, Slots = 700;
        var start = Enumerable.Range(0, Demands + 1).Select(d => d * 14).ToArray();
        var slot = Enumerable.Range(0, Demands).SelectMany(_ => Enumerable.Range(0, Slots).OrderBy(_ => random.Next()).Take(14)).ToArray();
        var problem = PairingProblem.Sorted(
            Array.ConvertAll(new int[Demands], _ => random.Next(1, 4)), new bool[Demands], start, slot,
            Array.ConvertAll(slot, _ => random.NextInt64(1, 1_000)), Array.ConvertAll(new int[Slots], _ => random.Next(12)),
            Array.ConvertAll(new int[Slots], _ => -1), [], null, out _);

        var flow = FlowSolver.Solve(problem);

        Assert.That(ProofCheck.Breach(problem, flow.Amount), Is.Null);
        Assert.That(ProofCheck.Worth(problem, flow.Amount), Is.EqualTo(ProofCheck.PriceBound(problem, flow.SlotPrice, flow.CapPrice)));
    }
}
