using System.Globalization;
using MediatR;
using Matching.Api.Access;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Api.Policies;
using Matching.Core;
using Matching.Core.Grid;
using Matching.Core.Points;

namespace Matching.Api.Points;

/// <summary>The ranking (积分榜), a holder's entries, setting one off, and the rules.</summary>
internal static class PointsPages
{
    private const int FirstYear = 2020;
    private const int ShownYears = 5;

    private static readonly FormFields Filtering = new(("community", "Field.Community"), ("year", "Points.Year"));

    private static readonly FormFields Reversing = new(("reason", "Field.Reason"));

    private static readonly FormFields Publishing = new(
    [
        .. Enum.GetValues<PointsDeed>().SelectMany(deed => new[] { ($"{deed}.points", "Points.Points"), ($"{deed}.perDay", "Points.PerDay"), ($"{deed}.perMonth", "Points.PerMonth"), ($"{deed}.perYear", "Points.PerYear") }),
        ("reason", "Field.Reason"),
    ]);

    public static void MapPointsPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage("/points", Board).For(Roles.SignedIn);

        routes.MapPage("/points/{kind}/{holder}", async (string kind, string holder, IMediator mediator, int? year) =>
            PageEndpoints.Page<PointsSheetPage>(new { Sheet = await mediator.Send(new GetPointsSheet(Choice.Of<PointsHolder>(kind) ?? PointsHolder.Account, holder, year)) })).For(Roles.SignedIn);

        routes.MapPage("/points/entries/{entry:long}/reverse", (long entry, HttpContext http) => Ask(http, entry, FormState.Blank(Reversing))).For(Roles.Committee);

        routes.MapFormPost("/points/entries/{entry:long}/reverse", Reversing, async post =>
        {
            var reversed = await post.SendOnce(new ReversePoints(long.Parse(post.Route("entry"), CultureInfo.InvariantCulture), post.Form.Required("reason")));
            return new SeeOther($"/points/{reversed.Kind}/{Uri.EscapeDataString(reversed.Holder)}");
        }, post => Task.FromResult(Ask(post.Http, long.Parse(post.Route("entry"), CultureInfo.InvariantCulture), post.Form))).For(Roles.Committee);

        routes.MapPage("/admin/points", (HttpContext http, Rulings rulings) => Rules(http, FormState.Blank(Publishing, Known(rulings.Policy.Points)))).For([Role.Street]);

        routes.MapFormPost("/admin/points", Publishing, async post =>
        {
            PointsRule[] deeds = [.. Enum.GetValues<PointsDeed>().Select(deed => Read(post.Form, deed))];
            var reason = post.Form.Required("reason");
            _ = int.TryParse(post.Form.Text("seen"), NumberStyles.None, CultureInfo.InvariantCulture, out var seen);
            await post.SendOnce(new PublishPointsRules(seen, deeds, reason));
            post.Http.RequestServices.GetRequiredService<Rulings>().Forget();
            return new SeeOther("/admin/points?saved=yes");
        }, post => Task.FromResult(Rules(post.Http, post.Form))).For([Role.Street]);
    }

    private static async Task<IResult> Board(HttpContext http, IMediator mediator, KnownAreas areas, CallContext context, Database database, Rulings rulings, TimeProvider clock, string? community, int? year, string? kind)
    {
        var places = areas.All().Where(area => area.Code.Level == AreaLevel.Community).ToList();
        var place = community ?? Own(context, database) ?? (places.Count > 0 ? places[0].Code.Value : throw new NotThereException("Area", ""));
        var board = await mediator.Send(new GetPointsBoard(place, year, Choice.Of<PointsHolder>(kind) ?? PointsHolder.Account));
        var thisYear = ChinaTime.Local(clock.GetUtcNow()).Year;
        return PageEndpoints.Page<PointsPage>(new
        {
            Board = board, Mine = await MineOf(mediator, context, board.Year), Rules = new PointsRulesView(rulings.Policy.Version, rulings.Policy.Points.Deeds), Address = PageAddress.Of(http.Request),
            Form = FormState.Blank(Filtering, ("community", place), ("year", board.Year.ToString(CultureInfo.InvariantCulture))),
            Communities = (IReadOnlyList<Option>)[.. places.Select(area => new Option(area.Code.Value, area.Name))],
            Years = (IReadOnlyList<Option>)[.. Enumerable.Range(0, ShownYears).Select(back => thisYear - back).Where(back => back >= FirstYear).Select(back => new Option($"{back}", $"{back}"))],
            MayPublish = context.Caller.Grants.Any(grant => grant.Role == Role.Street), MayManage = PointsRoles.MayManage(context, place),
        });
    }

    /// <summary>The community of the reader's first role, or of their unit.</summary>
    private static string? Own(CallContext context, Database database) => context.Caller.Grants
        .Select(grant => grant.Area ?? (grant.Unit is { } unit ? database.Read(session => Units.UnitRow.Get(session, unit).Area) : null))
        .FirstOrDefault(area => area?.Length >= (int)AreaLevel.Community)?[..(int)AreaLevel.Community];

    private static async Task<IReadOnlyList<PointsSheet>> MineOf(IMediator mediator, CallContext context, int year)
    {
        var units = context.Caller.Grants.Where(grant => grant.Role == Role.Unit).Select(grant => (PointsHolder.Unit, grant.Unit!)).Distinct();
        var sheets = new List<PointsSheet>();
        foreach (var (kind, holder) in units.Prepend((PointsHolder.Account, context.Name)))
            sheets.Add(await mediator.Send(new GetPointsSheet(kind, holder, year)));
        return sheets;
    }

    private static IResult Ask(HttpContext http, long id, FormState form)
    {
        var (database, context) = (http.RequestServices.GetRequiredService<Database>(), http.RequestServices.GetRequiredService<CallContext>());
        var entry = database.Read(session => PointsEntryRow.Get(session, id));
        if (!PointsRoles.MayManage(context, entry.Community))
            throw new NotThereException("PointsEntry", $"{id}");
        return PageEndpoints.Page<ConfirmPage>(new
        {
            Title = Words.Say("Points.ReverseTitle"), Action = $"/points/entries/{id}/reverse", Form = form, TextField = "reason", Button = Words.Say("Points.Reverse"), Back = PointsPage.PathOf(entry.HolderKind, entry.Holder, int.Parse(entry.Day.AsSpan(0, 4), CultureInfo.InvariantCulture)),
            Consequence = Words.Say("Points.ReverseConsequence"), IsDanger = true,
            Facts = (IReadOnlyList<Definition>)[new(Words.Say("Points.Holder"), entry.Holder), new(Words.Say("Points.Deed"), Words.Of(entry.Deed)), new(Words.Say("Points.For"), entry.Subject), new(Words.Say("Points.Points"), entry.Points.ToString(CultureInfo.InvariantCulture))],
        });
    }

    private static IResult Rules(HttpContext http, FormState form) => PageEndpoints.Page<PointsRulesPage>(new
    {
        http.RequestServices.GetRequiredService<Rulings>().Policy.Version, Form = form, Saved = http.Request.Query.ContainsKey("saved"),
    });

    private static PointsRule Read(FormState form, PointsDeed deed)
    {
        int? Cap(string name) => form.Given($"{deed}.{name}") is null ? null : form.Whole($"{deed}.{name}", 1, PublishPointsRulesRules.MostCap);
        return new PointsRule(deed, form.Whole($"{deed}.points", 0, PublishPointsRulesRules.MostPoints)) { PerDay = Cap("perDay"), PerMonth = Cap("perMonth"), PerYear = Cap("perYear") };
    }

    private static (string, string?)[] Known(PointsRules rules) =>
    [
        .. Enum.GetValues<PointsDeed>().Select(deed => rules.Deeds.FirstOrDefault(rule => rule.Deed == deed) ?? new PointsRule(deed, 0)).SelectMany(rule => new (string, string?)[]
        {
            ($"{rule.Deed}.points", Text(rule.Points)), ($"{rule.Deed}.perDay", Text(rule.PerDay)), ($"{rule.Deed}.perMonth", Text(rule.PerMonth)), ($"{rule.Deed}.perYear", Text(rule.PerYear)),
        }),
    ];

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
