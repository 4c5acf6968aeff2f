using Matching.Api.Data;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Core.Grid;

namespace Matching.Api.Meetings;

/// <summary>Bodies that lead and help: partner units by their code, committees by their grid node's.</summary>
internal sealed class MeetingBodies(KnownAreas areas)
{
    private const string SelectUnit = "select name from unit where code = @body";

    /// <exception cref="NotThereException">There is no such unit and no such street, community or estate.</exception>
    public void Refuse(Session session, string body)
    {
        if (AreaCode.IsValid(body) ? new AreaCode(body) is var area && (area.Level == AreaLevel.Building || !areas.Has(area)) : session.One<string>(SelectUnit, new { body }) is null)
            throw new NotThereException("Unit", body);
    }

    /// <summary>Empty for a grid node.</summary>
    public static string UnitName(Session session, string body) => AreaCode.IsValid(body) ? "" : session.One<string>(SelectUnit, new { body }) ?? "";

    public string NameOf(Session session, string body) => MeetingRoles.NameOf(body, UnitName(session, body), areas);
}
