using Matching.Api.Data;
using Matching.Api.Http;
using Matching.Core.Grid;
using Matching.Core.Units;

namespace Matching.Api.Units;

/// <summary>A partner unit as the store holds it.</summary>
internal sealed record UnitRow
{
    public const string Select = "select u.code, u.name, u.kind, u.area, u.monthly_cap, u.qualifications, u.suspended, u.version from unit u";

    private const string Insert = """
        insert into unit (code, name, kind, area, monthly_cap, qualifications)
        values (@Code, @Name, @KindName, @Area, @MonthlyCap, @Qualifications)
        """;

    /// <summary>Holds the unit's own row against other writers before it is read.</summary>
    private const string Hold = "select code from unit where code = @code";

    private const string Update = "update unit set suspended = @Suspended, version = version + 1 where code = @Code and version = @Version";

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    public UnitKind Kind { get; init; }

    public string Area { get; init; } = "";

    public int? MonthlyCap { get; init; }

    public string Qualifications { get; init; } = "";

    public bool Suspended { get; init; }

    public int Version { get; init; } = 1;

    public string KindName => Kind.ToString();

    /// <exception cref="NotThereException">No such unit.</exception>
    public static UnitRow Get(Session session, string code) => session.One<UnitRow>(Select + "\nwhere u.code = @code", new { code }) ?? throw new NotThereException("Unit", code);

    /// <exception cref="NotThereException">No such unit.</exception>
    /// <exception cref="ChangedMeanwhileException">The caller saw another version.</exception>
    public static UnitRow ToChange(Session session, string code, int? seenVersion)
    {
        session.OneToChange<string>(Hold, new { code });
        var row = Get(session, code);
        return seenVersion is null || seenVersion == row.Version ? row : throw new ChangedMeanwhileException(row.Version);
    }

    /// <summary>Saves whether it is suspended.</summary>
    /// <exception cref="ChangedMeanwhileException">Somebody else wrote it first.</exception>
    public void SaveTo(Session session)
    {
        if (session.Execute(Update, this) != 1)
            throw new ChangedMeanwhileException(Version);
    }

    public void InsertInto(Session session) => session.Execute(Insert, this);

    public static UnitRow Of(PartnerUnit unit) => new()
    {
        Code = unit.Code, Name = unit.Name, Kind = unit.Kind, Area = unit.Area.Value, MonthlyCap = unit.MonthlyCap, Qualifications = ValueText.Join(unit.Qualifications),
    };

    public PartnerUnit ToCore(UnitRecord record) =>
        new(Code, Name, Kind, new AreaCode(Area), MonthlyCap, ValueText.Split(Qualifications), Suspended) { Record = record };
}
