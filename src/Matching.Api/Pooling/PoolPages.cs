using MediatR;
using Matching.Api.Access;
using Matching.Api.Demands;
using Matching.Api.Escalation;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core;

namespace Matching.Api.Pooling;

/// <summary>What could be pooled, accepted in one act; and one person's part in a common demand.</summary>
internal static class PoolPages
{
    private const int MostRows = 50;

    private static readonly FormFields PoolFields = new(("codes", "Thing.Demand"), ("title", "Field.Title"), ("kind", "Pool.Kind"));

    private static readonly FormFields PartFields = new(("served", "Part.Mark"), ("note", "Part.Note"), ("reason", "Part.Reason"));

    public static void MapPoolPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/pools", (HttpContext http) => Pools(http, FormState.Blank(PoolFields))).For(Roles.Grid);

        routes.MapFormPost("/pools", PoolFields, post =>
        {
            var words = post.Form.Value("pool").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var kind = words.Length > 0 ? Choice.Of<PoolKind>(words[0]) : null;
            return Confirm(post.Http, kind ?? PoolKind.SameMatter, [.. words.Skip(1).Take(MostRows * 4)], FormState.Blank(PoolFields));
        }, post => Pools(post.Http, post.Form)).For(Roles.Grid);

        routes.MapFormPost("/pools/accept", PoolFields, async post =>
        {
            var pooled = await post.SendOnce(new PoolDemands(post.Form.Values("codes"), post.Form.Choice<PoolKind>("kind") ?? PoolKind.SameMatter, post.Form.Given("title")));
            return new SeeOther($"/demands/{pooled.Code}");
        }, post => Confirm(post.Http, post.Form.Choice<PoolKind>("kind") ?? PoolKind.SameMatter, post.Form.Values("codes"), post.Form)).For(Roles.Grid);

        MapParts(routes);
    }

    private static void MapParts(IEndpointRouteBuilder routes)
    {
        routes.MapPage("/demands/{code}/parts/{part:long}", (string code, long part, HttpContext http) => Part(http, code, part, FormState.Blank(PartFields))).For(PoolingEndpoints.Marking, Subject.Demand);

        routes.MapFormPost("/demands/{code}/parts/{part:long}/mark", PartFields, async post =>
        {
            var served = post.Form.Required("served");
            await post.SendOnce(new MarkPart(post.Route("code"), PartOf(post), served == "yes", post.Form.Text("note")));
            return new SeeOther($"/demands/{post.Route("code")}#parts");
        }, Again).For(PoolingEndpoints.Marking, Subject.Demand);

        routes.MapFormPost("/demands/{code}/parts/{part:long}/split", PartFields, async post =>
        {
            var into = await post.SendOnce(new SplitPart(post.Route("code"), PartOf(post), post.Form.Required("reason")));
            return new SeeOther($"/demands/{into.Code}");
        }, Again).For(Roles.Grid, Subject.Demand);
    }

    private static long PartOf(FormPost post) => long.Parse(post.Route("part"), System.Globalization.CultureInfo.InvariantCulture);

    private static Task<IResult> Again(FormPost post) => Part(post.Http, post.Route("code"), PartOf(post), post.Form);

    private static async Task<IResult> Pools(HttpContext http, FormState form)
    {
        var mediator = http.RequestServices.GetRequiredService<IMediator>();
        var like = await mediator.Send(new ProposePools(null, MostRows));
        var near = await mediator.Send(new PoolByBuilding(""));
        return PageEndpoints.Page<PoolsPage>(new { Like = like, Near = (IReadOnlyList<BuildingPool>)[.. near.Take(MostRows)], Form = form });
    }

    private static async Task<IResult> Confirm(HttpContext http, PoolKind kind, IReadOnlyList<string> codes, FormState form)
    {
        var (mediator, context, database) = (http.RequestServices.GetRequiredService<IMediator>(), http.RequestServices.GetRequiredService<CallContext>(), http.RequestServices.GetRequiredService<Data.Database>());
        var facts = new List<Definition>();
        foreach (var code in codes.Distinct())
        {
            if (!database.Read(session => context.Sight.SeesDemand(session, code)))
                throw new NotThereException("Demand", code);
            var demand = (await mediator.Send(new GetDemand(code))).Demand;
            facts.Add(new Definition(code, $"{demand.Title} · {demand.Quantity} {demand.UnitOfQuantity}"));
        }
        return PageEndpoints.Page<PoolConfirmPage>(new { Codes = (IReadOnlyList<string>)[.. codes.Distinct()], Facts = (IReadOnlyList<Definition>)facts, Kind = kind, Form = form });
    }

    private static async Task<IResult> Part(HttpContext http, string code, long id, FormState form)
    {
        var parts = await http.RequestServices.GetRequiredService<IMediator>().Send(new ListParts(code));
        var part = parts.FirstOrDefault(part => part.Id == id) ?? throw new NotThereException("Part", $"{code}/{id}");
        var maySplit = http.RequestServices.GetRequiredService<CallContext>().ActingRole != Role.Unit;
        return PageEndpoints.Page<PartPage>(new { Code = code, Part = part, Form = form, MaySplit = maySplit });
    }
}
