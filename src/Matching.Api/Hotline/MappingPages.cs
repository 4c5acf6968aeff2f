using MediatR;
using Matching.Api.Access;
using Matching.Api.Http;
using Matching.Api.Pages;

namespace Matching.Api.Hotline;

/// <summary>The page of mappings (工单表对照): which headings another system's work-order sheets have, and what its words mean here.</summary>
internal static class MappingPages
{
    private const string Path = "/admin/sheet-mappings";

    private static readonly FormFields Fields =
        new([("name", "Mapping.Name"), .. Enum.GetValues<CaseField>().Select(field => (NameOf(field), $"CaseField.{field}")), ("kinds", "Mapping.Kinds"), ("areas", "Mapping.Areas")]);

    private static readonly char[] Separators = [' ', '、', '，', ',', '；', ';', '　'];

    private static readonly char[] Joints = ['=', '＝', '：', ':'];

    public static void MapMappingPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPage(Path, async (HttpContext http, IMediator mediator, string? name) =>
        {
            var all = await mediator.Send(new ListMappings());
            var mapping = name is null ? all[0] : all.FirstOrDefault(mapping => mapping.Name == name) ?? throw new NotThereException("SheetMapping", name);
            return Show(http, all, FormState.Blank(Fields, Known(mapping)));
        }).For([Role.Street]);

        routes.MapFormPost(Path, Fields, async post =>
        {
            var all = await post.Http.RequestServices.GetRequiredService<IMediator>().Send(new ListMappings());
            var mapping = Read(post.Form, all);
            var set = await post.SendOnce(new SetMapping(mapping));
            return new SeeOther($"{Path}?name={Uri.EscapeDataString(set.Name)}&saved=yes");
        }, async post => Show(post.Http, await post.Http.RequestServices.GetRequiredService<IMediator>().Send(new ListMappings()), post.Form)).For([Role.Street]);
    }

    public static string NameOf(CaseField field) => $"columns.{field}";

    private static (string, string?)[] Known(SheetMapping mapping) =>
    [
        ("name", mapping.Name), .. mapping.Columns.Select(column => (NameOf(column.Field), (string?)string.Join('、', column.Heads))),
        ("kinds", Lines(mapping.Kinds)), ("areas", Lines(mapping.Areas)),
    ];

    private static string Lines(IReadOnlyDictionary<string, string> pairs) => string.Join('\n', pairs.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>The columns keep the order that the mapping of that name has; others follow.</summary>
    private static SheetMapping Read(FormState form, IReadOnlyList<SheetMapping> all)
    {
        var name = form.Required("name");
        var order = all.FirstOrDefault(mapping => mapping.Name == name)?.Columns.Select(column => column.Field).ToList() ?? [];
        var columns = order.Concat(Enum.GetValues<CaseField>()).Distinct()
            .Select(field => new MappedColumn(field, form.Text(NameOf(field)).Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
            .Where(column => column.Heads.Count > 0).ToList();
        return new SheetMapping(name, columns, Pairs(form, "kinds"), Pairs(form, "areas"));
    }

    /// <summary>Lines such as 噪音=物业与调解; what is none is noted at the field.</summary>
    private static Dictionary<string, string> Pairs(FormState form, string field)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var line in form.Value(field).Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (line.IndexOfAny(Joints) is var at && at < 1 || line[(at + 1)..].Trim().Length == 0)
                form.Fault(field, Words.Say("Mapping.Line", line));
            else if (!pairs.TryAdd(line[..at].Trim(), line[(at + 1)..].Trim()))
                form.Fault(field, Words.Say("Mapping.LineTwice", line[..at].Trim()));
        }
        return pairs;
    }

    private static IResult Show(HttpContext http, IReadOnlyList<SheetMapping> all, FormState form) =>
        PageEndpoints.Page<MappingsPage>(new { Mappings = all, Form = form, Saved = http.Request.Query.ContainsKey("saved") });
}
