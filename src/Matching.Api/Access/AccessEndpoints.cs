using MediatR;
using Matching.Api.Http;
using Microsoft.AspNetCore.Mvc;

namespace Matching.Api.Access;

/// <summary>Accounts, roles and tokens for programs.</summary>
internal static class AccessEndpoints
{
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const int MostWorkbook = 2 * 1024 * 1024;

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        MapOwn(routes.MapGroup("/api").WithTags("Own account"));
        MapAccounts(routes.MapGroup("/api/accounts").WithTags("Accounts"));
        routes.MapPost("/api/demo/tokens", async (MintDemoToken body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .WithTags("Own account").ForAnybody(Pace.SignIn).Describe("A demo token", "Only in the demo: a day's token for the demo account of a role.", """{"role":"Street"}""");
    }

    private static void MapOwn(RouteGroupBuilder own)
    {
        own.MapGet("/me", (CallContext context) => TypedResults.Ok(new MeView(context.Name, [.. context.Caller.Grants.Select(GrantView.Of)])))
            .For(Roles.SignedIn).Describe("Who am I", "The caller's account and its roles in force.");

        own.MapGet("/tokens", async (IMediator mediator) => TypedResults.Ok(await mediator.Send(new ListTokens())))
            .For(Roles.SignedIn).Describe("List own tokens", "Personal access tokens, without their secrets.");

        own.MapPost("/tokens", async (MintToken body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Roles.SignedIn, pace: Pace.SignIn).Describe("Make a token", "A personal access token, shown this once; not by another token.", """{"label":"夜间导出","scopes":["Read"],"days":90}""");

        own.MapPost("/tokens/{id:long}/revoke", async (long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RevokeToken(id))))
            .For(Roles.SignedIn).Describe("Revoke a token", "It is worthless at once.");
    }

    private static void MapAccounts(RouteGroupBuilder accounts)
    {
        accounts.MapGet("", async (IMediator mediator, string? q, string? cursor, int? limit) => TypedResults.Ok(await mediator.Send(new ListAccounts(q, PageWanted.From(cursor, limit)))))
            .For([Role.Administrator]).Describe("List accounts", "With their roles and terms; go on with cursor = next.");

        accounts.MapGet("/{name}", async (string name, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GetAccount(name))))
            .For([Role.Administrator]).Describe("One account", "With its roles, past and present.");

        accounts.MapPost("", async (AddAccount body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For([Role.Administrator]).Describe("Add an account", "The answer is its activation slip, shown this once.",
                """{"name":"L-0012","display":"望湖苑3栋楼长","grants":[{"role":"Lead","area":"440699001001001001","until":"2027-12-31"}]}""");

        accounts.MapPost("/import", async (HttpRequest request, IMediator mediator, CancellationToken stop) =>
            {
                using var copy = new MemoryStream();
                await request.Body.CopyToAsync(copy, stop);
                return TypedResults.Ok(await mediator.Send(new ImportAccounts(copy.ToArray()), stop));
            })
            .For([Role.Administrator]).Accepts<byte[]>(WorkbookType).WithMetadata(new RequestSizeLimitAttribute(MostWorkbook))
            .Describe("Import accounts", "An .xlsx workbook as the body: 账号, 岗位, 角色, 区域, 工作室, 单位, 开始, 结束; one line for each role. All or none; the answer holds a slip for each.");

        accounts.MapPost("/{name}/grants", async (string name, GrantDraft body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new GrantRole(name, body))))
            .For([Role.Administrator]).Describe("Give a role", "On a grid node, a theme within it, or for a unit; for a term.", """{"role":"Unit","unit":"DW-0002"}""");

        accounts.MapPost("/{name}/grants/{id:long}/end", async (string name, long id, IMediator mediator) => TypedResults.Ok(await mediator.Send(new EndRole(name, id))))
            .For([Role.Administrator]).Describe("End a role", "At once.");

        accounts.MapPost("/{name}/grants/{id:long}/hand-over", async (string name, long id, HandOverBody body, IMediator mediator) => TypedResults.Ok(await mediator.Send(new HandOverRole(name, id, body.To, body.At))))
            .For([Role.Administrator]).Describe("Hand a role over", "It ends for the one and begins for the other at the same instant.", """{"to":"L-0013"}""");

        accounts.MapPost("/{name}/disable", async (string name, IMediator mediator) => TypedResults.Ok(await mediator.Send(new DisableAccount(name))))
            .For([Role.Administrator]).Describe("Disable an account", "Its sessions and tokens are dead at once.");

        accounts.MapPost("/{name}/slip", async (string name, IMediator mediator) => TypedResults.Ok(await mediator.Send(new RenewSlip(name))))
            .For([Role.Administrator]).Describe("A new slip", "For a lost password or authenticator; the old ones end at once.");
    }
}

public sealed record MeView(string Name, IReadOnlyList<GrantView> Grants);
