using Dapper;
using Matching.Api.Data;
using Matching.Api.Policies;

namespace Matching.Api.Access;

/// <summary>
/// What a caller sees, as one condition for every statement: a grid node with all below it, a theme within it, or a unit with its
/// orders and the open demands that its offers could serve. The conditions are constants; <see cref="With"/> gives their values.
/// </summary>
internal sealed class Sight
{
    /// <summary>Condition on <c>demand d</c>.</summary>
    public const string OfDemands = $"""
        (@SeesAll = 1 or {InNodes}
            or (@Units <> '' and exists (select 1 from service_order so where so.demand = d.code and so.state <> 'Proposed' and @Units like '%;' || so.unit || ';%'))
            or (d.state in ('Open', 'PartlyMatched', 'Escalated') and {Servable}))
        """;

    /// <summary>Condition on <c>demand d</c>: what a unit's offers could serve, were it open.</summary>
    public const string Servable = $"""
        (@Units <> '' and d.erased_at is null and exists (
            select 1
            from offer of
            join category oc on ';' || of.categories || ';' like '%;' || oc.code || ';%'
            where of.state = 'Published' and @Units like '%;' || of.unit || ';%' and @Compatible like '%;' || d.category || '>' || oc.code || ';%'
                and (of.areas = '' or {ServesArea})))
        """;

    /// <summary>Condition on <c>service_order o</c> joined with <c>demand d</c>; a unit sees what it was asked for.</summary>
    public const string OfOrders = $"""
        (@SeesAll = 1 or {InNodes} or (@Units <> '' and o.state <> 'Proposed' and @Units like '%;' || o.unit || ';%'))
        """;

    /// <summary>Condition on <c>offer o</c>: a unit's own; for the grid, what serves any part of it.</summary>
    public const string OfOffers = """
        (@SeesAll = 1 or (@Units <> '' and @Units like '%;' || o.unit || ';%')
            or (@Nodes <> '' and (o.areas = '' or exists (
                select 1
                from area a
                where (@Areas like '%;' || a.code || ';%' and (';' || o.areas || ';' like '%;' || substr(a.code, 1, 9) || ';%'
                        or ';' || o.areas || ';' like '%;' || substr(a.code, 1, 12) || ';%'
                        or ';' || o.areas || ';' like '%;' || substr(a.code, 1, 15) || ';%'
                        or ';' || o.areas || ';' like '%;' || a.code || ';%'))
                    or (';' || o.areas || ';' like '%;' || a.code || ';%' and (@Areas like '%;' || substr(a.code, 1, 9) || ';%'
                        or @Areas like '%;' || substr(a.code, 1, 12) || ';%' or @Areas like '%;' || substr(a.code, 1, 15) || ';%'))))))
        """;

    /// <summary>Condition on <c>unit u</c>: oneself; for the grid, who is at home in a part of it or around it, paired with it, or offers something to it.</summary>
    public const string OfUnits = $"""
        (@SeesAll = 1 or (@Units <> '' and @Units like '%;' || u.code || ';%')
            or (@Nodes <> '' and (exists (
                select 1
                from area h
                where @Areas like '%;' || h.code || ';%' and (u.area like h.code || '%' or h.code like u.area || '%'
                    or exists (select 1 from unit_pairing p where p.unit = u.code and (p.community like h.code || '%' or h.code like p.community || '%'))))
                or exists (select 1 from offer o where o.unit = u.code and o.state <> 'Withdrawn' and {OfOffers}))))
        """;

    /// <summary>Condition on <c>agreement g</c>: its unit, and who sees the community whole.</summary>
    public const string OfAgreements = """
        (@SeesAll = 1 or (@Units <> '' and @Units like '%;' || g.unit || ';%')
            or (@Nodes <> '' and (@Nodes like '%;' || substr(g.community, 1, 9) || '/;%' or @Nodes like '%;' || g.community || '/;%')))
        """;

    private const string InNodes = """
        (@Nodes <> '' and (@Nodes like '%;' || substr(d.area, 1, 9) || '/;%' or @Nodes like '%;' || substr(d.area, 1, 12) || '/;%'
            or @Nodes like '%;' || substr(d.area, 1, 15) || '/;%' or @Nodes like '%;' || d.area || '/;%'
            or (@HasThemes = 1 and exists (
                select 1
                from category c
                where c.code = d.category and (@Nodes like '%;' || substr(d.area, 1, 9) || '/' || c.studio || ';%' or @Nodes like '%;' || substr(d.area, 1, 12) || '/' || c.studio || ';%'
                    or @Nodes like '%;' || substr(d.area, 1, 15) || '/' || c.studio || ';%' or @Nodes like '%;' || d.area || '/' || c.studio || ';%')))))
        """;

    private const string ServesArea = """
        ';' || of.areas || ';' like '%;' || substr(d.area, 1, 9) || ';%' or ';' || of.areas || ';' like '%;' || substr(d.area, 1, 12) || ';%'
            or ';' || of.areas || ';' like '%;' || substr(d.area, 1, 15) || ';%' or ';' || of.areas || ';' like '%;' || d.area || ';%'
        """;

    private readonly bool all;
    private readonly bool themes;
    private readonly string nodes;
    private readonly string areas;
    private readonly string units;
    private readonly string compatible;

    private Sight(bool all, IReadOnlyList<Grant> grants, string compatible)
    {
        this.all = all;
        var onNodes = grants.Where(grant => grant.Area is not null && grant.Role != Role.Unit).ToList();
        themes = onNodes.Any(grant => grant.Theme is not null);
        nodes = Joined(onNodes.Select(grant => $"{grant.Area}/{grant.Theme}"));
        areas = Joined(onNodes.Select(grant => grant.Area!));
        units = Joined(grants.Where(grant => grant.Role == Role.Unit).Select(grant => grant.Unit!));
        this.compatible = units.Length == 0 ? "" : compatible;
    }

    public static Sight Nothing { get; } = new(all: false, [], "");

    public static Sight Everything { get; } = new(all: true, [], "");

    /// <summary>An auditor without a node, and the program itself, see everything; an administrator, a member and a resident nothing.</summary>
    public static Sight By(IReadOnlyList<Grant> grants, Rulings rulings) => new(
        grants.Any(grant => grant.Role == Role.System || (grant is { Role: Role.Auditor, Area: null })),
        [.. grants.Where(grant => grant.Role is not (Role.Administrator or Role.Resident or Role.Member))], grants.Any(grant => grant.Role == Role.Unit) ? rulings.CompatiblePairs : "");

    /// <summary>Whether everything is seen, so that a whole run's figures are the caller's too.</summary>
    public bool IsEverything => all;

    /// <summary>The values of a statement, and those of the condition.</summary>
    public DynamicParameters With(object values)
    {
        var whole = new DynamicParameters(values);
        whole.Add("SeesAll", all ? 1 : 0);
        whole.Add("HasThemes", themes ? 1 : 0);
        whole.Add("Nodes", nodes);
        whole.Add("Areas", areas);
        whole.Add("Units", units);
        whole.Add("Compatible", compatible);
        return whole;
    }

    /// <summary>Whether a part of the grid is seen whole, themes aside.</summary>
    public bool CoversArea(string area) => all || new[] { 9, 12, 15, 18 }.Any(length => area.Length >= length && nodes.Contains($";{area[..length]}/;", StringComparison.Ordinal));

    /// <summary>Whether any part of an area is seen.</summary>
    public bool Touches(string area) => all || CoversArea(area) || areas.Contains($";{area}", StringComparison.Ordinal);

    /// <summary>Whether an area holds, or lies in, any part of what is seen, in whatever theme.</summary>
    public bool Reaches(string area) => Touches(area) || new[] { 9, 12, 15, 18 }.Any(length => area.Length >= length && areas.Contains($";{area[..length]};", StringComparison.Ordinal));

    /// <summary>Whether the unit's record is the caller's to read.</summary>
    public bool ReadsUnit(Session session, string code) => session.Scalar<long>($"select count(*) from unit u where u.code = @code and {OfUnits}", With(new { code })) > 0;

    public bool SeesUnit(string unit) => all || units.Contains($";{unit};", StringComparison.Ordinal);

    public bool SeesDemand(Session session, string code) => session.Scalar<long>($"select count(*) from demand d where d.code = @code and {OfDemands}", With(new { code })) > 0;

    public bool SeesOrder(Session session, string code) =>
        session.Scalar<long>($"select count(*) from service_order o join demand d on d.code = o.demand where o.code = @code and {OfOrders}", With(new { code })) > 0;

    public bool SeesOffer(Session session, string code) => session.Scalar<long>($"select count(*) from offer o where o.code = @code and {OfOffers}", With(new { code })) > 0;

    private static string Joined(IEnumerable<string> parts) => string.Join(';', parts) is { Length: > 0 } joined ? $";{joined};" : "";
}
