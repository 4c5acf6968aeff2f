using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;

namespace Matching.Api.Agreements;

internal static class AgreementEndpoints
{
    public static readonly Role[] Sides = Roles.Committee.And(Role.Unit);

    public static readonly Role[] Reading = Sides.And(Role.Auditor);

    public static void MapAgreements(this IEndpointRouteBuilder routes)
    {
        var agreements = routes.MapGroup("/api/agreements").WithTags("Agreements");

        agreements.MapPost("", async (DraftAgreement body, IMediator mediator) => TypedResults.Ok(await mediator.Send(body)))
            .For(Sides)
            .Describe("Draft an agreement", "共建责任书: by the unit or the community it is paired with, for a term, with a plan.",
                """{"unit":"DW-0002","community":"440699001001","title":"健康共建","from":"2026-12-01","until":"2027-11-30","lines":[{"what":"义诊进小区","times":4,"dueOn":"2027-11-30","category":"义诊体检"}]}""");

        agreements.MapGet("/{agreement}", async (string agreement, IMediator mediator, HttpContext http) => http.WithVersion(await mediator.Send(new GetAgreement(agreement)), view => view.Version))
            .For(Reading)
            .Describe("An agreement", "With how far its plan is done, and its history.");

        agreements.MapPost("/{agreement}/sign", async (string agreement, SignAgreementBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new SignAgreement(agreement, body.Paper)), view => view.Version))
            .For(Sides)
            .Describe("Sign an agreement", "By the side that did not draft it, or by the community with the place where the signed paper is kept. From then on the pairing counts for the term.", """{"paper":"社区档案柜 2 号"}""");

        agreements.MapPost("/{agreement}/withdraw", async (string agreement, AgreementReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new WithdrawAgreement(agreement, body.Reason)), view => view.Version))
            .For(Sides)
            .Describe("Withdraw a draft", "By either side, with a reason.", """{"reason":"计划还要再商量"}""");

        agreements.MapPost("/{agreement}/end", async (string agreement, AgreementReasonBody body, IMediator mediator, HttpContext http) =>
            http.WithVersion(await mediator.Send(new EndAgreement(agreement, body.Reason)), view => view.Version))
            .For(Sides)
            .Describe("End an agreement early", "By either side, with a reason; the pairing stays and counts no more.", """{"reason":"单位搬迁"}""");
    }
}
