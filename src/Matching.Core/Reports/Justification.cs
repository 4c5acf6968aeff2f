using System.Globalization;
using Matching.Core.Demands;
using Matching.Core.Offers;
using Matching.Core.Scoring;
using Matching.Core.Text;

namespace Matching.Core.Reports;

/// <summary>Why a demand goes to a slot (理由), in one sentence.</summary>
public sealed class Justification(CultureInfo language, DateTimeOffset now)
{
    private const int Good = 750_000;
    private const int Noticeable = 250_000;

    /// <param name="factors">In the order of <see cref="ScoreFactor"/>, in millionths.</param>
    /// <param name="score">Their weighted mean.</param>
    public string Of(Demand demand, string unit, Offer offer, Slot slot, int quantity, int[] factors, int score) =>
        Say("Justify", unit, offer.Title, Explainer.WindowText(slot), quantity, offer.UnitOfCapacity,
            string.Join(Say("Comma"), Merits(demand, offer, slot, quantity, factors)), Explainer.Points(score));

    private IEnumerable<string> Merits(Demand demand, Offer offer, Slot slot, int quantity, int[] factors)
    {
        if (MatchPolicy.LevelOf(demand) > 0)
            yield return Say("Merit.Level", string.Join(Say("Gap"), LevelWords(demand)));
        yield return Say(factors[(int)ScoreFactor.CategoryFit] switch { 1_000_000 => "Merit.SameCategory", 0 => "Merit.GuessedCategory", _ => "Merit.LikeCategory" }, demand.Category);
        if (TextMerit(demand, offer, factors[(int)ScoreFactor.TextRelevance]) is { } text)
            yield return text;
        yield return Say($"Merit.Closeness{factors[(int)ScoreFactor.Closeness] / 200_000}");
        yield return Say("Merit.Capacity", quantity, slot.Remaining, demand.UnitOfQuantity);
        if (factors[(int)ScoreFactor.TimeFit] >= Good)
            yield return Say("Merit.Time");
        if (factors[(int)ScoreFactor.UnitRecord] >= Good)
            yield return Say("Merit.Record");
        if (factors[(int)ScoreFactor.WaitingTime] >= 500_000)
            yield return Say("Merit.Waiting", (int)(now - demand.FiledAt).TotalDays);
        if (factors[(int)ScoreFactor.WakingDormant] >= Good)
            yield return Say("Merit.Dormant");
    }

    /// <summary>In what the texts agree: concepts and shared stretches; null when they hardly do.</summary>
    private string? TextMerit(Demand demand, Offer offer, int relevance)
    {
        var agreement = TextAgreement.Of($"{demand.Title}\n{demand.Detail}", $"{offer.Title}\n{offer.Detail}", TextModel.Shipped.Lexicon);
        if (relevance < Noticeable && agreement.Concepts.Count == 0)
            return null;
        var words = agreement.Concepts.Concat(agreement.Stretches).Distinct().ToList();
        return words.Count == 0 ? Say("Merit.Text") : Say("Merit.TextWords", string.Join(Say("Slash"), words));
    }

    private IEnumerable<string> LevelWords(Demand demand)
    {
        if (demand.Urgency != Urgency.Normal)
            yield return Words.Of(language, demand.Urgency);
        if (demand.Vulnerable)
            yield return Say("Vulnerable");
    }

    private string Say(string key, params object[] arguments) => Words.Get(language, key, arguments);
}
