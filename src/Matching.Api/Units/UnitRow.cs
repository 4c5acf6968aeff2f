using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>A partner unit as the store holds it.</summary>
internal sealed record UnitRow
{
    public const string Select = "select u.code, u.name, u.kind, u.area, u.monthly_cap, u.qualifications, u.suspended from unit u";

    private const string Insert = """
        insert into unit (code, name, kind, area, monthly_cap, qualifications)
        values (@Code, @Name, @KindName, @Area, @MonthlyCap, @Qualifications)
        """;

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    public UnitKind Kind { get; init; }

    public string Area { get; init; } = "";

    public int? MonthlyCap { get; init; }

    public string Qualifications { get; init; } = "";

    public bool Suspended { get; init; }

    public string KindName => Kind.ToString();

    /// <exception cref="NotThereException">No such unit.</exception>
    public static UnitRow Get(Session session, string code) => session.One<UnitRow>(Select + "\nwhere u.code = @code", new { code }) ?? throw new NotThereException("Unit", code);

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public static UnitRow Of(PartnerUnit unit) => new()
    {
        Code = unit.Code, Name = unit.Name, Kind = unit.Kind, Area = unit.Area.Value, MonthlyCap = unit.MonthlyCap, Qualifications = ValueText.Join(unit.Qualifications),
    };

    public PartnerUnit ToCore(UnitRecord record) =>
        new(Code, Name, Kind, new AreaCode(Area), MonthlyCap, ValueText.Split(Qualifications), Suspended) { Record = record };
}
