using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.LiveMatching;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>The demand list and one demand, with what may be done to it.</summary>
internal static class DemandPages
{
    private static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Visitor, Role.Auditor);

    private static readonly FormFields Nothing = FormFields.None;

    private static readonly FormFields RevealFields = new(("field", "Contact.Which"), ("purpose", "Contact.Purpose"));

    private static readonly FormFields ReasonFields = new(("reason", "Demand.WithdrawReason"));

    public static void MapDemandPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/demands", List).For(Seeing);
        routes.MapPage("/demands/{code}", async (string code, HttpContext http, string? done) => await Show(http, code, FormState.Blank(RevealFields), null, done)).For(Seeing, Subject.Demand);
        routes.MapPage("/demands/{code}/matches", Matches).For(Roles.Grid.And(Role.Auditor), Subject.Demand);
        routes.MapPage("/demands/{code}/withdraw", async (string code, HttpContext http) => await ConfirmWithdrawal(http, code, FormState.Blank(ReasonFields))).For(Roles.Grid, Subject.Demand);
        routes.MapFormPost("/demands/{code}/withdraw", ReasonFields, async post =>
        {
            await post.SendOnce(new WithdrawDemand(post.Route("code"), post.Form.Required("reason")));
            return new SeeOther($"/demands/{post.Route("code")}");
        }, post => ConfirmWithdrawal(post.Http, post.Route("code"), post.Form)).For(Roles.Grid, Subject.Demand);
        routes.MapFormPost("/demands/{code}/support", Nothing, Support, post => Show(post.Http, post.Route("code"), post.Form, null)).For(Roles.Grid, Subject.Demand, Pace.Filing);
        routes.MapFormPost("/demands/{code}/contact", RevealFields, Reveal, post => Show(post.Http, post.Route("code"), post.Form, null)).For(Roles.Grid.And(Role.Unit, Role.Visitor), Subject.Demand);
    }

    private static async Task<IResult> List(HttpContext http, IMediator mediator, CallContext context, KnownAreas areas, Rulings rulings, TimeProvider clock,
        string? q, string? area, string? category, string? state, string? due, string? mine, string? sort, int? page)
    {
        var wanted = Math.Clamp(page ?? 1, 1, 1_000_000);
        var found = await mediator.Send(new BrowseDemands(area, Choice.Of<DemandState>(state), category, q, Choice.Of<DueFilter>(due), !string.IsNullOrEmpty(mine), Choice.Of<DemandOrder>(sort) ?? DemandOrder.Updated, wanted));
        var mayFile = context.Caller.Grants.Any(grant => Roles.Grid.Contains(grant.Role));
        bool IsInSight(string code) => context.Sight.CoversArea(code) || context.Caller.Grants.Any(grant => grant.Area?.StartsWith(code, StringComparison.Ordinal) == true);
        return PageEndpoints.Page<DemandListPage>(new { Model = DemandListModel.Of(found, PageAddress.Of(http.Request), wanted, mayFile, rulings, areas, IsInSight, clock.GetUtcNow()) });
    }

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, RevealedField? revealed, string? done = null)
    {
        var services = http.RequestServices;
        var context = services.GetRequiredService<CallContext>();
        var detail = await services.GetRequiredService<IMediator>().Send(new GetDemand(code));
        var isForecast = DemandLife.IsSeeking(detail.Demand.State) && context.ActingRole != Role.Unit && detail.Orders.All(order => !Core.Orders.OrderLife.IsLive(order.State));
        var mediator = services.GetRequiredService<IMediator>();
        var isOfGrid = Roles.Grid.Contains(context.ActingRole);
        var model = DemandPageModel.Of(detail, form, services.GetRequiredService<KnownAreas>(), context, services.GetRequiredService<TimeProvider>().GetUtcNow()) with
        {
            Receipt = Receipts.Of(http, code, FilingDoor.OfGrid), Revealed = revealed, Forecast = isForecast ? await services.GetRequiredService<ShowForecast>().Of(code) : null,
            Clocks = Roles.Grid.And(Role.Auditor).Contains(context.ActingRole) ? await mediator.Send(new Escalation.GetClocks(code)) : null,
            Parts = isOfGrid ? await mediator.Send(new Pooling.ListParts(code)) : [], Deeds = isOfGrid ? (await mediator.Send(new Escalation.ListActs(code))).Deeds : [],
            News = Choice.Of<Escalation.DemandDeed>(done) is { } deed ? Words.Say("Do.Done", Words.Of(deed)) : "",
            Agenda = services.GetRequiredService<Data.Database>().Read(session => Meetings.AgendaPlaces.Of(session, [code], context.Sight)).GetValueOrDefault(code),
        };
        return PageEndpoints.Page<DemandPage>(new { Model = model });
    }

    private static async Task<IResult> Support(FormPost post)
    {
        var receipt = await post.SendOnce(new SupportDemand(post.Route("code"), null, "", null));
        Receipts.Give(post.Http, FilingDoor.OfGrid, receipt.Code, receipt.Number, receipt.LookUpCode, Words.Say("Receipt.Supported", receipt.Supporters), "", "");
        return new SeeOther($"/demands/{receipt.Code}");
    }

    /// <summary>Shown on this answer alone: the value stands in no address and no cookie.</summary>
    private static async Task<IResult> Reveal(FormPost post)
    {
        var field = post.Form.Choice<ContactField>("field");
        var purpose = post.Form.Choice<RevealPurpose>("purpose");
        post.Form.Required("field");
        post.Form.Required("purpose");
        post.Check();
        var revealed = await post.Send(new RevealContact(post.Route("code"), field!.Value, purpose!.Value));
        return await Show(post.Http, post.Route("code"), post.Form, revealed);
    }

    private static async Task<IResult> ConfirmWithdrawal(HttpContext http, string code, FormState form)
    {
        var demand = (await http.RequestServices.GetRequiredService<IMediator>().Send(new GetDemand(code))).Demand;
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        return PageEndpoints.Page<ConfirmPage>(new
        {
            Title = Words.Say("Demand.WithdrawTitle", demand.Code), Action = $"/demands/{code}/withdraw", Form = form, Back = $"/demands/{code}", Button = Words.Say("Demand.WithdrawYes"), IsDanger = true,
            Facts = (IReadOnlyList<Definition>)[new(Words.Say("Field.Title"), demand.Title), new(Words.Say("Field.Area"), areas.PathOf(demand.Area.Value)), new(Words.Say("Field.State"), "") { State = demand.State }],
            Consequence = Words.Say("Demand.WithdrawConsequence"), TextField = "reason", TextHint = Words.Say("Demand.WithdrawHint"),
        });
    }

    private static async Task<IResult> Matches(string code, IMediator mediator)
    {
        var demand = (await mediator.Send(new GetDemand(code))).Demand;
        var matches = await mediator.Send(new GetDemandMatches(code, 10));
        return PageEndpoints.Page<DetailPage>(new
        {
            Title = $"{Words.Say("Page.WhyAndWhyNot")}：{demand.Title}", Fields = (IReadOnlyList<(string, string)>)[], Links = (IReadOnlyList<(string, string)>)[($"/demands/{code}", demand.Code)],
            SentencesTitle = Words.Say("Page.WhyAndWhyNot"),
            Sentences = (IReadOnlyList<string>)[.. matches.Ranked.Select(ranked => ranked.Reason), .. matches.Refusals.Select(refusal => refusal.Text), .. matches.NearestMiss is { } miss ? [miss.Text] : Array.Empty<string>()],
        });
    }
}
