using System.Net;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Access;

/// <summary>The pages of signing in and of one's own account.</summary>
internal static class AccessPages
{
    public static void MapAccessPages(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        MapSignIn(pages);
        MapSlips(pages);
        MapAccount(pages);
        pages.MapPage("/accounts", async (IMediator mediator, string? q, string? cursor) =>
        {
            var page = await mediator.Send(new ListAccounts(q, PageWanted.From(cursor, 50)));
            return PageEndpoints.List("Page.Accounts", "/accounts", q, page.Next, PageEndpoints.Filters(("q", q)), ["Field.Account", "Field.Post", "Field.State", "Field.Roles"],
                page.Items.Select(row => new[] { row.Name, row.Display, row.StateName, string.Join(' ', row.Grants.Select(grant => $"{grant.RoleName} {grant.Area}{grant.Theme}{grant.Unit}")) }));
        }).For([Role.Administrator]);
        pages.MapPage("/accounts/{name}", async (string name, IMediator mediator) =>
        {
            var account = await mediator.Send(new GetAccount(name));
            return PageEndpoints.Page<DetailPage>(new
            {
                Title = account.Name,
                Fields = (IReadOnlyList<(string, string)>)[(Words.Say("Field.Post"), account.Display), (Words.Say("Field.State"), account.StateName),
                    .. account.Grants.Select(grant => (grant.RoleName, $"{grant.Area}{grant.Theme}{grant.Unit} {PageText.Time(grant.From)} – {PageText.TimeOrOpen(grant.Until)}"))],
            });
        }).For([Role.Administrator]);
    }

    private static void MapSignIn(RouteGroupBuilder pages)
    {
        pages.MapPage("/sign-in", (HttpContext http, string? then) => SignInForm(http, FormState.Blank(Forms.SignInFields, ("then", Forms.IsLocal(then) ? then : null)))).ForAnybody();
        pages.MapFormPost("/sign-in", Forms.SignInFields, async post =>
        {
            post.Form.Required("name");
            post.Form.Required("password");
            var answer = await post.Send(new SignIn(post.Form.Text("name"), post.Form.Value("password")));
            return Enter(post.Http, answer, answer.SecondFactorWanted ? "/second-factor" : answer.EnrolmentWanted ? "/account/second-factor" : post.Form.Value("then"));
        }, post => Task.FromResult(SignInForm(post.Http, post.Form))).ForAnybody(Pace.SignIn);

        pages.MapPage("/second-factor", () => Forms.SecondFactor(FormState.Blank(Forms.CodeFields))).ForAnybody();
        pages.MapFormPost("/second-factor", Forms.CodeFields, async post => Enter(post.Http, await post.Send(new GiveSecondFactor(post.Form.Required("code"))), "/"),
            post => Task.FromResult(Forms.SecondFactor(post.Form))).ForAnybody(Pace.SignIn);

        pages.MapFormPost("/sign-out", FormFields.None, async post =>
        {
            await post.Send(new SignOut());
            SessionCookie.Clear(post.Http);
            return new SeeOther("/");
        }, null).ForAnybody();

        pages.MapFormPost("/demo/sign-in", FormFields.None, async post =>
        {
            var role = Choice.Of<Role>(post.Form.Value("role")) ?? throw new NotThereException("Account", "");
            return Enter(post.Http, await post.Send(new SignInToDemo(role)), "/");
        }, null).ForAnybody(Pace.SignIn);
    }

    private static IResult SignInForm(HttpContext http, FormState form) => Forms.SignIn(form, http.RequestServices.GetRequiredService<AccessSettings>().FailuresBeforeLock);

    private static void MapSlips(RouteGroupBuilder pages)
    {
        pages.MapPage("/activate", () => Forms.Activate(FormState.Blank(Forms.ActivateFields))).ForAnybody();
        pages.MapFormPost("/activate", Forms.ActivateFields, async post =>
        {
            await post.Send(new ActivateAccount(post.Form.Required("code"), post.Form.Value("password")));
            return new SeeOther("/sign-in");
        }, post => Task.FromResult(Forms.Activate(post.Form))).ForAnybody(Pace.SignIn);

        pages.MapPage("/first-administrator", (HttpContext http, string? code) =>
            IsHere(http) ? Forms.FirstAdministrator(FormState.Blank(Forms.FirstFields, ("code", code))) : throw new NotThereException("Page", "")).ForAnybody();
        pages.MapFormPost("/first-administrator", Forms.FirstFields, async post =>
        {
            if (!IsHere(post.Http))
                throw new NotThereException("Page", "");
            await post.Send(new MakeFirstAdministrator(post.Form.Value("code"), post.Form.Required("name"), post.Form.Value("password")));
            post.Http.RequestServices.GetRequiredService<FirstAdministrator>().Done();
            return new SeeOther("/sign-in");
        }, post => Task.FromResult(Forms.FirstAdministrator(post.Form))).ForAnybody(Pace.SignIn);

        pages.MapPage("/accounts/import", () => Forms.ImportAccounts(FormState.Blank(Forms.WorkbookFields))).For([Role.Administrator]);
        pages.MapFormPost("/accounts/import", Forms.WorkbookFields, async post =>
        {
            using var copy = new MemoryStream();
            if (post.Files.Count > 0)
                await post.Files[0].CopyToAsync(copy);
            var slips = await post.Send(new ImportAccounts(copy.ToArray()));
            return PageEndpoints.Page<SlipsPage>(new { Slips = slips, Address = $"{post.Http.Request.Scheme}://{post.Http.Request.Host}/activate" });
        }, post => Task.FromResult(Forms.ImportAccounts(post.Form))).For([Role.Administrator]).WithMetadata(new RequestSizeLimitAttribute(AccessEndpoints.MostWorkbook));
    }

    private static void MapAccount(RouteGroupBuilder pages)
    {
        pages.MapPage("/account", (CallContext context) => PageEndpoints.Page<DetailPage>(new
        {
            Title = Words.Say("Page.Account"),
            Fields = (IReadOnlyList<(string, string)>)[(Words.Say("Field.Account"), context.Name),
                .. context.Caller.Grants.Select(grant => (Words.Of(grant.Role), $"{grant.Area}{grant.Theme}{grant.Unit} – {PageText.TimeOrOpen(grant.EndsAt)}"))],
            Links = context.Caller.Proof != Proof.Cookie ? [] : (IReadOnlyList<(string, string)>)[("/account/password", Words.Say("Page.ChangePassword")), ("/account/second-factor", Words.Say("Page.EnrolSecondFactor"))],
        })).For(Roles.SignedIn);

        pages.MapPage("/account/password", () => Forms.ChangePassword(FormState.Blank(Forms.PasswordFields))).For(Roles.SignedIn);
        pages.MapFormPost("/account/password", Forms.PasswordFields, async post => Enter(post.Http, await post.Send(new ChangePassword(post.Form.Value("old"), post.Form.Value("password"))), "/account"),
            post => Task.FromResult(Forms.ChangePassword(post.Form))).For(Roles.SignedIn, pace: Pace.SignIn);

        pages.MapPage("/account/second-factor", async (IMediator mediator) => Forms.EnrolSecondFactor(await mediator.Send(new ProposeSecondFactor()))).ForAnybody();
        pages.MapFormPost("/account/second-factor", Forms.CodeFields, async post => Enter(post.Http, await post.Send(new EnrolSecondFactor(post.Form.Value("sealed"), post.Form.Text("code"))), "/account"), null)
            .ForAnybody(Pace.SignIn);
    }

    private static SeeOther Enter(HttpContext http, SignInAnswer answer, string then)
    {
        SessionCookie.Set(http, answer.Secret, http.RequestServices.GetRequiredService<Sessions>().Life);
        return new SeeOther(then);
    }

    private static bool IsHere(HttpContext http) => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}
