using System.Text.Json;
using FluentValidation;
using MediatR;
using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Policies;
using Matching.Core.Grid;

namespace Matching.Api.Hotline;

/// <summary>What a column of a work-order sheet means. Persisted: append only.</summary>
public enum CaseField { Number, CalledAt, Title, Detail, Kind, Area, Address, ContactName, ContactPhone, DueAt, Unit, Stage, Code }

/// <summary>One column: its heading when it is written, and by which headings it is found.</summary>
public sealed record MappedColumn(CaseField Field, IReadOnlyList<string> Heads);

/// <summary>Which columns another system's work-order sheet has, and what its words mean here.</summary>
/// <param name="Kinds">Its kinds of appeal (诉求类型), by our category's code or name.</param>
/// <param name="Areas">Its names of places, by our area code; a name of the grid needs no line.</param>
public sealed record SheetMapping(string Name, IReadOnlyList<MappedColumn> Columns, IReadOnlyDictionary<string, string> Kinds, IReadOnlyDictionary<string, string> Areas)
{
    /// <summary>What a typical 12345 sheet looks like.</summary>
    public static SheetMapping Usual { get; } = new("12345",
    [
        new(CaseField.Number, ["工单编号", "工单号"]), new(CaseField.CalledAt, ["来电时间", "受理时间"]), new(CaseField.Title, ["诉求标题", "工单标题"]), new(CaseField.Detail, ["诉求内容", "工单内容"]),
        new(CaseField.Kind, ["诉求类型", "问题分类"]), new(CaseField.Area, ["所属社区", "社区"]), new(CaseField.Address, ["地址", "事发地址"]), new(CaseField.ContactName, ["联系人", "来电人"]),
        new(CaseField.ContactPhone, ["联系电话", "来电号码"]), new(CaseField.DueAt, ["办理时限", "截止时间"]), new(CaseField.Unit, ["处置单位", "承办单位"]), new(CaseField.Stage, ["办理环节"]), new(CaseField.Code, ["系统编号"]),
    ], new Dictionary<string, string>(), new Dictionary<string, string>());

    /// <summary>The columns as tables are read by; only the number must be there.</summary>
    internal (string Name, string[] Chinese)[] TableColumns => [.. Columns.Select(column => (column.Field == CaseField.Number ? column.Field.ToString() : $"{column.Field}?", column.Heads.ToArray()))];
}

/// <summary>The mapping as the store holds it; the usual one needs no row.</summary>
internal static class SheetMappings
{
    private const string Select = "select body from sheet_mapping where name = @name";

    private const string SelectAll = "select body from sheet_mapping order by name";

    /// <exception cref="NotThereException">There is none of that name.</exception>
    public static SheetMapping Get(Session session, string name) => session.One<string>(Select, new { name }) is { } body ? Of(body)
        : name == SheetMapping.Usual.Name ? SheetMapping.Usual : throw new NotThereException("SheetMapping", name);

    public static IReadOnlyList<SheetMapping> All(Session session)
    {
        var stored = session.Query<string>(SelectAll).Select(Of).ToList();
        return stored.Any(mapping => mapping.Name == SheetMapping.Usual.Name) ? stored : [SheetMapping.Usual, .. stored];
    }

    private static SheetMapping Of(string body) => JsonSerializer.Deserialize<SheetMapping>(body, Json.Options)!;
}

internal sealed record ListMappings : IRequest<IReadOnlyList<SheetMapping>>;

/// <summary>Sets what a system's sheets look like from now on.</summary>
internal sealed record SetMapping(SheetMapping Mapping) : ICommand<SheetMapping>;

internal sealed class SetMappingRules : AbstractValidator<SetMapping>
{
    private const int MostLines = 500;

    public SetMappingRules(Rulings rulings, KnownAreas areas)
    {
        RuleFor(set => set.Mapping.Name).PlainText(1, 40).OverridePropertyName("name");
        RuleFor(set => set.Mapping.Columns).Must(columns => columns.All(column => column is not null && Enum.IsDefined(column.Field) && column.Heads is { Count: >= 1 and <= 10 }))
            .WithMessage(_ => Words.Say("Mapping.Columns")).OverridePropertyName("columns");
        RuleFor(set => set.Mapping.Columns).Must(columns => columns.Any(column => column?.Field == CaseField.Number) && columns.Any(column => column?.Field is CaseField.Title or CaseField.Detail))
            .WithMessage(_ => Words.Say("Mapping.Needed")).OverridePropertyName("columns");
        RuleFor(set => set.Mapping.Columns).Must(columns => columns.Where(column => column is not null).Select(column => column.Field).Distinct().Count() == columns.Count
            && columns.SelectMany(column => column?.Heads ?? []).ToList() is var heads && heads.Distinct().Count() == heads.Count).WithMessage(_ => Words.Say("Mapping.Twice")).OverridePropertyName("columns");
        RuleForEach(set => set.Mapping.Columns.SelectMany(column => column.Heads)).Tag().OverridePropertyName("columns").When(set => set.Mapping.Columns.All(column => column?.Heads is not null));
        RuleForEach(set => set.Mapping.Kinds).Must(kind => rulings.Find(kind.Value) is not null).WithMessage((_, kind) => Words.Say("Csv.UnknownCategory", kind.Value)).OverridePropertyName("kinds");
        RuleForEach(set => set.Mapping.Areas).Must(area => AreaCode.IsValid(area.Value) && areas.Has(new AreaCode(area.Value))).WithMessage((_, area) => Words.Say("Csv.UnknownArea", area.Value)).OverridePropertyName("areas");
        RuleFor(set => set.Mapping.Kinds.Count + set.Mapping.Areas.Count).LessThanOrEqualTo(MostLines).WithMessage(_ => Words.Say("Field.TooMany", MostLines)).OverridePropertyName("kinds");
    }
}

internal sealed class MappingHandler(Database database, CurrentWrite write, CallContext context, TimeProvider clock) : IRequestHandler<ListMappings, IReadOnlyList<SheetMapping>>, IRequestHandler<SetMapping, SheetMapping>
{
    private const string Save = """
        insert into sheet_mapping (name, body, version, changed_by, changed_at)
        values (@Name, @Body, 1, @Who, @Now)
        on conflict (name) do update set body = @Body, version = sheet_mapping.version + 1, changed_by = @Who, changed_at = @Now
        """;

    public Task<IReadOnlyList<SheetMapping>> Handle(ListMappings request, CancellationToken stop) => Task.FromResult(database.Read(SheetMappings.All));

    public Task<SheetMapping> Handle(SetMapping request, CancellationToken stop)
    {
        write.Session.Execute(Save, new { request.Mapping.Name, Body = JsonSerializer.Serialize(request.Mapping, Json.Options), context.Who, Now = clock.GetUtcNow() });
        return Task.FromResult(request.Mapping);
    }
}
