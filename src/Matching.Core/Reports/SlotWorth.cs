namespace Matching.Core.Reports;

/// <summary>What one more unit of a full slot would bring: exactly where it was asked, else at most its price.</summary>
/// <param name="Price">Shadow price in the relaxation, in points as the solver sees them: the gain of a unit is no more where whole
/// demands take no part.</param>
/// <param name="Outcome">What one more unit was found to bring; null = only the price is known.</param>
public sealed record SlotWorth(int Slot, long Price, Outcome? Outcome)
{
    /// <summary>Slots whose gain is found out and not only bounded.</summary>
    public const int MostAsked = 20;

    /// <summary>Slots at which one more unit brings something: first those asked, by what they would bring, then the others, dearest first.</summary>
    public static IReadOnlyList<SlotWorth> Of(RunQuestions questions, CancellationToken stop)
    {
        var prices = questions.Run.Pairing.SlotPrice;
        var priced = Enumerable.Range(0, prices.Length).Where(s => prices[s] > 0).OrderByDescending(s => prices[s]).ThenBy(s => s).ToList();
        var asked = new List<SlotWorth>();
        foreach (var slot in priced.Take(MostAsked))
        {
            stop.ThrowIfCancellationRequested();
            asked.Add(new SlotWorth(slot, prices[slot], questions.OneMore(slot)));
        }
        return [.. asked.Where(row => row.Outcome!.Effect.Points > 0).OrderByDescending(row => row.Outcome!.Effect.Points).ThenBy(row => row.Slot), .. priced.Skip(MostAsked).Select(slot => new SlotWorth(slot, prices[slot], null))];
    }
}
