using Matching.Api.Access;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Components;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;

namespace Matching.Api.Pages;

/// <summary>The start page, the last match run, and how pages are made.</summary>
internal static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/", (Database database, KnownAreas areas, CallContext context, DemoMode demo, TimeProvider clock, Rulings rulings) =>
        {
            if (!context.Caller.IsSignedIn)
                return (IResult)Page<WelcomePage>(new { Model = demo.IsOn ? database.Read(session => HomeModel.Load(session, areas, Sight.Everything)) : new HomeModel() });
            context.ActBy(context.Caller.As(Roles.SignedIn) is { Count: > 0 } grants ? grants : context.Caller.As(Roles.Anybody), Sight.By(context.Caller.Grants, rulings));
            return Page<StartPage>(new { Model = database.Read(session => StartModel.Load(session, context, clock.GetUtcNow())) });
        }).ForAnybody();

        routes.MapPage("/match-runs/last", (Database database, KnownAreas areas, CallContext context) =>
            Page<HomePage>(new { Model = database.Read(session => HomeModel.Load(session, areas, context.Sight)) })).For(Roles.Grid.And(Role.Auditor));
    }

    public static RazorComponentResult<ListPage> List(string title, string path, string? query, string? next, string filters, string[] heads, IEnumerable<string[]> rows) => Page<ListPage>(new
    {
        Title = Words.Say(title), Path = path, Query = query, Next = next, Filters = filters,
        Heads = (IReadOnlyList<string>)[.. heads.Select(head => Words.Say(head))], Rows = (IReadOnlyList<string[]>)[.. rows],
    });

    public static string Filters(params (string Name, string? Value)[] filters) =>
        string.Concat(filters.Where(filter => !string.IsNullOrEmpty(filter.Value)).Select(filter => $"&{filter.Name}={Uri.EscapeDataString(filter.Value!)}"));

    public static RazorComponentResult<T> Page<T>(object parameters) where T : IComponent => new(parameters) { PreventStreamingRendering = true };
}
