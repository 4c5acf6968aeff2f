using System.Globalization;
using Matching.Core;
using Matching.Core.Reports;

namespace Matching.Api.LiveMatching;

/// <summary>What a demand is to get if nothing changes until the next run (预计对接): a forecast, not an order.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="Exact">False where the demand is to be served as a whole and the forecast treats it as divisible.</param>
/// <param name="Candidates">Slots that could serve it and were weighed.</param>
public sealed record ForecastView(string Text, int Quantity, int Expected, bool Exact, int Candidates, IReadOnlyList<ExpectedService> Services)
{
    internal static ForecastView? Of(Forecast? forecast, DateTimeOffset now)
    {
        if (forecast is null)
            return null;
        var services = forecast.Places.Select(place => ExpectedService.Of(forecast, place, now)).ToList();
        var expected = services.Sum(service => service.Quantity);
        return new ForecastView(TextOf(forecast, expected), forecast.Demand.Quantity, expected, forecast.IsExact, forecast.Candidates, services);
    }

    private static string TextOf(Forecast forecast, int expected)
    {
        if (forecast.Places.Count == 0)
            return forecast.Candidates == 0 ? Words.Say("Forecast.Nobody") : Words.Say("Forecast.Outbid", forecast.Candidates);
        var best = forecast.Places[0];
        return Words.Say(expected < forecast.Demand.Quantity ? "Forecast.Part" : "Forecast.All", best.UnitName, best.Offer.Title,
            Explainer.WindowText(best.Slot), expected, forecast.Demand.Quantity, forecast.Demand.UnitOfQuantity);
    }
}

/// <param name="Score">Soft score in millionths.</param>
/// <param name="Reason">Why this slot, in one sentence.</param>
public sealed record ExpectedService(string Offer, string Title, string UnitName, DateTimeOffset SlotStart, DateTimeOffset SlotEnd, int Quantity, int Score, string Reason)
{
    internal static ExpectedService Of(Forecast forecast, ForecastPlace place, DateTimeOffset now) => new(
        place.Offer.Code, place.Offer.Title, place.UnitName, place.Slot.Start, place.Slot.End, place.Units, place.Score,
        new Justification(CultureInfo.CurrentUICulture, now).Of(forecast.Demand, place.UnitName, place.Offer, place.Slot, place.Units, place.Factors, place.Score));
}
