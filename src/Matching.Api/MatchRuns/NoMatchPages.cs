using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Reports;

namespace Matching.Api.MatchRuns;

/// <summary>Staff's word that nothing fits a demand (无合适资源), with what is missing.</summary>
internal static class NoMatchPages
{
    private const string Path = "/match/{code}/none";

    private static readonly FormFields Fields = new(("gap", "Gap.What"), ("note", "Gap.Note"));

    public static void MapNoMatchPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (string code, HttpContext http) => Show(http, code, FormState.Blank(Fields))).For(Roles.Committee, Subject.Demand);

        routes.MapFormPost(Path, Fields, async post =>
        {
            post.Form.Required("gap");
            var gap = post.Form.Choice<GapKind>("gap");
            await post.SendOnce(new RecordGap(post.Route("code"), gap.GetValueOrDefault(), post.Form.Text("note")));
            return new SeeOther($"/match/{post.Route("code")}?done=Gap");
        }, post => Show(post.Http, post.Route("code"), post.Form)).For(Roles.Committee, Subject.Demand);
    }

    private static async Task<IResult> Show(HttpContext http, string code, FormState form)
    {
        var demand = (await http.RequestServices.GetRequiredService<IMediator>().Send(new GetDemand(code))).Demand;
        return PageEndpoints.Page<NoMatchPage>(new { Demand = demand, Form = form });
    }
}
