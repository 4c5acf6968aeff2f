using System.Globalization;
using Matching.Core.Candidates;
using Matching.Core.Demands;
using Matching.Core.Grid;
using Matching.Core.Pairing;
using Matching.Core.Scoring;

namespace Matching.Core.Reports;

/// <summary>Says in sentences what a change would bring or cost, and how well that is known. Demands are named by code and category only.</summary>
/// <param name="nameOf">Names of grid nodes; their codes when left out.</param>
public sealed class Consequences(MatchRun run, CultureInfo language, Func<AreaCode, string>? nameOf = null)
{
    private readonly Explainer explainer = new(run, language, nameOf);

    /// <summary>How near the run is to the best possible, never said nearer than it is.</summary>
    public static string Quality(MatchRun run, CultureInfo language) => Quality(language, run.Pairing.Gap, run.Pairing.IsOptimal);

    /// <param name="gap">A fraction of the bound.</param>
    public static string Quality(CultureInfo language, double gap, bool isOptimal) =>
        isOptimal ? Words.Get(language, "Quality.Optimal") : Words.Get(language, "Quality.Within", Percent(gap));

    /// <summary>A fraction in percent, rounded up to two decimals.</summary>
    public static string Percent(double fraction) => (Math.Ceiling((decimal)fraction * 10_000) / 100).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>What one more unit of a slot would bring (影子价格).</summary>
    public string Of(SlotWorth worth)
    {
        var offer = run.Lists.Offers[run.Lists.SlotOffer[worth.Slot]];
        return worth.Outcome is not { } outcome
            ? Say("SlotWorth.Bound", explainer.OfferText(worth.Slot), Amount(PriceParts(worth.Price)))
            : outcome.Units == 0 ? Say("SlotWorth.Better", explainer.OfferText(worth.Slot), offer.UnitOfCapacity, Amount(outcome), Sureness(outcome.Effect))
            : Say("SlotWorth", explainer.OfferText(worth.Slot), offer.UnitOfCapacity, outcome.Served, outcome.Units, Amount(outcome), Sureness(outcome.Effect));
    }

    public string Of(TimeBand band) => Words.Of(language, band.Day) + Say("Gap") + Words.Of(language, band.Part);

    public string Of(GapLine line) => Say("GapLine", nameOf?.Invoke(line.Area) ?? line.Area.Value, line.Category, Of(line.Band),
        line.Slot.Capacity, line.Offer.UnitOfCapacity, line.Outcome.Solved, line.Waiting, line.Outcome.Units, Sureness(line.Outcome.Effect));

    /// <summary>Why a demand is not served at a slot: the rules, or exactly what it would cost and whom.</summary>
    public string Of(WhyNot answer)
    {
        var (demand, offer) = (DemandText(answer.Demand), explainer.OfferText(answer.Slot));
        if (answer.Broken != HardRules.None)
        {
            var clashes = explainer.Clashes(answer.Demand, new NearMiss(answer.Slot, answer.Broken, 0));
            return Say("WhyNot.Forbidden", demand, offer, Join(clashes.Select(clash => clash.Reason)), Join(clashes.Select(clash => clash.Change)));
        }
        if (answer.Outcome is not { } outcome)
            return Say("WhyNot.Holds", demand, offer);
        var units = $"{answer.Units} {run.Lists.Demands[answer.Demand].UnitOfQuantity}";
        var changes = Changes(outcome, answer.Demand).ToList();
        var whom = changes.Count == 0 ? Say("WhyNot.Nobody") : string.Join(Say("Semicolon"), changes);
        return outcome.Effect.Points == 0
            ? Say("WhyNot.AsGood", demand, units, offer, whom, Sureness(outcome.Effect))
            : Say(outcome.Effect.Points < 0 ? "WhyNot.Costs" : "WhyNot.Gains", demand, units, offer, Amount(Math.Abs(outcome.Levels), Math.Abs(outcome.Soft), outcome.Levels, outcome.Soft), whom, Sureness(outcome.Effect));
    }

    /// <summary>Who else would fare otherwise, one sentence each.</summary>
    public IEnumerable<string> Changes(Outcome outcome, int besides)
    {
        foreach (var own in outcome.Effect.Shifts.Where(shift => shift.Demand != besides).GroupBy(shift => shift.Demand))
        {
            var (from, to) = (own.Where(shift => shift.More < 0).ToList(), own.Where(shift => shift.More > 0).ToList());
            var (more, measure) = (own.Sum(shift => shift.More), run.Lists.Demands[own.Key].UnitOfQuantity);
            yield return more < 0 ? Say("Shift.Loses", DemandText(own.Key), -more, measure, SlotText(from[0].Slot))
                : more > 0 ? Say("Shift.Gains", DemandText(own.Key), more, measure, SlotText(to[0].Slot))
                : Say("Shift.Moves", DemandText(own.Key), SlotText(from[0].Slot), SlotText(to[0].Slot));
        }
    }

    /// <summary>What decided that a demand fares otherwise.</summary>
    public static string CauseOf(PairDifference difference, CultureInfo language) => Words.Get(language, $"Cause.{difference.Cause}",
        difference.Slot is { } slot ? Words.Get(language, "SlotName", slot.Offer, ChinaTime.Local(slot.Start).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)) : "",
        string.Join(Words.Get(language, "Comma"), difference.Others), difference.Factor is { } factor ? Words.Of(language, factor) : "");

    /// <summary>Levels and points; levels only where some differ.</summary>
    public string Amount(Outcome outcome) => Amount((outcome.Levels, outcome.Soft));

    private string Amount((long Levels, long Soft) parts) =>
        parts.Levels == 0 ? Say("Amount.Points", Explainer.Points(parts.Soft)) : Say("Amount.Levels", parts.Levels, Explainer.Points(parts.Soft));

    /// <summary>A cost without its sign where level and points agree in it.</summary>
    private string Amount(long levels, long soft, long signedLevels, long signedSoft) =>
        Amount((levels, Math.Sign(signedLevels) * Math.Sign(signedSoft) < 0 ? -soft : soft));

    /// <summary>A price in whole levels and the rest.</summary>
    public (long Levels, long Soft) PriceParts(long price) => run.Scores.LevelUnit is > 0 and var unit ? (price / unit, price % unit) : (0, price);

    private string Sureness(Effect effect) => effect.Status switch
    {
        EffectStatus.Exact => Say("Effect.Exact"),
        EffectStatus.Relaxed => Say("Effect.Relaxed"),
        _ => Say("Effect.Bounded"),
    };

    private string DemandText(int d) => Say("DemandName", run.Lists.Demands[d].Code, run.Lists.Demands[d].Category);

    private string SlotText(int slot) => slot == Shift.NewSlot ? Say("NewSlot") : explainer.OfferText(slot);

    private string Join(IEnumerable<string> parts) => string.Join(Say("Comma"), parts);

    private string Say(string key, params object[] arguments) => Words.Get(language, key, arguments);
}
