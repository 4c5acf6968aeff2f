using Matching.Api.Access;
using Matching.Api.Grid;
using Matching.Api.Http;
using Matching.Api.Pages;
using Matching.Core.Demands;

namespace Matching.Api.Demands;

/// <summary>Where a demand is filed: by those who answer for a part of the grid, or by residents themselves, who need no account and whose
/// demand waits for one nod.</summary>
internal sealed record FilingDoor(string Path, bool IsForResidents)
{
    public static readonly FilingDoor OfGrid = new("/demands/new", IsForResidents: false);

    public static readonly FilingDoor OfResidents = new("/file", IsForResidents: true);

    /// <summary>States who may come in.</summary>
    public TBuilder Open<TBuilder>(TBuilder endpoint, Pace pace = Pace.Usual) where TBuilder : IEndpointConventionBuilder =>
        IsForResidents ? endpoint.ForAnybody(pace) : endpoint.For(Roles.Grid, pace: pace);

    /// <summary>Whose drafts a device keeps apart.</summary>
    public string OwnerOf(CallContext context) => IsForResidents ? "resident" : context.Name;

    /// <summary>The nodes that may be filed for, the caller's own grant first.</summary>
    public IReadOnlyList<Option> AreasOf(Caller caller, KnownAreas areas)
    {
        if (IsForResidents)
            return FilingForm.Finest(areas.All(), areas);
        var grants = caller.Grants.Where(grant => Roles.Grid.Contains(grant.Role) && grant.Area is not null).ToList();
        return FilingForm.Finest(areas.All().Where(area => grants.Any(grant => grant.Covers(area.Code.Value))), areas);
    }

    public DemandSource SourceOf(Role acting) => IsForResidents ? DemandSource.Resident : acting == Role.Lead ? DemandSource.Lead : DemandSource.Staff;

    /// <summary>The page that shows a receipt.</summary>
    public string ReceiptOf(string code) => IsForResidents ? $"{Path}/{code}" : $"/demands/{code}";
}
