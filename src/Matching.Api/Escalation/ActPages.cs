using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Orders;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Demands;

namespace Matching.Api.Escalation;

/// <summary>A page for each thing that people do to a demand on its way: what follows from it is said before it is done.</summary>
internal static class ActPages
{
    private const int MostHours = 24 * 90;

    /// <summary>Each deed with the field of its request that holds the words for it; none where nothing is said.</summary>
    private static readonly (DemandDeed Deed, string? Text, Role[] Roles, Func<FormPost, string, Task> Do)[] Deeds =
    [
        (DemandDeed.Charge, null, Roles.Grid, (post, code) => post.SendOnce(new TakeCharge(code))),
        (DemandDeed.HandOver, "reason", Roles.Grid, (post, code) => post.SendOnce(new HandOverDemand(code, post.Form.Required("to"), post.Form.Required("reason")))),
        (DemandDeed.Serve, "note", Roles.Grid, Serve),
        (DemandDeed.Escalate, "reason", Roles.Grid, (post, code) => post.SendOnce(new PassDemandOn(code, post.Form.Required("reason")))),
        (DemandDeed.SendDown, "reason", Roles.Grid, (post, code) => post.SendOnce(new SendDemandDown(code, post.Form.Required("reason")))),
        (DemandDeed.Extend, "reason", Roles.Grid, Extend),
        (DemandDeed.Wait, "question", Roles.Grid, (post, code) => post.SendOnce(new WaitForResident(code, post.Form.Required("question")))),
        (DemandDeed.RecordAnswer, "answer", Roles.Grid, (post, code) => post.SendOnce(new RecordAnswer(code, post.Form.Required("answer")))),
        (DemandDeed.Supplement, "text", Roles.Grid, (post, code) => post.SendOnce(new SupplementDemand(code, post.Form.Required("text")))),
        (DemandDeed.Nudge, null, Roles.Grid, (post, code) => post.SendOnce(new NudgeDemand(code))),
        (DemandDeed.Unreasonable, "reason", Roles.Committee, (post, code) => post.SendOnce(new MarkUnreasonable(code, post.Form.Required("reason")))),
        (DemandDeed.Reasonable, "reason", Roles.Committee, (post, code) => post.SendOnce(new UnmarkUnreasonable(code, post.Form.Required("reason")))),
    ];

    public static string PathOf(string code, DemandDeed deed) => $"/demands/{code}/do/{Word(deed)}";

    public static void MapActPages(this IEndpointRouteBuilder routes)
    {
        foreach (var (deed, text, roles, act) in Deeds)
        {
            var fields = FieldsOf(deed, text);
            var path = $"/demands/{{code}}/do/{Word(deed)}";
            routes.MapPage(path, (string code, HttpContext http) => Ask(http, deed, text, code, FormState.Blank(fields))).For(roles, Subject.Demand);
            routes.MapFormPost(path, fields, async post =>
            {
                await act(post, post.Route("code"));
                return new SeeOther($"/demands/{post.Route("code")}?done={deed}");
            }, post => Ask(post.Http, deed, text, post.Route("code"), post.Form)).For(roles, Subject.Demand);
        }
    }

    private static FormFields FieldsOf(DemandDeed deed, string? text) => deed switch
    {
        DemandDeed.HandOver => new(("to", "Do.To"), ("reason", "Do.HandOver.Field")),
        DemandDeed.Extend => new(("kind", "Do.Clock"), ("hours", "Do.Hours"), ("reason", "Do.Extend.Field")),
        DemandDeed.Serve => new(("mediation", "Mediation.Outcome"), ("note", "Do.Serve.Field")),
        _ when text is not null => new((text, $"Do.{deed}.Field")),
        _ => FormFields.None,
    };

    private static async Task Serve(FormPost post, string code)
    {
        var (mediation, note) = (MediationForm.Read(post.Form, Mediates(post.Http, await DemandOf(post.Http, code))), post.Form.Required("note"));
        await post.SendOnce(new ServeDemand(code, note, mediation));
    }

    private static async Task<DemandView> DemandOf(HttpContext http, string code) => (await http.RequestServices.GetRequiredService<IMediator>().Send(new GetDemand(code))).Demand;

    private static bool Mediates(HttpContext http, DemandView demand) => http.RequestServices.GetRequiredService<Rulings>().Find(demand.Category)?.Mediates == true;

    private static Task Extend(FormPost post, string code)
    {
        post.Form.Required("kind");
        var (kind, hours, reason) = (post.Form.Choice<ClockKind>("kind"), post.Form.Whole("hours", 1, MostHours), post.Form.Required("reason"));
        return post.SendOnce(new ExtendClock(code, kind ?? ClockKind.Resolve, hours, reason));
    }

    private static async Task<IResult> Ask(HttpContext http, DemandDeed deed, string? text, string code, FormState form)
    {
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var demand = await DemandOf(http, code);
        var acts = await mediator.Send(new ListActs(code));
        var areas = http.RequestServices.GetRequiredService<KnownAreas>();
        return PageEndpoints.Page<ActPage>(new
        {
            Deed = deed, Acts = acts, Form = form, Action = PathOf(code, deed), TextField = text, Mediates = deed == DemandDeed.Serve && Mediates(http, demand),
            Facts = (IReadOnlyList<Definition>)
            [
                new(Words.Say("Thing.Demand"), $"{demand.Code} {demand.Title}") { Link = $"/demands/{code}" }, new(Words.Say("Field.Area"), areas.PathOf(demand.Area.Value)),
                new(Words.Say("Field.State"), "") { State = demand.State }, new(Words.Say("Field.ResolveDue"), demand.ResolveDue is { } due ? PageText.Time(due) : ""),
                new(Words.Say("Clock.Owners"), string.Join('、', acts.Asked)),
            ],
        });
    }

    private static string Word(DemandDeed deed) => string.Concat(deed.ToString().Select((letter, i) =>
        char.IsAsciiLetterUpper(letter) ? (i > 0 ? "-" : "") + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()));
}
