using System.Globalization;
using Matching.Api.Pages;
using Matching.Core.Clocks;
using Matching.Core.Notices;

namespace Matching.Api.Escalation;

/// <summary>Limits as they are typed into a form: those by urgency, one category's own, and the hours of notices. The hours of rungs and
/// rings keep what they are.</summary>
internal static class LimitForm
{
    private static readonly (string Name, string Label)[] Numbers =
    [
        ("respondEmergencyHours", "Limit.RespondEmergency"), ("respondHours", "Limit.Respond"), ("answerHours", "Limit.Answer"), ("resolveEmergencyHours", "Limit.ResolveEmergency"),
        ("resolveUrgentHours", "Limit.ResolveUrgent"), ("resolveHours", "Limit.Resolve"), ("waitHours", "Limit.Wait"), ("closeUnvisitedDays", "Limit.CloseUnvisited"), ("warnPercent", "Limit.Warn"),
        ("extendPercent", "Limit.Extend"), ("surgePercent", "Limit.Surge"),
    ];

    private static readonly (string Name, string Label)[] OfCategory =
        [("category", "Limit.Category"), ("categoryRespondHours", "Limit.CategoryRespond"), ("categoryResolveDays", "Limit.CategoryResolve")];

    /// <summary>The names of the fields with a number, in their order.</summary>
    public static IEnumerable<string> Names => Numbers.Select(number => number.Name);

    public static readonly FormFields Publishing = new([.. Numbers, .. OfCategory, ("quietFrom", "Limit.QuietFrom"), ("quietUntil", "Limit.QuietUntil"), ("dailyAt", "Limit.DailyAt"), ("reason", "Surge.Reason")]);

    public static readonly FormFields Replaying = new([("from", "Replay.From"), ("until", "Replay.Until"), .. Numbers, .. OfCategory]);

    /// <summary>What is in force, with what the address says instead.</summary>
    public static (string Name, string? Value)[] Known(ClockLimits limits, NoticeTimes times, IQueryCollection query) =>
    [
        .. Values(limits).Concat([("quietFrom", Text(times.QuietFrom)), ("quietUntil", Text(times.QuietUntil)), ("dailyAt", Text(times.DailyAt))])
            .Select(pair => (pair.Item1, query[pair.Item1].FirstOrDefault() is { Length: > 0 } typed ? typed : (string?)pair.Item2)),
        .. OfCategory.Select(field => (field.Name, query[field.Name].FirstOrDefault())),
    ];

    /// <summary>Reads the numbers; what is no number is noted at its field.</summary>
    public static ClockLimits Read(FormState form, ClockLimits now)
    {
        int Number(string name, int least, int most) => form.Whole(name, least, most);
        const int hours = 24 * 366;
        return now with
        {
            RespondEmergencyHours = Number("respondEmergencyHours", 1, hours), RespondHours = Number("respondHours", 1, hours), AnswerHours = Number("answerHours", 1, hours),
            ResolveEmergencyHours = Number("resolveEmergencyHours", 1, hours), ResolveUrgentHours = Number("resolveUrgentHours", 1, hours), ResolveHours = Number("resolveHours", 1, hours),
            WaitHours = Number("waitHours", 1, hours), CloseUnvisitedDays = Number("closeUnvisitedDays", 1, 366), WarnPercent = Number("warnPercent", 1, 99),
            ExtendPercent = Number("extendPercent", 0, 300), SurgePercent = Number("surgePercent", 1, 100),
        };
    }

    /// <summary>The one category whose own limits are to be others, if one was chosen; an empty number means the policy's.</summary>
    public static IReadOnlyList<LimitsOfCategory> ReadCategory(FormState form)
    {
        int? Own(string name, int most) => form.Given(name) is null ? null : form.Whole(name, 1, most);
        return form.Given("category") is { } code ? [new LimitsOfCategory(code, Own("categoryRespondHours", 24 * 366), Own("categoryResolveDays", 366))] : [];
    }

    public static NoticeTimes ReadTimes(FormState form, NoticeTimes now) => new()
    {
        QuietFrom = form.TimeOfDay("quietFrom") ?? now.QuietFrom, QuietUntil = form.TimeOfDay("quietUntil") ?? now.QuietUntil, DailyAt = form.TimeOfDay("dailyAt") ?? now.DailyAt,
    };

    private static (string, string)[] Values(ClockLimits limits) =>
    [
        ("respondEmergencyHours", Text(limits.RespondEmergencyHours)), ("respondHours", Text(limits.RespondHours)), ("answerHours", Text(limits.AnswerHours)),
        ("resolveEmergencyHours", Text(limits.ResolveEmergencyHours)), ("resolveUrgentHours", Text(limits.ResolveUrgentHours)), ("resolveHours", Text(limits.ResolveHours)), ("waitHours", Text(limits.WaitHours)),
        ("closeUnvisitedDays", Text(limits.CloseUnvisitedDays)), ("warnPercent", Text(limits.WarnPercent)), ("extendPercent", Text(limits.ExtendPercent)), ("surgePercent", Text(limits.SurgePercent)),
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
