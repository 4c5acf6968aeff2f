using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core.Grid;

namespace Matching.Api.Activities;

/// <summary>The list of activities, one activity with its people, its papers, and calling it off.</summary>
internal static class ActivityPages
{
    public const int GuestsOnAPage = 50;

    private static readonly FormFields Fields = new(
        ("people", "SignUp.People"), ("area", "SignUp.Area"), ("contact.name", "File.Name"), ("contact.phone", "File.Phone"), ("contact.consent", "File.Consent"), ("reason", "Activity.AbsentReason"));

    private static readonly FormFields CancelFields = new(("reason", "Activity.CancelReason"));

    public static void MapActivityPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/activities", async (IMediator mediator, HttpContext http, string? queue, int? page) =>
        {
            var list = await mediator.Send(new ListActivities(Choice.Of<ActivityQueue>(queue) ?? ActivityQueue.Coming, Math.Clamp(page ?? 1, 1, 1_000_000)));
            return PageEndpoints.Page<ActivityListPage>(new { List = list, Address = PageAddress.Of(http.Request) });
        }).For(ActivityEndpoints.Seeing);

        routes.MapPage("/activities/{id:long}", (HttpContext http) => Show(http, FormState.Blank(Fields))).For(ActivityEndpoints.Seeing);

        routes.MapPage("/activities/{id:long}/sheet", async (long id, IMediator mediator) => PageEndpoints.Page<SheetPage>(new { Model = await mediator.Send(new GetActivity(id)) })).For(ActivityEndpoints.Seeing);

        routes.MapPage("/activities/{id:long}/poster", async (long id, IMediator mediator, HttpContext http) =>
        {
            var detail = await mediator.Send(new GetActivity(id));
            return detail.JoinCode is { } code ? (IResult)PageEndpoints.Page<PosterPage>(new { Model = detail, JoinAddress = $"{http.Request.Scheme}://{http.Request.Host}{JoinPages.Root}{code}" }) : new SeeOther($"/activities/{id}");
        }).For(ActivityEndpoints.Running);

        routes.MapPage("/activities/{id:long}/cancel", (HttpContext http) => AskToCancel(http, FormState.Blank(CancelFields))).For(ActivityEndpoints.Running);
        routes.MapFormPost("/activities/{id:long}/cancel", CancelFields, async post =>
        {
            await post.SendOnce(new CancelActivity(IdOf(post), post.Form.Required("reason")));
            return new SeeOther($"/activities/{IdOf(post)}");
        }, post => AskToCancel(post.Http, post.Form)).For(ActivityEndpoints.Running);

        MapActs(routes);
    }

    private static void MapActs(IEndpointRouteBuilder routes)
    {
        Map(routes, "sign-ups", async (post, id) =>
        {
            var draft = SignUpForm.Read(post.Form);
            var receipt = await post.SendOnce(new SignUp(id, draft.People, draft.Area, draft.Contact));
            return $"?signed={Uri.EscapeDataString(receipt.Number)}";
        });
        Map(routes, "join-code", async (post, id) =>
        {
            await post.SendOnce(new SwitchJoinCode(id, post.Form.Value("open") == "yes"));
            return "";
        });
        Map(routes, "attendance", async (post, id) =>
        {
            var detail = await post.Send(new GetActivity(id));
            var came = post.Form.Values("came").ToHashSet(StringComparer.Ordinal);
            var rows = post.Form.Values("row").Distinct().Select(number => detail.Guests.FirstOrDefault(guest => guest.Number == number && guest.IsOpen)).OfType<GuestView>();
            List<AttendanceMark> marks = [.. rows.Where(guest => came.Contains(guest.Number) != guest.Present > 0).Select(guest => new AttendanceMark(guest.Number, came.Contains(guest.Number) ? guest.Places : null))];
            if (marks.Count > 0)
                await post.SendOnce(new MarkAttendance(id, marks));
            return $"?page={post.Form.Whole("page", 1, 1_000_000, otherwise: 1)}";
        });
        Map(routes, "withdraw", async (post, id) =>
        {
            await post.SendOnce(new WithdrawSignUp(id, post.Form.Value("number")));
            return "";
        });
        Map(routes, "settle", async (post, id) =>
        {
            await post.SendOnce(new SettleActivity(id, post.Form.Required("reason")));
            return "";
        });
        routes.MapFormPost("/activities/{id:long}/contact", Fields, async post =>
        {
            var (number, _) = (post.Form.Value("number"), post.Form);
            return await Show(post.Http, post.Form, (number, await post.Send(new RevealGuest(IdOf(post), number, ContactField.Phone))));
        }, post => Show(post.Http, post.Form)).For(ActivityEndpoints.Running);
    }

    /// <param name="act">Gives what follows the activity's address.</param>
    private static void Map(IEndpointRouteBuilder routes, string path, Func<FormPost, long, Task<string>> act) =>
        routes.MapFormPost($"/activities/{{id:long}}/{path}", Fields, async post => new SeeOther($"/activities/{IdOf(post)}{await act(post, IdOf(post))}"), post => Show(post.Http, post.Form)).For(ActivityEndpoints.Running);

    private static long IdOf(FormPost post) => long.Parse(post.Route("id"), CultureInfo.InvariantCulture);

    private static long IdOf(HttpContext http) => long.Parse(http.Request.RouteValues["id"]!.ToString()!, CultureInfo.InvariantCulture);

    private static async Task<IResult> Show(HttpContext http, FormState form, (string Number, RevealedField Field)? revealed = null)
    {
        var (services, id) = (http.RequestServices, IdOf(http));
        var detail = await services.GetRequiredService<IMediator>().Send(new GetActivity(id));
        var mayRun = services.GetRequiredService<CallContext>().Caller.Grants.Any(grant => grant.Role == Role.Unit ? grant.Unit == detail.Activity.Unit : Roles.Committee.Contains(grant.Role));
        var page = int.TryParse(http.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Max(1, wanted) : 1;
        return PageEndpoints.Page<ActivityPage>(new
        {
            Model = detail, Form = form, MayRun = mayRun, Page = page, Address = PageAddress.Of(http.Request), Now = services.GetRequiredService<TimeProvider>().GetUtcNow(), Revealed = revealed,
            Areas = LookAtPosterHandler.Choices(services.GetRequiredService<KnownAreas>(), _ => true), Signed = detail.Guests.FirstOrDefault(guest => guest.Number == http.Request.Query["signed"])?.Number,
        });
    }

    private static async Task<IResult> AskToCancel(HttpContext http, FormState form)
    {
        var detail = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetActivity(IdOf(http)));
        var held = detail.Guests.Where(guest => guest.IsOpen).ToList();
        return PageEndpoints.Page<ConfirmPage>(new
        {
            Title = Words.Say("Activity.Cancel"), Action = $"/activities/{detail.Activity.Id}/cancel", Form = form, TextField = "reason", IsDanger = true,
            Facts = (IReadOnlyList<Definition>)[new(Words.Say("Thing.Activity"), detail.Activity.Title), new(Words.Say("Field.Window"), PageText.Window(detail.Activity.Start, detail.Activity.End))],
            Consequence = Words.Say("Activity.CancelConsequence", held.Count, held.Sum(guest => guest.Places)), Button = Words.Say("Activity.Cancel"), Back = $"/activities/{detail.Activity.Id}",
        });
    }
}

/// <summary>What both sign-up forms read: the staff's, and the one behind a poster's code.</summary>
internal static class SignUpForm
{
    public static SignUpBody Read(FormState form)
    {
        var (people, area) = (form.Whole("people", 1, SignUpRules.MostPeople, otherwise: 1), form.Required("area"));
        var contact = new ContactDraft { Name = form.Given("contact.name"), Phone = form.Given("contact.phone")?.Normalize(System.Text.NormalizationForm.FormKC), Consent = form.Ticked("contact.consent") };
        return new SignUpBody { People = people, Area = AreaCode.IsValid(area) ? new AreaCode(area) : default, Contact = contact is { Name: null, Phone: null } ? null : contact };
    }
}
