using System.Net;
using MediatR;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Matching.Api.Http;
using Matching.Api.Lists;
using Matching.Api.Pages;
using Matching.Core;

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
        pages.MapGet("/accounts", async (IMediator mediator, string? q, string? cursor) =>
        {
            var page = await mediator.Send(new ListAccounts(q, PageWanted.From(cursor, 50)));
            return PageEndpoints.List("Page.Accounts", "/accounts", q, page.Next, PageEndpoints.Filters(("q", q)), ["Field.Account", "Field.Post", "Field.State", "Field.Roles"],
                page.Items.Select(row => new[] { row.Name, row.Display, row.StateName, string.Join(' ', row.Grants.Select(grant => $"{grant.RoleName} {grant.Area}{grant.Theme}{grant.Unit}")) }));
        }).For([Role.Administrator]);
        pages.MapGet("/accounts/{name}", async (string name, IMediator mediator) =>
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
        pages.MapGet("/sign-in", (HttpContext http, string? then) => Forms.SignIn(http, then, null)).ForAnybody();
        pages.MapForm("/sign-in", async (http, form, mediator) =>
        {
            var answer = await mediator.Send(new SignIn(form["name"].ToString(), form["password"].ToString()));
            return Enter(http, answer, answer.SecondFactorWanted ? "/second-factor" : answer.EnrolmentWanted ? "/account/second-factor" : form["then"].ToString());
        }, (http, form, fault) => Forms.SignIn(http, form["then"].ToString(), fault)).ForAnybody(Pace.SignIn);

        pages.MapGet("/second-factor", (HttpContext http) => Forms.SecondFactor(http, null)).ForAnybody();
        pages.MapForm("/second-factor", async (http, form, mediator) => Enter(http, await mediator.Send(new GiveSecondFactor(form["code"].ToString())), "/"),
            (http, _, fault) => Forms.SecondFactor(http, fault)).ForAnybody(Pace.SignIn);

        pages.MapForm("/sign-out", async (http, _, mediator) =>
        {
            await mediator.Send(new SignOut());
            SessionCookie.Clear(http);
            return TypedResults.LocalRedirect("/");
        }, null).ForAnybody();

        pages.MapForm("/demo/sign-in", async (http, form, mediator) =>
        {
            var role = Choice.Of<Role>(form["role"]) ?? throw new NotThereException("Account", "");
            return Enter(http, await mediator.Send(new SignInToDemo(role)), "/");
        }, null).ForAnybody(Pace.SignIn);
    }

    private static void MapSlips(RouteGroupBuilder pages)
    {
        pages.MapGet("/activate", (HttpContext http) => Forms.Activate(http, null)).ForAnybody();
        pages.MapForm("/activate", async (_, form, mediator) =>
        {
            await mediator.Send(new ActivateAccount(form["code"].ToString(), form["password"].ToString()));
            return TypedResults.LocalRedirect("/sign-in");
        }, (http, _, fault) => Forms.Activate(http, fault)).ForAnybody(Pace.SignIn);

        pages.MapGet("/first-administrator", (HttpContext http, string? code) => IsHere(http) ? Forms.FirstAdministrator(http, code ?? "", null) : throw new NotThereException("Page", "")).ForAnybody();
        pages.MapForm("/first-administrator", async (http, form, mediator) =>
        {
            if (!IsHere(http))
                throw new NotThereException("Page", "");
            await mediator.Send(new MakeFirstAdministrator(form["code"].ToString(), form["name"].ToString(), form["password"].ToString()));
            http.RequestServices.GetRequiredService<FirstAdministrator>().Done();
            return TypedResults.LocalRedirect("/sign-in");
        }, (http, form, fault) => Forms.FirstAdministrator(http, form["code"].ToString(), fault)).ForAnybody(Pace.SignIn);

        pages.MapGet("/accounts/import", (HttpContext http) => Forms.ImportAccounts(http, null)).For([Role.Administrator]);
        pages.MapForm("/accounts/import", async (http, form, mediator) =>
        {
            using var copy = new MemoryStream();
            if (form.Files.Count > 0)
                await form.Files[0].CopyToAsync(copy);
            var slips = await mediator.Send(new ImportAccounts(copy.ToArray()));
            return PageEndpoints.Page<SlipsPage>(new { Slips = slips, Address = $"{http.Request.Scheme}://{http.Request.Host}/activate" });
        }, (http, _, fault) => Forms.ImportAccounts(http, fault)).For([Role.Administrator]).WithMetadata(new RequestSizeLimitAttribute(AccessEndpoints.MostWorkbook));
    }

    private static void MapAccount(RouteGroupBuilder pages)
    {
        pages.MapGet("/account", (CallContext context) => PageEndpoints.Page<DetailPage>(new
        {
            Title = Words.Say("Page.Account"),
            Fields = (IReadOnlyList<(string, string)>)[(Words.Say("Field.Account"), context.Name),
                .. context.Caller.Grants.Select(grant => (Words.Of(grant.Role), $"{grant.Area}{grant.Theme}{grant.Unit} – {PageText.TimeOrOpen(grant.EndsAt)}"))],
            Links = context.Caller.Proof != Proof.Cookie ? [] : (IReadOnlyList<(string, string)>)[("/account/password", Words.Say("Page.ChangePassword")), ("/account/second-factor", Words.Say("Page.EnrolSecondFactor"))],
        })).For(Roles.SignedIn);

        pages.MapGet("/account/password", (HttpContext http) => Forms.ChangePassword(http, null)).For(Roles.SignedIn);
        pages.MapForm("/account/password", async (http, form, mediator) => Enter(http, await mediator.Send(new ChangePassword(form["old"].ToString(), form["password"].ToString())), "/account"),
            (http, _, fault) => Forms.ChangePassword(http, fault)).For(Roles.SignedIn, pace: Pace.SignIn);

        pages.MapGet("/account/second-factor", async (HttpContext http, IMediator mediator) => Forms.EnrolSecondFactor(http, await mediator.Send(new ProposeSecondFactor()), null)).ForAnybody();
        pages.MapForm("/account/second-factor", async (http, form, mediator) => Enter(http, await mediator.Send(new EnrolSecondFactor(form["sealed"].ToString(), form["code"].ToString())), "/account"), null)
            .ForAnybody(Pace.SignIn);
    }

    private static RedirectHttpResult Enter(HttpContext http, SignInAnswer answer, string then)
    {
        SessionCookie.Set(http, answer.Secret, http.RequestServices.GetRequiredService<Sessions>().Life);
        return TypedResults.LocalRedirect(Forms.IsLocal(then) ? then : "/");
    }

    private static bool IsHere(HttpContext http) => http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
}

/// <summary>Forms: each is checked against forgery; a fault the person can mend shows the form again with a sentence.</summary>
internal static class FormEndpoints
{
    /// <param name="again">Shows the form again; null lets the fault become a problem.</param>
    public static RouteHandlerBuilder MapForm(this RouteGroupBuilder pages, string path, Func<HttpContext, IFormCollection, IMediator, Task<IResult>> act, Func<HttpContext, IFormCollection, string, IResult>? again) =>
        pages.MapPost(path, async (HttpContext http, IMediator mediator, IAntiforgery antiforgery) =>
        {
            if (!http.Request.HasFormContentType)
                return TypedResults.StatusCode(StatusCodes.Status415UnsupportedMediaType);
            if (!await antiforgery.IsRequestValidAsync(http))
                throw new CrossSiteException();
            var form = await http.Request.ReadFormAsync(http.RequestAborted);
            try
            {
                return await act(http, form, mediator);
            }
            catch (Exception mendable) when (again is not null && mendable is NotAllowedException or WeakPasswordException or RuleBrokenException or ListException)
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return again!(http, form, ProblemHandler.Sentence(mendable));
            }
        });
}
