using FluentValidation;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core.Demands;
using Matching.Core.Grid;

namespace Matching.Api.Demands;

/// <summary>Couriers (骑手) see more of a street than most: one short form for what they need or notice on the way, and where they may rest.</summary>
internal static class CourierPages
{
    /// <summary>The audience of what they file, and of the venues that are for them.</summary>
    public const string Audience = "骑手";

    private const string Path = "/courier";

    public static void MapCourierPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, (HttpContext http) => Show(http, FilingForm.Blank(FilingDoor.OfResidents, AreasOf(http), http.Request.Query["area"]))).ForAnybody();

        routes.MapFormPost(Path, FilingForm.Fields, File, post => Show(post.Http, post.Form)).ForAnybody(Pace.Filing);

        routes.MapGet("/api/rest-points", async (IMediator mediator, KnownAreas areas, string? area) => TypedResults.Ok(await mediator.Send(new ListRestPoints(Reports.ReportScope.AreaOf(area, areas))))).WithTags("Demands")
            .ForAnybody()
            .Describe("Rest points for couriers", "Venues that are offered to them, with the next window in which each is open; narrowed to those that serve an area.");
    }

    private static async Task<IResult> File(FormPost post)
    {
        var services = post.Http.RequestServices;
        var draft = FilingForm.Read(post.Form, DemandSource.Resident, FilingForm.Chosen(post.Form, services.GetRequiredService<Rulings>()), []) with { Audience = [Audience] };
        post.Check();
        services.GetRequiredService<IValidator<FileDemand>>().ValidateAndThrow(draft);
        return await FilingPages.Send(post, FilingDoor.OfResidents, draft);
    }

    private static async Task<IResult> Show(HttpContext http, FormState form)
    {
        var services = http.RequestServices;
        var area = form.Given("area") is { } chosen && AreaCode.IsValid(chosen) && services.GetRequiredService<KnownAreas>().Has(new AreaCode(chosen)) ? chosen : null;
        return PageEndpoints.Page<CourierPage>(new
        {
            Form = form, Areas = AreasOf(http), Categories = FilingForm.LeavesOf(services.GetRequiredService<Rulings>(), null), RestPoints = await services.GetRequiredService<IMediator>().Send(new ListRestPoints(area)),
        });
    }

    private static IReadOnlyList<Option> AreasOf(HttpContext http) => FilingPages.AreasOf(http, FilingDoor.OfResidents);
}
