using System.Globalization;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Meetings;

namespace Matching.Api.Meetings;

/// <summary>The page on which the street sets how often joint meetings are held and how they are prepared.</summary>
internal static class MeetingRulesPages
{
    private const string Path = "/admin/meetings";

    private static readonly FormFields Fields = new([.. PublishMeetingRulesRules.Ranges.Select(range => ($"meetings.{range.Name}", $"MeetingRules.{range.Name}")), ("reason", "Surge.Reason")]);

    public static void MapMeetingRulesPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (HttpContext http, Rulings rulings) => Show(http, FormState.Blank(Fields, Known(rulings.Policy.Meetings)))).For([Role.Street]);

        routes.MapFormPost(Path, Fields, async post =>
        {
            var (rules, reason) = (Read(post.Form), post.Form.Required("reason"));
            _ = int.TryParse(post.Form.Text("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
            await post.SendOnce(new PublishMeetingRules(seen, rules, reason));
            post.Http.RequestServices.GetRequiredService<Rulings>().Forget();
            return new SeeOther($"{Path}?saved=yes");
        }, post => Task.FromResult(Show(post.Http, post.Form))).For([Role.Street]);
    }

    private static MeetingRules Read(FormState form)
    {
        int Number(string name)
        {
            var range = PublishMeetingRulesRules.Ranges.First(range => range.Name == name);
            return form.Whole($"meetings.{name}", range.Least, range.Most);
        }
        return new MeetingRules
        {
            DraftDays = Number("draftDays"), PlanDays = Number("planDays"), UsualDay = Number("usualDay"), UsualMinute = Minute(form), RunningOutDays = Number("runningOutDays"),
            ItemMinutes = Number("itemMinutes"), ReportMinutes = Number("reportMinutes"), MostClusters = Number("mostClusters"), TaskWarnDays = Number("taskWarnDays"),
            HoldDays = Number("holdDays"),
        };
    }

    /// <summary>A time of day is typed as one.</summary>
    private static int Minute(FormState form)
    {
        if (form.TimeOfDay(MeetingRulesPage.UsualTime) is { } time)
            return time.Hour * 60 + time.Minute;
        form.Fault(MeetingRulesPage.UsualTime, Words.Say("Form.Required", form.LabelOf(MeetingRulesPage.UsualTime)));
        return 0;
    }

    private static (string, string?)[] Known(MeetingRules rules) => [.. PublishMeetingRulesRules.Ranges.Select(range => ($"meetings.{range.Name}",
        $"meetings.{range.Name}" == MeetingRulesPage.UsualTime ? new TimeOnly(rules.UsualMinute / 60, rules.UsualMinute % 60).ToString("HH:mm", CultureInfo.InvariantCulture) : (string?)range.Value(rules).ToString(CultureInfo.InvariantCulture)))];

    private static IResult Show(HttpContext http, FormState form) => PageEndpoints.Page<MeetingRulesPage>(new
    {
        http.RequestServices.GetRequiredService<Rulings>().Policy.Version, Form = form, Saved = http.Request.Query.ContainsKey("saved"),
    });
}
