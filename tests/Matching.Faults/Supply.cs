using System.Text.Json;

namespace Matching.Faults;

/// <summary>Lists to play with, beside the seed's: they share a unit of quantity that no seed list has, so that they match among
/// themselves only.</summary>
internal static class Supply
{
    public const string Category = "讲座课程";
    public const string UnitOfQuantity = "试验份";

    /// <summary>An estate of the seed lists.</summary>
    public const string Area = "440699001002001";

    /// <summary>A unit of the seed lists without a monthly cap.</summary>
    private const string Unit = "DW-0001";

    /// <returns>The offer's code.</returns>
    public static async Task<string> Publish(Client client, string title, int slots, int capacity)
    {
        var first = DateTimeOffset.UtcNow.Date.AddDays(5);
        var offer = new
        {
            unit = Unit,
            title,
            kind = "Activity",
            categories = new[] { Category },
            unitOfCapacity = UnitOfQuantity,
            slots = Enumerable.Range(0, slots).Select(i => new { start = $"{first.AddHours(i):s}Z", end = $"{first.AddHours(i + 1):s}Z", capacity }),
        };
        var published = await client.Post("/api/offers", offer, $"offer/{Guid.NewGuid():N}");
        Must.Hold(published.Status == 201, $"an offer was refused: {published.Status} {published.Body}");
        return published.Body.GetProperty("offer").GetProperty("code").GetString()!;
    }

    /// <summary>One match run.</summary>
    /// <returns>The codes of the orders it proposed, at most 200 of them.</returns>
    public static async Task<IReadOnlyList<string>> Match(Client client, string key)
    {
        var run = await client.Post("/api/match-runs", null, key);
        Must.Hold(run.Status == 201, $"a match run failed: {run.Status} {run.Body}");
        return await Orders(client, $"run={run.Text("id")}");
    }

    public static async Task<IReadOnlyList<string>> Orders(Client client, string filter)
    {
        var page = await client.Get($"/api/orders?{filter}&limit=200");
        return page.Status == 200 ? [.. page.Body.GetProperty("items").EnumerateArray().Select(order => order.GetProperty("code").GetString()!)] : [];
    }
}
