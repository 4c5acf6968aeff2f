using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.People;
using Matching.Core.Orders;

namespace Matching.Api.Visits;

/// <summary>The list of return visits (回访), and one with the words to say on the telephone.</summary>
internal static class VisitPages
{
    private const int MostRows = 50;

    private static readonly FormFields Fields = new(
        ("solved", "LookUp.Solved"), ("satisfaction", "LookUp.Satisfaction"), ("channel", "Visit.Channel"), ("note", "Visit.Note"), ("field", "Contact.Which"), ("visitor", "Visit.Visitor"));

    public static void MapVisitPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/visits", async (IMediator mediator, CallContext context, HttpContext http, string? queue) =>
        {
            var wanted = Choice.Of<VisitQueue>(queue) ?? (context.ActingRole == Role.Visitor ? VisitQueue.Mine : VisitQueue.Open);
            return PageEndpoints.Page<VisitListPage>(new { List = await mediator.Send(new ListVisits(wanted, MostRows)), Address = PageAddress.Of(http.Request) });
        }).For(VisitEndpoints.Visiting);

        routes.MapPage("/visits/{id:long}", (long id, HttpContext http) => Show(http, id, FormState.Blank(Fields), null)).For(VisitEndpoints.Visiting);

        routes.MapFormPost("/visits/{id:long}", Fields, Answer, Again).For(VisitEndpoints.Visiting);

        routes.MapFormPost("/visits/{id:long}/miss", Fields, async post =>
        {
            await post.SendOnce(new MissVisit(IdOf(post)));
            return new SeeOther($"/visits/{IdOf(post)}");
        }, Again).For(VisitEndpoints.Visiting);

        routes.MapFormPost("/visits/{id:long}/give", Fields, async post =>
        {
            await post.SendOnce(new GiveVisit(IdOf(post), post.Form.Required("visitor")));
            return new SeeOther($"/visits/{IdOf(post)}");
        }, Again).For(Roles.Committee);

        routes.MapFormPost("/visits/{id:long}/contact", Fields, async post =>
        {
            post.Form.Required("field");
            var revealed = await post.Send(new RevealVisit(IdOf(post), post.Form.Choice<ContactField>("field") ?? ContactField.Phone));
            return await Show(post.Http, IdOf(post), post.Form, revealed);
        }, Again).For(VisitEndpoints.Visiting);
    }

    private static async Task<IResult> Answer(FormPost post)
    {
        var solved = post.Form.Required("solved");
        post.Form.Required("satisfaction");
        var satisfaction = post.Form.Choice<Satisfaction>("satisfaction");
        var channel = post.Form.Choice<VisitChannel>("channel") ?? VisitChannel.Phone;
        post.Check();
        await post.SendOnce(new RecordVisit(IdOf(post), solved == "yes", satisfaction!.Value, channel, post.Form.Text("note")));
        return new SeeOther("/visits?done=yes");
    }

    private static long IdOf(FormPost post) => long.Parse(post.Route("id"), CultureInfo.InvariantCulture);

    private static Task<IResult> Again(FormPost post) => Show(post.Http, IdOf(post), post.Form, null);

    private static async Task<IResult> Show(HttpContext http, long id, FormState form, RevealedField? revealed)
    {
        var visit = await http.RequestServices.GetRequiredService<IMediator>().Send(new GetVisit(id));
        var context = http.RequestServices.GetRequiredService<CallContext>();
        var isCommittee = context.Caller.Grants.Any(grant => Roles.Committee.Contains(grant.Role));
        return PageEndpoints.Page<VisitPage>(new
        {
            Visit = visit, Form = form, Revealed = revealed, IsMine = visit.Visitor == context.Name, MayAnswer = visit.Visitor is null || visit.Visitor == context.Name, MayGive = isCommittee,
        });
    }
}
