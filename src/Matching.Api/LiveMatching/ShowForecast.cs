using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Http;

namespace Matching.Api.LiveMatching;

/// <summary>Puts a demand's forecast beside an answer, after the write is safe. That the board can't be asked just now never
/// spoils the answer: it then comes without.</summary>
internal sealed partial class ShowForecast(LiveBoards boards, CallContext caller, IHttpContextAccessor http, TimeProvider clock, ILogger<ShowForecast> log)
{
    public async Task<ForecastView?> Of(string demand)
    {
        var context = http.HttpContext!;
        try
        {
            var (forecast, took) = await boards.OfDemand(demand).ForecastOf(demand, context.RequestAborted);
            context.Response.Headers.Append("Server-Timing", string.Create(CultureInfo.InvariantCulture, $"match;dur={took.TotalMilliseconds:0.###}"));
            return ForecastView.Of(forecast, clock.GetUtcNow());
        }
        catch (Exception failed) when (failed is StoreException or System.Data.Common.DbException or ArgumentException or Core.RuleBrokenException or Core.Pairing.CertificateException)
        {
            LogWithout(failed);
            return null;
        }
    }

    /// <summary>The pairing is repaired at once, whoever declined; a unit is not told which other it may be now.</summary>
    public async Task<ForecastView?> AfterDecline(string demand) =>
        await Of(demand) is var forecast && caller.ActingRole == Role.Unit ? null : forecast;

    [LoggerMessage(Level = LogLevel.Warning, Message = "A forecast could not be made")]
    private partial void LogWithout(Exception failed);
}
