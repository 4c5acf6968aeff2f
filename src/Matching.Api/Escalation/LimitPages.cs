using System.Globalization;
using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;

namespace Matching.Api.Escalation;

/// <summary>The limits (时限) with the calendar's closing days, and the replay (回放) of a past period under others.</summary>
internal static class LimitPages
{
    private static readonly FormFields Closing = new(("community", "Field.Community"), ("day", "Limit.Day"), ("note", "Limit.DayNote"));

    public static void MapLimitPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/admin/limits", (HttpContext http) => Limits(http, Blank(http, LimitForm.Publishing), FormState.Blank(Closing))).For([Role.Street]);

        routes.MapFormPost("/admin/limits", LimitForm.Publishing, async post =>
        {
            var rulings = post.Http.RequestServices.GetRequiredService<Rulings>();
            var limits = LimitForm.Read(post.Form, rulings.Policy.Clocks);
            var (categories, times, reason) = (LimitForm.ReadCategory(post.Form), LimitForm.ReadTimes(post.Form, rulings.Policy.Notices), post.Form.Required("reason"));
            _ = int.TryParse(post.Form.Text("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
            await post.SendOnce(new PublishLimits(seen, limits, reason) { Categories = categories, Notices = times });
            rulings.Forget();
            return new SeeOther("/admin/limits?saved=yes");
        }, post => Limits(post.Http, post.Form, FormState.Blank(Closing))).For([Role.Street]);

        routes.MapFormPost("/admin/limits/closing", Closing, async post =>
        {
            var (community, day, note, isClosed) = (post.Form.Text("community"), default(DateOnly?), "", false);
            if (post.Form.Given("open")?.Split(' ') is [var place, var date] && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var opened))
                (community, day) = (place, opened);
            else
                (community, day, note, isClosed) = (post.Form.Required("community"), post.Form.Day("day"), post.Form.Text("note"), true);
            if (day is null)
                post.Form.Fault("day", Words.Say("Form.Required", post.Form.LabelOf("day")));
            post.Check();
            await post.Send(new SetClosingDay(community, day!.Value, note, isClosed));
            post.Http.RequestServices.GetRequiredService<Rulings>().Forget();
            return new SeeOther("/admin/limits#closing");
        }, post => Limits(post.Http, Blank(post.Http, LimitForm.Publishing), post.Form)).For([Role.Street]);

        routes.MapPage("/admin/limits/replay", Replay).For(Roles.Committee.And(Role.Auditor));
    }

    private static FormState Blank(HttpContext http, FormFields fields)
    {
        var policy = http.RequestServices.GetRequiredService<Rulings>().Policy;
        return FormState.Blank(fields, LimitForm.Known(policy.Clocks, policy.Notices, http.Request.Query));
    }

    private static async Task<IResult> Limits(HttpContext http, FormState form, FormState closing)
    {
        var (mediator, rulings, areas, context) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<Rulings>(),
            http.RequestServices.GetRequiredService<KnownAreas>(), http.RequestServices.GetRequiredService<CallContext>());
        return PageEndpoints.Page<LimitsPage>(new
        {
            rulings.Policy.Version, Form = form, Closing = closing, Categories = CategoriesOf(rulings), Days = (await mediator.Send(new GetLadder())).ClosingDays,
            Communities = (IReadOnlyList<Option>)[.. areas.All().Where(area => area.Code.Level == AreaLevel.Community && context.Sight.CoversArea(area.Code.Value)).Select(area => new Option(area.Code.Value, area.Name))],
            Own = (IReadOnlyList<CategoryView>)[.. rulings.Categories.Where(category => category.RespondHours is not null || category.ResolveDays is not null).Select(CategoryView.Of)],
            Saved = http.Request.Query.ContainsKey("saved"),
        });
    }

    /// <summary>The last ninety days, until others are asked for.</summary>
    private static async Task<IResult> Replay(HttpContext http, IMediator mediator, Rulings rulings, CallContext context, TimeProvider clock)
    {
        const int usualDays = 90;
        var (query, today) = (http.Request.Query, ChinaTime.DayOf(clock.GetUtcNow()));
        string Asked(string name, DateOnly otherwise) => query[name].FirstOrDefault() is { Length: > 0 } typed ? typed : otherwise.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var form = FormState.Blank(LimitForm.Replaying,
            [("from", Asked("from", today.AddDays(-usualDays))), ("until", Asked("until", today)), .. LimitForm.Known(rulings.Policy.Clocks, rulings.Policy.Notices, query)]);
        var found = query.ContainsKey("go") ? await Compare(form, mediator, rulings) : null;
        if (form.HasErrors)
            http.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return PageEndpoints.Page<ReplayPage>(new
        {
            Form = form, Categories = CategoriesOf(rulings), Comparison = found,
            PublishPath = found is not null && context.Caller.Grants.Any(grant => grant.Role == Role.Street) ? new PageAddress("/admin/limits", PageAddress.Of(http.Request).Query).Without("go", "from", "until") : null,
        });
    }

    private static async Task<LimitComparison?> Compare(FormState form, IMediator mediator, Rulings rulings)
    {
        var (from, until, limits, categories) = (form.Instant("from"), form.Instant("until", endOfWindow: true), LimitForm.Read(form, rulings.Policy.Clocks), LimitForm.ReadCategory(form));
        if (form.HasErrors || from is null || until is null)
            return null;
        try
        {
            return await mediator.Send(new ReplayLimits { From = from.Value, Until = until.Value, Clocks = limits, Categories = categories });
        }
        catch (ValidationException refused)
        {
            form.FaultsOf(refused);
            return null;
        }
    }

    private static IReadOnlyList<Option> CategoriesOf(Rulings rulings) => [.. rulings.Categories.Where(category => category.Parent is { Length: > 0 }).Select(category => new Option(category.Code, category.Name))];
}
