using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Offers.Lines;

namespace Matching.Api.Offers;

/// <summary>The pages of a unit's offers: publish from one line, the list, and one offer with what its unit may do with it.</summary>
internal static class OfferPages
{
    private static readonly Role[] Seeing = Roles.Grid.And(Role.Unit, Role.Auditor);

    private static readonly Role[] Publishing = Roles.Committee.And(Role.Unit);

    private static readonly FormFields ChangeFields = new(("start", "Field.Window"), ("capacity", "OfferPage.NewCapacity"), ("validUntil", "OfferForm.ValidUntil"), ("until", "Dormant.Until"));

    public static void MapOfferPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/offers", async (IMediator mediator, Database database, CallContext context, TimeProvider clock, string? q, string? area, string? category, string? cursor) =>
        {
            var page = await mediator.Send(new ListOffers(area, null, category, null, q, PageWanted.From(cursor, 50)));
            var mayPublish = context.Caller.Grants.Any(grant => Publishing.Contains(grant.Role));
            return PageEndpoints.Page<OfferListPage>(new { Model = OfferListModel.Of(database, page, q, mayPublish, clock.GetUtcNow()) });
        }).For(Seeing);

        MapNew(routes);
        MapValidity(routes);

        routes.MapPage("/offers/{code}", (string code, string? done, string? until, HttpContext http) => Show(http, code, FormState.Blank(ChangeFields, ("until", until)), done == "published")).For(Seeing, Subject.Offer);

        routes.MapFormPost("/offers/{code}/switch", FormFields.None, async post =>
        {
            await post.SendOnce(new SwitchOffer(post.Route("code"), post.Form.Choice<OfferAct>("act") ?? OfferAct.Pause));
            return new SeeOther($"/offers/{post.Route("code")}");
        }, post => Show(post.Http, post.Route("code"), post.Form, isNew: false)).For(Publishing, Subject.Offer);

        routes.MapFormPost("/offers/{code}/capacity", ChangeFields, async post =>
        {
            await post.SendOnce(new ChangeCapacity(post.Route("code"), post.Form.Instant("start"), post.Form.Whole("capacity", 0, Lists.ListFiles.MostQuantity)));
            return new SeeOther($"/offers/{post.Route("code")}");
        }, post => Show(post.Http, post.Route("code"), post.Form, isNew: false)).For(Publishing, Subject.Offer);
    }

    private static void MapValidity(IEndpointRouteBuilder routes) =>
        routes.MapFormPost("/offers/{code}/validity", ChangeFields, async post =>
        {
            await post.SendOnce(new ChangeValidity(post.Route("code"), post.Form.Instant("validUntil", endOfWindow: true)));
            return new SeeOther($"/offers/{post.Route("code")}");
        }, post => Show(post.Http, post.Route("code"), post.Form, isNew: false)).For(Publishing, Subject.Offer);

    private static void MapNew(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/offers/new", async (HttpContext http, IMediator mediator, string? line, string? copy, string? form) =>
        {
            var model = Model(http);
            var unit = model.Units.FirstOrDefault()?.Value ?? "";
            if (copy is { Length: > 0 })
            {
                var rulings = http.RequestServices.GetRequiredService<Rulings>();
                if (!http.RequestServices.GetRequiredService<Database>().Read(session => http.RequestServices.GetRequiredService<CallContext>().Sight.SeesOffer(session, copy)))
                    throw new NotThereException("Offer", copy);
                model = model with { Form = OfferForm.Of(await mediator.Send(new CopyOffer(copy)), name => rulings.Find(name)?.Code ?? name) };
            }
            else if (line?.Trim() is { Length: >= 2 and <= OfferLine.MostLength } typed && PlainText.FirstForbidden(typed) is null)
            {
                var read = await mediator.Send(new ReadOfferLine(typed));
                model = model with { Line = typed, Read = read, Form = OfferForm.Of(read, unit) };
            }
            else if (form is not null || line is not null)
                model = model with { Form = FormState.Blank(OfferForm.Fields, ("unit", unit), ("rhythm", OfferForm.Once)) };
            return PageEndpoints.Page<NewOfferPage>(new { Model = await Previewed(model, mediator, Today(http)) });
        }).For(Publishing);

        routes.MapFormPost("/offers/new", OfferForm.Fields, async post =>
        {
            var model = Model(post.Http);
            var draft = OfferForm.Read(post.Form, model.Units.Count == 1 ? model.Units[0].Value : post.Form.Required("unit"), Today(post.Http));
            if (post.Form.Value("act") == "preview")
                return PageEndpoints.Page<NewOfferPage>(new { Model = model with { Form = post.Form, Preview = await post.Send(new PreviewOffer(draft)) } });
            var published = await post.SendOnce(new PublishOffer(draft));
            return new SeeOther($"/offers/{published.Offer.Code}?done=published");
        }, post => Task.FromResult<IResult>(PageEndpoints.Page<NewOfferPage>(new { Model = Model(post.Http) with { Form = post.Form } }))).For(Publishing);
    }

    /// <summary>With whom it could help, as soon as the form is whole.</summary>
    private static async Task<NewOfferModel> Previewed(NewOfferModel model, IMediator mediator, DateOnly today)
    {
        if (model.Form is null)
            return model;
        var trial = model.Form.Copy();
        var draft = OfferForm.Read(trial, trial.Text("unit"), today);
        if (trial.HasErrors)
            return model;
        try
        {
            return model with { Preview = await mediator.Send(new PreviewOffer(draft)) };
        }
        catch (FluentValidation.ValidationException)
        {
            return model;
        }
    }

    private static DateOnly Today(HttpContext http) => Core.ChinaTime.DayOf(http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    private static NewOfferModel Model(HttpContext http)
    {
        var services = http.RequestServices;
        return NewOfferModel.For(services.GetRequiredService<Database>(), services.GetRequiredService<CallContext>(), services.GetRequiredService<Rulings>(), services.GetRequiredService<KnownAreas>());
    }

    private static async Task<IResult> Show(HttpContext http, string code, FormState form, bool isNew)
    {
        var services = http.RequestServices;
        var (mediator, context, areas) = (services.GetRequiredService<IMediator>(), services.GetRequiredService<CallContext>(), services.GetRequiredService<KnownAreas>());
        var detail = await mediator.Send(new GetOffer(code));
        if (form.Values("validUntil").Count == 0 && OfferForm.LastDayOf(detail.Offer.ValidUntil) is { } lastDay)
            form.Put("validUntil", lastDay);
        var reach = await mediator.Send(new GetOfferReach(code, form.TimeOfDay("until")));
        form.Put("until", OfferReachView.Clock(reach.Until));
        return PageEndpoints.Page<OfferPage>(new
        {
            Detail = detail, Matches = reach.AsItIs, Reach = reach, Form = form, Now = services.GetRequiredService<TimeProvider>().GetUtcNow(), IsNew = isNew,
            Areas = (IReadOnlyList<string>)[.. detail.Offer.Areas.Select(areas.PathOf)],
            MayChange = context.Caller.Grants.Any(grant => grant.Unit == detail.Offer.Unit || Roles.Committee.Contains(grant.Role)),
        });
    }
}
