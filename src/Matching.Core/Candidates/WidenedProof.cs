using Matching.Core.Pairing;

namespace Matching.Core.Candidates;

/// <summary>
/// A certificate for a problem with more edges than it was made for. Component by component it is the better of two: the one given, its
/// demand values raised to what new edges are worth beyond their prices and its knapsacks counting them; or that of the relaxation's
/// prices, which many new edges in a knapsack do not loosen.
/// </summary>
internal static class WidenedProof
{
    public static Certificate Of(PairingProblem wider, Certificate given, long[] slotPrice, long[] capPrice)
    {
        var proof = new Certificate(given.DemandValue.ToArray(), given.SlotPrice.ToArray(), given.CapPrice.ToArray(), given.ByKnapsack.ToArray(), given.Scale);
        foreach (var part in Components.Of(wider))
        {
            var own = new Certificate(Of(part.Demand, given.DemandValue), Of(part.Slot, given.SlotPrice), Of(part.Cap, given.CapPrice), Of(part.Slot, given.ByKnapsack), given.Scale).Covering(part.Problem);
            var byPrices = Certificate.OfPrices(part.Problem, Scaled(Of(part.Slot, slotPrice)), Scaled(Of(part.Cap, capPrice)), given.Scale);
            var better = byPrices.ScaledBound(part.Problem) < own.ScaledBound(part.Problem) ? byPrices : own;
            Put(better.DemandValue, part.Demand, proof.DemandValue);
            Put(better.SlotPrice, part.Slot, proof.SlotPrice);
            Put(better.CapPrice, part.Cap, proof.CapPrice);
            Put(better.ByKnapsack, part.Slot, proof.ByKnapsack);
        }
        return proof;

        long[] Scaled(long[] prices) => Array.ConvertAll(prices, price => price * given.Scale);
    }

    private static T[] Of<T>(int[] rows, T[] whole) => Array.ConvertAll(rows, row => whole[row]);

    private static void Put<T>(T[] part, int[] rows, T[] whole)
    {
        for (var i = 0; i < rows.Length; i++)
            whole[rows[i]] = part[i];
    }
}
