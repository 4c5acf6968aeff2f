using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.MatchRuns;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Demands;

namespace Matching.Api.Desk;

/// <summary>The desk's pages: the queues with what can be done to many at once, and the verifying of one demand.</summary>
internal static class DeskPages
{
    private const string Codes = "code";

    private static readonly FormFields Bulk = new(("act", "Desk.Act"), (Codes, "Thing.Demand"), ("into", "Desk.Into"));

    private static readonly FormFields Verify = new(
        ("category", "Field.Category"), ("returnTemplate", "Desk.Template"), ("returnReason", "Desk.PublicNote"), ("rejectTemplate", "Desk.Template"), ("rejectReason", "Desk.PublicNote"),
        ("into", "Desk.Into"), ("note", "Desk.InternalNote"));

    private static readonly Role[] Rejecting = Roles.Committee.And(Role.Branch);

    public static void MapDeskPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/desk", async (HttpContext http, IMediator mediator, KnownAreas areas, Rulings rulings, string? queue, string? area, string? category, string? cursor) =>
            PageEndpoints.Page<DeskPage>(new { Desk = await mediator.Send(DeskEndpoints.Wanted(areas, rulings, queue, area, category, cursor, 50)), Address = PageAddress.Of(http.Request) }))
            .For(DeskEndpoints.Staff);

        routes.MapFormPost("/desk/bulk", Bulk, post => Task.FromResult(Confirm(post)), null).For(DeskEndpoints.Staff);
        routes.MapFormPost("/desk/bulk/done", Bulk, DoAll, null).For(DeskEndpoints.Staff);

        routes.MapPage("/desk/demands/{code}", async (string code, HttpContext http, IMediator mediator, Rulings rulings, string? done) =>
            await VerifyPage(mediator, rulings, http, code, FormState.Blank(Verify), done)).For(DeskEndpoints.Staff, Subject.Demand);

        Act(routes, "open", DeskEndpoints.Staff, async (post, code) =>
        {
            await post.Send(new OpenDemand(code, post.Form.Given("category")));
            return $"/match/{code}?done=Open";
        });
        Act(routes, "return", DeskEndpoints.Staff, async (post, code) =>
        {
            await post.Send(new ReturnDemand(code, Reason(post.Form, "returnTemplate", "returnReason")));
            return $"/desk/demands/{code}?done=Return";
        });
        Act(routes, "reject", Rejecting, async (post, code) =>
        {
            await post.Send(new RejectDemand(code, Reason(post.Form, "rejectTemplate", "rejectReason")));
            return $"/desk/demands/{code}?done=Reject";
        });
        Act(routes, "merge", DeskEndpoints.Staff, async (post, code) =>
        {
            await post.Send(new MergeDemand(code, post.Form.Required("into")));
            return $"/desk/demands/{code}?done=Merge";
        });
        Act(routes, "note", DeskEndpoints.Staff, async (post, code) =>
        {
            await post.Send(new AddInternalNote(code, post.Form.Required("note")));
            return $"/desk/demands/{code}?done=Note";
        });
    }

    /// <summary>One act on one demand; what is to be mended shows its page again.</summary>
    private static void Act(IEndpointRouteBuilder routes, string act, Role[] roles, Func<FormPost, string, Task<string>> send) =>
        routes.MapFormPost($"/desk/demands/{{code}}/{act}", Verify, async post => new SeeOther(await send(post, post.Route("code"))),
            post => VerifyPage(post.Http.RequestServices.GetRequiredService<IMediator>(), post.Http.RequestServices.GetRequiredService<Rulings>(), post.Http, post.Route("code"), post.Form, null))
            .For(roles, Subject.Demand);

    /// <summary>The chosen template and what was typed; one of them is needed.</summary>
    private static string Reason(FormState form, string template, string typed)
    {
        var reason = string.Join('；', new[] { form.Given(template), form.Given(typed) }.Where(text => text is not null));
        if (reason.Length == 0)
            form.Fault(typed, Words.Say("Desk.ReasonWanted"));
        return reason;
    }

    private static async Task<IResult> VerifyPage(IMediator mediator, Rulings rulings, HttpContext http, string code, FormState form, string? done)
    {
        var detail = await mediator.Send(new GetDemand(code));
        var similar = await mediator.Send(new SuggestForDemand { Title = detail.Demand.Title, Detail = detail.Demand.Detail, Area = detail.Demand.Area });
        if (form.Value("category").Length == 0)
            form.Put("category", detail.Demand.Category);
        var context = http.RequestServices.GetRequiredService<CallContext>();
        return PageEndpoints.Page<VerifyPage>(new
        {
            Detail = detail, Similar = (IReadOnlyList<Neighbour>)[.. similar.Neighbours.Where(neighbour => neighbour.Code != code)], Notes = await mediator.Send(new ListInternalNotes(code)), Form = form,
            Categories = (IReadOnlyList<Option>)[.. rulings.Categories.Where(category => !string.IsNullOrEmpty(category.Parent)).Select(category => new Option(category.Code, category.Name))],
            Parts = await mediator.Send(new Pooling.ListParts(code)), Deeds = (await mediator.Send(new Escalation.ListActs(code))).Deeds,
            MayReject = context.Caller.Grants.Any(grant => Rejecting.Contains(grant.Role)), Done = done ?? "",
        });
    }

    private static IResult Confirm(FormPost post)
    {
        var codes = post.Form.Values(Codes).Distinct().ToList();
        if (codes.Count == 0)
            return new SeeOther("/desk?nothing=yes");
        return PageEndpoints.Page<BulkConfirmPage>(new { Codes = codes, Act = ActOf(post), Form = FormState.Blank(Bulk) });
    }

    private static string ActOf(FormPost post) => post.Form.Value("act") is "merge" or "assign" or "agenda" ? post.Form.Value("act") : "open";

    private static async Task Do(IMediator mediator, CallContext context, string act, string code, string into)
    {
        if (act == "merge")
            await mediator.Send(new MergeDemand(code, into));
        else if (act == "open")
            await mediator.Send(new OpenDemand(code, null));
        else if (act == "agenda")
            await mediator.Send(new Meetings.PutOnAgenda(code));
        else if (!MayAssign(context))
            throw new NotAllowedException("not-your-role");
        else
            await AssignToFirst(mediator, code);
    }

    public static bool MayAssign(CallContext context) => context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role));

    private static async Task AssignToFirst(IMediator mediator, string code)
    {
        var first = (await mediator.Send(new GetDemandMatches(code, 1))).Ranked.FirstOrDefault() ?? throw new RuleBrokenException("nothing-fits", code);
        await mediator.Send(new AssignByHand(code, first.Offer, first.SlotStart, Words.Say("Match.AsFirst")));
    }

    /// <summary>Each is tried by itself: what one refuses does not keep the others.</summary>
    private static async Task<IResult> DoAll(FormPost post)
    {
        var services = post.Http.RequestServices;
        var (mediator, context, database) = (services.GetRequiredService<IMediator>(), services.GetRequiredService<CallContext>(), services.GetRequiredService<Database>());
        var act = ActOf(post);
        var (done, refused) = (new List<string>(), new List<(string, string)>());
        foreach (var code in post.Form.Values(Codes).Distinct())
        {
            try
            {
                if (!database.Read(session => context.Sight.SeesDemand(session, code)))
                    throw new NotThereException("Demand", code);
                await Do(mediator, context, act, code, post.Form.Text("into"));
                done.Add(code);
            }
            catch (Exception failed) when (failed is RuleBrokenException or NotThereException or ChangedMeanwhileException or NotAllowedException or ValidationException)
            {
                refused.Add((code, ProblemHandler.Sentence(failed)));
            }
        }
        return PageEndpoints.Page<BulkDonePage>(new { Act = act, Done = done, Refused = refused });
    }
}
