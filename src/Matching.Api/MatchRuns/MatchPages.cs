using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Api.Reports;
using Matching.Core;
using Matching.Core.Orders;

namespace Matching.Api.MatchRuns;

/// <summary>Who could serve one demand, why, why not the others; and the hand that chooses.</summary>
internal static class MatchPages
{
    private const int MostCandidates = 5;

    private static readonly FormFields Assign = new(("offer", "Thing.Offer"), ("start", "Field.Window"), ("reason", "Match.Reason"));

    public static void MapMatchPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/match/{code}", async (string code, IMediator mediator, CallContext context, string? done, string? order) => PageEndpoints.Page<MatchPage>(new
        {
            Detail = await mediator.Send(new GetDemand(code)), Matches = await mediator.Send(new GetDemandMatches(code, MostCandidates)), Done = done ?? "", Order = order ?? "",
            MayAssign = Desk.DeskPages.MayAssign(context),
        })).For(ReportRoles.Reading, Subject.Demand);

        routes.MapPage("/match/{code}/assign", async (string code, HttpContext http, string? offer, string? start) =>
            await ConfirmAssign(http, code, FormState.Blank(Assign, ("offer", offer), ("start", start)))).For(Roles.Committee, Subject.Demand);

        routes.MapFormPost("/match/{code}/assign", Assign, async post =>
        {
            var code = post.Route("code");
            var slot = await Slot(post.Http, code, post.Form);
            if (!slot.IsFirst && post.Form.Given("reason") is null)
                post.Form.Fault("reason", Words.Say("Match.WhyNotFirst"));
            var assigned = await post.SendOnce(new AssignByHand(code, slot.Slot.Offer, slot.Slot.SlotStart, post.Form.Given("reason") ?? Words.Say("Match.AsFirst")));
            return new SeeOther($"/match/{code}?done=Assign&order={assigned.Order}");
        }, post => ConfirmAssign(post.Http, post.Route("code"), post.Form)).For(Roles.Committee, Subject.Demand);

        routes.MapFormPost("/match/{code}/issue", new FormFields(("order", "Thing.Order")), async post =>
        {
            var (code, order) = (post.Route("code"), post.Form.Text("order"));
            var context = post.Http.RequestServices.GetRequiredService<CallContext>();
            if (!post.Http.RequestServices.GetRequiredService<Database>().Read(session => context.Sight.SeesOrder(session, order)))
                throw new NotThereException("Order", order);
            await post.Send(new AdvanceOrder(order, OrderAct.Issue));
            return new SeeOther($"/match/{code}?done=Issue&order={order}");
        }, null).For(Roles.Committee, Subject.Demand);
    }

    private static async Task<IResult> ConfirmAssign(HttpContext http, string code, FormState form)
    {
        var chosen = await Slot(http, code, form);
        var detail = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetDemand(code));
        return PageEndpoints.Page<AssignPage>(new { Demand = detail.Demand, chosen.Slot, chosen.IsFirst, chosen.Cost, Form = form });
    }

    /// <summary>The slot that the form names, among all that are possible.</summary>
    /// <exception cref="RuleBrokenException">It is not, or no more.</exception>
    private static async Task<(RankedSlot Slot, bool IsFirst, int Cost)> Slot(HttpContext http, string code, FormState form)
    {
        var matches = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetDemandMatches(code, PageWanted.MostRows));
        ChinaTime.TryParse(form.Text("start"), endOfWindow: false, out var start);
        var slot = matches.Ranked.FirstOrDefault(ranked => ranked.Offer == form.Text("offer") && ranked.SlotStart == start) ?? throw new RuleBrokenException("slot-not-feasible", form.Text("offer"));
        return (slot, ReferenceEquals(slot, matches.Ranked[0]), matches.Ranked.Max(ranked => ranked.Score) - slot.Score);
    }
}
